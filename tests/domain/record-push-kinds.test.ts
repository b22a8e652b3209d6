import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/domain/digest.ts';
import { BUILD_CACHE_CONFIG, DOCKER_SCHEMA1 } from '../../src/domain/media-type.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import {
  buildImage,
  descriptor,
  fakeDigest,
  indexText,
  manifestText,
  pushed,
  REGISTRY,
  REPOSITORY,
} from '../support/builders.ts';
import { createWorld } from '../support/in-memory-ports.ts';

const ORDERS = buildImage([{ seed: 'orders', sizeBytes: 2_000 }]);

/** A world that notes which manifests its registry was asked for. */
function createAskedWorld() {
  const world = createWorld();
  const asked: Digest[] = [];
  const { registry } = world.deps;
  const deps = {
    ...world.deps,
    registry: {
      getConfig: registry.getConfig.bind(registry),
      describe: registry.describe.bind(registry),
      getManifests: (...[repository, digests]: Parameters<typeof registry.getManifests>) => {
        asked.push(...digests);
        return registry.getManifests(repository, digests);
      },
    },
  };
  return { ...world, deps, asked };
}

async function totals({ reader }: Pick<ReturnType<typeof createWorld>, 'reader'>) {
  return (await reader.repositories(REGISTRY, { limit: 1, cursor: null })).items[0];
}

describe('what is not supported', () => {
  it('is recorded as there, is no image, and adds nothing', async () => {
    const world = createWorld();
    const old = world.registry.put(REPOSITORY, '{"schemaVersion":1,"fsLayers":[]}');
    world.registry.push(REPOSITORY, ORDERS);

    const outcomes = await recordPushes(world.deps, REPOSITORY, [
      pushed(old, '1.0'),
      pushed(ORDERS.digest, '1.1'),
    ]);

    expect(outcomes.get(old)).toMatchObject({ outcome: 'recorded', kind: 'unsupported', newBytes: 0 });
    expect(await world.history.read({ ...REPOSITORY, digest: old })).toMatchObject({
      ...{ mediaType: DOCKER_SCHEMA1, tags: ['1.0'], layers: [] },
    });
    expect(await totals(world)).toMatchObject({ images: 1, logicalBytes: 2_000, storedBytes: 2_000 });
  });

  it('is the predecessor of no image', async () => {
    const world = createWorld();
    const old = world.registry.put(REPOSITORY, '{"schemaVersion":1,"fsLayers":[]}');
    world.registry.push(REPOSITORY, ORDERS);

    await recordPushes(world.deps, REPOSITORY, [pushed(old, '1.0'), pushed(ORDERS.digest, '1.1')]);

    const image = await world.history.read({ ...REPOSITORY, digest: ORDERS.digest });
    expect(image && (await world.history.earlierOf(image))).toEqual([]);
  });
});

describe('a build cache', () => {
  const layers = [descriptor('cached 1', 300), descriptor('cached 2', 40)];
  const config = descriptor('cache config', 9, BUILD_CACHE_CONFIG);

  it.each([
    ['as a manifest', manifestText(layers, { config })],
    ['as an index', indexText([], { manifests: [...layers, config] })],
  ])('stores its layers, and none of them is asked for as a manifest (%s)', async (_form, text) => {
    const world = createAskedWorld();
    const cache = world.registry.put(REPOSITORY, text);

    const outcomes = await recordPushes(world.deps, REPOSITORY, [pushed(cache, 'buildcache')]);

    expect(outcomes.get(cache)).toMatchObject({ outcome: 'recorded', kind: 'artifact', newBytes: 340 });
    expect(world.asked).toEqual([cache]);
    expect(await totals(world)).toMatchObject({ images: 0, storedBytes: 340 });
  });
});

describe('indexes that all list each other', () => {
  it('end, and are asked for a number of times that does not explode', async () => {
    const world = createAskedWorld();
    const all = Array.from({ length: 10 }, (_, position) => fakeDigest(`index ${position}`));
    for (const digest of all) world.registry.put(REPOSITORY, indexText([...all, ORDERS.digest]), digest);
    world.registry.push(REPOSITORY, ORDERS);

    const outcomes = await recordPushes(
      world.deps,
      REPOSITORY,
      all.map((digest) => pushed(digest, null)),
    );

    expect(new Set([...outcomes.values()].map(({ outcome }) => outcome))).toEqual(new Set(['recorded']));
    expect(await world.images()).toHaveLength(11);
    expect(world.asked.length).toBeLessThanOrEqual(11 * 11);
  });
});
