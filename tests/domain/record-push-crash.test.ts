import { expect, it, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import type { PushedImage } from '../../src/domain/pushed-image.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { RepositoryId } from '../../src/domain/registry.ts';
import { at, buildImage, fakeDigest, indexText, pushed, REGISTRY, REPOSITORY } from '../support/builders.ts';
import { Crash } from '../support/crash.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

const MB = 1_000_000;
const API: RepositoryId = { ...REPOSITORY, repository: 'team/api' };
const NEVER = Number.POSITIVE_INFINITY;
const ALL = { limit: 100, cursor: null };

const BASE = { seed: 'base', sizeBytes: 60 * MB };
const FIRST = buildImage([BASE, { seed: 'app 1', sizeBytes: 10 * MB }]);
const GROWN = buildImage([BASE, { seed: 'app 2', sizeBytes: 70 * MB }]);
const ARM64 = buildImage([BASE, { seed: 'arm64', sizeBytes: 10 * MB }], { architecture: 'arm64' });
const INDEX = indexText([GROWN.digest, ARM64.digest]);

type Batch = readonly [RepositoryId, readonly PushedImage[]];

/** Two batches that leave a shared layer behind, and the one that is to be interrupted. */
function createStory(): { world: World; before: readonly Batch[]; batch: Batch } {
  const world = createWorld();
  const { registry } = world;
  registry.push(API, FIRST, 'orders-1.0.1');
  for (const tag of ['orders-1.0.1', 'latest']) registry.push(REPOSITORY, FIRST, tag);
  for (const image of [GROWN, ARM64]) registry.push(REPOSITORY, image);
  const index = registry.put(REPOSITORY, INDEX, digestOf(INDEX), 'orders-1.0.2');
  const batch = [
    pushed(GROWN.digest, null, at(10)),
    pushed(ARM64.digest, null, at(10)),
    pushed(index, 'orders-1.0.2', at(11)),
    {
      digest: FIRST.digest,
      pushes: [
        { tag: 'orders-1.0.1', at: at(5) },
        { tag: 'latest', at: at(12) },
      ],
    },
  ] as const;
  return {
    world,
    before: [[API, [pushed(FIRST.digest, 'orders-1.0.1', at(1))]]],
    batch: [REPOSITORY, batch],
  };
}

/** What is to be the same in the end; when somebody last claimed an alert is not. */
async function stateOf({ reader, images, tags }: World) {
  const alerts = (await reader.alerts({}, ALL)).items;
  const layers = ['base', 'app 1', 'app 2', 'arm64'].map(fakeDigest);
  return {
    images: await images(API, REPOSITORY),
    layers: await Promise.all(layers.map((digest) => reader.layer(REGISTRY, digest))),
    registries: await reader.registries({}),
    repositories: await reader.repositories({}, ALL),
    tags: await tags.find(REPOSITORY, ['orders-1.0.1', 'orders-1.0.2', 'latest']),
    alerts: alerts.map(({ claimedUntil: _claimedUntil, ...kept }) => kept),
  };
}

/** Delivers the story, the last batch on a process that crashes, and then once more where it did. */
async function tell(crash: Crash): Promise<World> {
  const { world, before, batch } = createStory();
  for (const [repository, images] of before) await recordPushes(world.deps, repository, images);
  const isSettled = await recordPushes(crash.interrupt(world.deps), ...batch).then(
    (outcomes) => [...outcomes.values()].every(({ outcome }) => outcome !== 'failed'),
    () => false,
  );
  if (isSettled) return world;
  world.clock.pass(120);
  const outcomes = await recordPushes(world.deps, ...batch);
  expect([...outcomes.values()].filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  return world;
}

const untroubled = new Crash(NEVER, 'before');
const expected = await tell(untroubled);
const calls = Array.from({ length: untroubled.calls }, (_, position) => position + 1);

it('the story has everything in it that can be interrupted', async () => {
  expect(expected.publisher.published.map(({ kind, state }) => [kind, state])).toEqual([
    ['duplicate-layer', 'open'],
    ['image-grew', 'open'],
  ]);
  const images = await expected.images(API, REPOSITORY);
  expect(images.map(({ kind }) => kind).sort()).toEqual(['image', 'image', 'image', 'image', 'index']);
  expect(calls.length).toBeGreaterThan(20);
});

test.each(calls.flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const]))(
  'a crash at call %i, %s it took effect, and a redelivery come to the same as no crash',
  async (call, when) => {
    const world = await tell(new Crash(call, when));

    expect(await stateOf(world)).toEqual(await stateOf(expected));
    const told = world.publisher.published.map(({ id, revision }) => `${id} ${revision}`);
    for (const { alert } of (await world.reader.alerts({}, ALL)).items) {
      expect(await world.alerts.find(alert.id)).toMatchObject({ publishedRevision: alert.revision });
      for (let revision = 1; revision <= alert.revision; revision++)
        expect(told).toContain(`${alert.id} ${revision}`);
    }
    expect(told.length).toBeLessThanOrEqual(expected.publisher.published.length + 1);
  },
);
