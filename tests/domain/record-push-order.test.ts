import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Digest } from '../../src/domain/digest.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { Push } from '../../src/domain/tagging.ts';
import { at, buildImage, indexText, REPOSITORY } from '../support/builders.ts';
import { createWorld } from '../support/in-memory-ports.ts';

const AMD64 = buildImage([
  { seed: 'base', sizeBytes: 10 },
  { seed: 'amd64', sizeBytes: 20 },
]);
const ARM64 = buildImage(
  [
    { seed: 'base', sizeBytes: 10 },
    { seed: 'arm64', sizeBytes: 20 },
  ],
  { architecture: 'arm64' },
);
const SINGLE = buildImage([
  { seed: 'base', sizeBytes: 10 },
  { seed: 'single', sizeBytes: 20 },
]);

/** Where the tags of all events are in the end. */
const TAGS = [
  ['orders-1', 'both'],
  ['orders-2', 'both'],
  ['latest', 'both'],
  ['billing-1', 'other'],
  ['orders-3', 'single'],
  ['stable', 'single'],
] as const;

/** A registry of three images, of an index of two of them, and of an index that lists one of those two as well. */
function createIndexedWorld() {
  const world = createWorld();
  const [amd64, arm64, single] = [AMD64, ARM64, SINGLE].map((image) =>
    world.registry.push(REPOSITORY, image),
  );
  if (!amd64 || !arm64 || !single) throw new Error('three images were pushed');
  const both = world.registry.put(REPOSITORY, indexText([amd64, arm64]));
  const other = world.registry.put(REPOSITORY, indexText([arm64]));
  const digests = { amd64, arm64, single, both, other };
  for (const [tag, image] of TAGS) world.registry.tag({ ...REPOSITORY, digest: digests[image] }, tag);
  return { ...world, digests };
}

const { digests: ALL } = createIndexedWorld();
const EVENTS: readonly (readonly [Digest, Push])[] = [
  [ALL.amd64, { tag: null, at: at(1) }],
  [ALL.arm64, { tag: null, at: at(1) }],
  [ALL.both, { tag: 'orders-1', at: at(2) }],
  [ALL.both, { tag: 'latest', at: at(3) }],
  [ALL.other, { tag: 'billing-1', at: at(4) }],
  [ALL.both, { tag: 'orders-2', at: at(5) }],
  [ALL.single, { tag: 'orders-3', at: at(6) }],
  [ALL.single, { tag: 'stable', at: at(7) }],
];

/** Delivers the events one by one and says where every image is in the end, and what they add up to. */
async function deliver(events: typeof EVENTS) {
  const world = createIndexedWorld();
  for (const [digest, push] of events)
    await recordPushes(world.deps, REPOSITORY, [{ digest, pushes: [push] }]);
  const taggings = new Map(
    (await world.images()).map(({ digest, tags, pushedAt, series, seriesFrom, isComplete }) => [
      digest,
      { tags, pushedAt, series, seriesFrom, isComplete },
    ]),
  );
  const totals = (await world.reader.registries({})).map(({ asOf: _asOf, ...rest }) => rest);
  return { taggings, totals };
}

it('comes to the same for any order and any repetition of the events', async () => {
  const expected = await deliver(EVENTS);

  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...EVENTS], { minLength: EVENTS.length }),
      fc.array(fc.constantFrom(...EVENTS), { maxLength: 4 }),
      async (shuffled, again) => {
        expect(await deliver([...shuffled, ...again])).toEqual(expected);
      },
    ),
  );
});

it('places an image by the earliest tag of all that list it', async () => {
  const { taggings } = await deliver([...EVENTS].reverse());

  expect([...taggings.values()].map(({ series }) => series).sort()).toEqual([
    'billing',
    'orders',
    'orders',
    'orders',
    'orders',
  ]);
});
