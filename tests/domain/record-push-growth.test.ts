import { describe, expect, it } from 'vitest';
import { recordPushes } from '../../src/domain/record-push.ts';
import { at, fakeDigest, indexText, manifestText, pushed, REPOSITORY } from '../support/builders.ts';
import { createWorld } from '../support/in-memory-ports.ts';
import { MB, push, told, version } from '../support/versions.ts';

describe('an image that grew', () => {
  it('is told once, with the instruction that grew', async () => {
    const world = createWorld();
    await push(world, version('1', 30 * MB), '1.4.0', 1);

    const outcome = await push(world, version('2', 45 * MB), '1.4.1', 2);
    await push(world, version('3', 46 * MB), '1.4.2', 3);

    expect(told(world)).toEqual([['image-grew', 'open', 45 * MB]]);
    expect(outcome).toMatchObject({
      outcome: 'recorded',
      findings: [
        {
          kind: 'image-grew',
          series: 'default',
          tags: ['1.4.1'],
          baselineBytes: 30 * MB,
          instructions: [{ instruction: 'COPY app /srv/app', bytesBefore: 25 * MB, bytesAfter: 40 * MB }],
        },
      ],
    });
    expect(world.publisher.published[0]?.openedAt).toBe(at(2));
  });

  it('is told without instructions where its predecessor cannot be read', async () => {
    const world = createWorld();
    await push(world, version('1', 30 * MB), '1.4.0', 1);
    world.history.read = async () => null;

    await push(world, version('2', 45 * MB), '1.4.1', 2);

    expect(world.publisher.published).toMatchObject([{ kind: 'image-grew', finding: { instructions: [] } }]);
  });

  it('is kept with the image', async () => {
    const world = createWorld();
    await push(world, version('1', 30 * MB), '1.4.0', 1);
    await push(world, version('2', 45 * MB), '1.4.1', 2);

    expect(await world.images()).toMatchObject([
      { newBytes: 40 * MB, findings: [{ kind: 'image-grew' }] },
      { newBytes: 30 * MB, findings: [] },
    ]);
  });

  it('is not told of another series, another platform or another repository', async () => {
    const world = createWorld();
    await push(world, version('1', 30 * MB), 'orders-1.0.1', 1);

    await push(world, version('2', 45 * MB), 'billing-1.0.2', 2);
    await push(world, version('3', 45 * MB, 'arm64'), 'orders-1.0.3', 3);
    await push(world, version('4', 45 * MB), 'orders-1.0.4', 4, 'team/elsewhere');

    expect(told(world)).toEqual([]);
  });

  it('is not measured against what was pushed after it', async () => {
    const world = createWorld();
    await push(world, version('2', 30 * MB), '1.4.1', 2);

    await push(world, version('1', 45 * MB), '1.4.0', 1);

    expect(told(world)).toEqual([]);
  });

  it('is measured against all that came before it in its batch, in order of time', async () => {
    const world = createWorld();
    const [small, large] = [version('1', 30 * MB), version('2', 45 * MB)];
    for (const image of [small, large]) world.registry.push(REPOSITORY, image);

    await recordPushes(world.deps, REPOSITORY, [
      pushed(large.digest, '1.4.1', at(3)),
      {
        digest: small.digest,
        pushes: [
          { tag: 'latest', at: at(9) },
          { tag: '1.4.0', at: at(1) },
        ],
      },
    ]);

    expect(told(world)).toEqual([['image-grew', 'open', 45 * MB]]);
  });

  it('is told when its first tag places it in a series', async () => {
    const world = createWorld();
    await push(world, version('1', 30 * MB), '1.4.0', 1);
    await push(world, version('2', 45 * MB), null, 2);

    const outcome = await push(world, version('2', 45 * MB), '1.4.1', 3);

    expect(outcome).toMatchObject({ outcome: 'retagged', findings: [{ kind: 'image-grew' }] });
    expect((await world.images())[0]?.findings).toMatchObject([{ kind: 'image-grew' }]);
    expect(told(world)).toEqual([['image-grew', 'open', 45 * MB]]);
  });

  it('is told of the child of an index, whose own push has no tag', async () => {
    const world = createWorld();
    for (const [name, sizeBytes, seconds] of [
      ['1.4.0', 30 * MB, 10],
      ['1.4.1', 45 * MB, 20],
    ] as const) {
      const child = version(name, sizeBytes);
      await push(world, child, null, seconds);
      const index = world.registry.put(REPOSITORY, indexText([child.digest]));
      await recordPushes(world.deps, REPOSITORY, [pushed(index, name, at(seconds + 1))]);
    }

    expect(told(world)).toEqual([['image-grew', 'open', 45 * MB]]);
  });

  it('is not told of an artifact or an index', async () => {
    const world = createWorld();
    for (const [seconds, size] of [
      [1, 30 * MB],
      [2, 90 * MB],
    ] as const) {
      const blob = { mediaType: 'text/spdx', digest: fakeDigest(`sbom ${size}`), size };
      const digest = world.registry.put(REPOSITORY, manifestText([blob], { artifactType: 'text/spdx' }));
      await recordPushes(world.deps, REPOSITORY, [pushed(digest, `sbom-1.0.${seconds}`, at(seconds))]);
    }

    expect(told(world)).toEqual([]);
  });
});
