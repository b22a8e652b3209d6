import { describe, expect, it } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import {
  at,
  buildImage,
  descriptor,
  fakeDigest,
  indexText,
  manifestText,
  pushed,
  REPOSITORY,
} from '../support/builders.ts';
import { createWorld } from '../support/in-memory-ports.ts';

const AMD64 = buildImage([{ seed: 'amd64', sizeBytes: 30_000 }], { architecture: 'amd64' });
const ARM64 = buildImage([{ seed: 'arm64', sizeBytes: 20_000 }], { architecture: 'arm64' });
const ATTESTATION = manifestText([descriptor('sbom', 70, 'application/vnd.in-toto+json')]);

/** A world whose registry holds two images, an attestation, and an index of the three. */
function createIndexWorld() {
  const world = createWorld();
  const { registry } = world;
  const children = [
    registry.push(REPOSITORY, AMD64),
    registry.push(REPOSITORY, ARM64),
    registry.put(REPOSITORY, ATTESTATION),
  ] as const;
  const index = registry.put(REPOSITORY, indexText(children));
  return {
    ...world,
    index,
    children,
    read: (digest: typeof index) => world.history.read({ ...REPOSITORY, digest }),
  };
}

describe('an index', () => {
  it('adds no bytes of its own, and its children are images of their own', async () => {
    const { deps, index, children, read } = createIndexWorld();

    const outcomes = await recordPushes(deps, REPOSITORY, [pushed(index, 'orders-1')]);

    expect(outcomes.get(index)).toMatchObject({ outcome: 'recorded', kind: 'index', newBytes: 0 });
    expect([...outcomes.keys()]).toEqual([index]);
    expect(await read(index)).toMatchObject({ sizeBytes: 0, layers: [], children, tags: ['orders-1'] });
    expect(await read(AMD64.digest)).toMatchObject({
      kind: 'image',
      platform: 'linux/amd64',
      sizeBytes: 30_000,
    });
    expect(await read(ARM64.digest)).toMatchObject({
      kind: 'image',
      platform: 'linux/arm64',
      sizeBytes: 20_000,
    });
    expect(await read(children[2])).toMatchObject({ kind: 'artifact', sizeBytes: 70 });
  });

  it('places its children in the series of its tag without tagging them', async () => {
    const { deps, index, read } = createIndexWorld();

    await recordPushes(deps, REPOSITORY, [pushed(index, 'orders-1', at(5))]);

    expect(await read(AMD64.digest)).toMatchObject({ tags: [], series: 'orders', pushedAt: at(5) });
  });

  it('places children that were known before it', async () => {
    const { deps, index, read } = createIndexWorld();
    await recordPushes(deps, REPOSITORY, [
      pushed(AMD64.digest, null, at(1)),
      pushed(ARM64.digest, null, at(2)),
    ]);

    await recordPushes(deps, REPOSITORY, [pushed(index, 'orders-1', at(3))]);

    expect(await read(AMD64.digest)).toMatchObject({ tags: [], series: 'orders', pushedAt: at(1) });
    expect(await read(ARM64.digest)).toMatchObject({ tags: [], series: 'orders', pushedAt: at(2) });
  });

  it('places its children when it gets its first tag', async () => {
    const { deps, index, read } = createIndexWorld();
    await recordPushes(deps, REPOSITORY, [pushed(index, null, at(1))]);

    const outcomes = await recordPushes(deps, REPOSITORY, [pushed(index, 'orders-1', at(2))]);

    expect(outcomes.get(index)).toEqual({ outcome: 'retagged', findings: [] });
    expect(await read(AMD64.digest)).toMatchObject({ series: 'orders', pushedAt: at(1) });
  });

  it('is recorded once with its children where all their events come together', async () => {
    const { deps, index, children } = createIndexWorld();

    const outcomes = await recordPushes(deps, REPOSITORY, [
      pushed(index, 'orders-1', at(1)),
      ...children.map((child) => pushed(child, null, at(1))),
    ]);

    expect([...outcomes].map(([digest, { outcome }]) => [digest, outcome])).toEqual([
      ...children.map((child) => [child, 'recorded']),
      [index, 'recorded'],
    ]);
  });

  it('is recorded where a child is missing, and so are the others', async () => {
    const { deps, registry, images, read } = createIndexWorld();
    const index = registry.put(REPOSITORY, indexText([fakeDigest('missing'), AMD64.digest]));

    const outcomes = await recordPushes(deps, REPOSITORY, [pushed(index)]);

    expect(outcomes.get(index)).toMatchObject({ outcome: 'recorded' });
    expect(await read(AMD64.digest)).not.toBeNull();
    expect(await images()).toHaveLength(2);
  });

  it('is recorded where a child cannot be read', async () => {
    const { deps, registry, images } = createIndexWorld();
    const index = registry.put(REPOSITORY, indexText([registry.put(REPOSITORY, 'PGP'), AMD64.digest]));

    const outcomes = await recordPushes(deps, REPOSITORY, [pushed(index)]);

    expect(outcomes.get(index)).toMatchObject({ outcome: 'recorded' });
    expect(await images()).toHaveLength(2);
  });

  it('comes again where the registry cannot give a child now, and that child alone is read again', async () => {
    const { deps, registry, index, read } = createIndexWorld();
    const throttled = new RegistryUnavailableError('throttled');
    registry.fail({ ...REPOSITORY, digest: AMD64.digest }, throttled);
    const failed = await recordPushes(deps, REPOSITORY, [pushed(index)]);
    const [amd64, arm64] = [await read(AMD64.digest), await read(ARM64.digest)];
    registry.push(REPOSITORY, AMD64);
    registry.fail({ ...REPOSITORY, digest: ARM64.digest }, throttled);

    const recorded = await recordPushes(deps, REPOSITORY, [pushed(index)]);

    expect(failed.get(index)).toEqual({ outcome: 'failed', error: throttled });
    expect([amd64, arm64?.digest]).toEqual([null, ARM64.digest]);
    expect(recorded.get(index)).toMatchObject({ outcome: 'recorded' });
    expect(await read(AMD64.digest)).not.toBeNull();
  });
});

describe('nesting', () => {
  it('an index that lists itself ends', async () => {
    const { deps, registry } = createIndexWorld();
    const itself = fakeDigest('index of itself');
    registry.put(REPOSITORY, indexText([itself, AMD64.digest]), itself);

    const outcomes = await recordPushes(deps, REPOSITORY, [pushed(itself)]);

    expect(outcomes.get(itself)).toMatchObject({ outcome: 'recorded' });
  });

  it('two indexes that list each other end, also when they are tagged later', async () => {
    const { deps, registry, images, read } = createIndexWorld();
    const [one, other] = [fakeDigest('one'), fakeDigest('other')];
    registry.put(REPOSITORY, indexText([other]), one);
    registry.put(REPOSITORY, indexText([one, AMD64.digest]), other);

    const outcomes = await recordPushes(deps, REPOSITORY, [pushed(one, null, at(1))]);
    await recordPushes(deps, REPOSITORY, [pushed(one, 'orders-1', at(2))]);

    expect(outcomes.get(one)).toMatchObject({ outcome: 'recorded' });
    expect(await images()).toHaveLength(3);
    expect(await read(AMD64.digest)).toMatchObject({ series: 'orders' });
  });

  it('an index of indexes places the images at its ends', async () => {
    const { deps, registry, index, read } = createIndexWorld();
    const outer = registry.put(REPOSITORY, indexText([index]));

    await recordPushes(deps, REPOSITORY, [pushed(outer, 'orders-1')]);

    expect(await read(ARM64.digest)).toMatchObject({ series: 'orders' });
  });

  it('is followed to eight indexes and no deeper', async () => {
    const { deps, registry, images, read } = createIndexWorld();
    const levels = Array.from({ length: 11 }, (_, level) => fakeDigest(`level ${level}`));
    for (const [level, digest] of levels.entries())
      registry.put(REPOSITORY, indexText([levels[level + 1] ?? AMD64.digest]), digest);

    const outcomes = await recordPushes(
      deps,
      REPOSITORY,
      levels.slice(0, 1).map((top) => pushed(top)),
    );

    expect([...outcomes.values()]).toMatchObject([{ outcome: 'recorded' }]);
    expect(await images()).toHaveLength(9);
    expect(await read(AMD64.digest)).toBeNull();
  });
});
