import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCounts,
  type Counts,
  NO_COUNTS,
  registryTotals,
  repositoryTotals,
} from '../../src/domain/totals.ts';
import { at, REGISTRY, REPOSITORY } from '../support/builders.ts';

/** The sizes of the layers of each repository: the plainest description of a registry there is. */
type Holdings = readonly ReadonlyMap<string, number>[];

const holdings: fc.Arbitrary<Holdings> = fc
  .array(fc.uniqueArray(fc.nat(12), { maxLength: 8 }), { maxLength: 6 })
  .map((repositories) =>
    repositories.map((layers) => new Map(layers.map((layer) => [`layer ${layer}`, 1_000 * layer + 7]))),
  );

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What a store would have counted, one repository at a time. */
function countsOf(all: Holdings): Counts[] {
  const holders = (layer: string) => all.filter((layers) => layers.has(layer)).length;
  return all.map((layers, position) => {
    const shared = [...layers].filter(([layer]) => holders(layer) > 1);
    const first = shared.filter(([layer]) => all.findIndex((other) => other.has(layer)) === position);
    return {
      ...NO_COUNTS,
      repositories: 1,
      images: 2,
      logicalBytes: 2 * sum([...layers.values()]),
      layers: layers.size,
      storedBytes: sum([...layers.values()]),
      sharedLayers: shared.length,
      sharedBytes: sum(shared.map(([, size]) => size)),
      distinctSharedLayers: first.length,
      distinctSharedBytes: sum(first.map(([, size]) => size)),
    };
  });
}

describe('registryTotals', () => {
  it('is what the definitions say, for any registry', () => {
    fc.assert(
      fc.property(holdings, (all) => {
        const distinct = new Map(all.flatMap((layers) => [...layers]));
        const repositories = (layer: string) => all.filter((layers) => layers.has(layer)).length;

        const totals = registryTotals(REGISTRY, countsOf(all).reduce(addCounts, NO_COUNTS), at());

        expect(totals).toEqual({
          ...REGISTRY,
          repositories: all.length,
          images: 2 * all.length,
          layers: distinct.size,
          logicalBytes: 2 * sum(all.flatMap((layers) => [...layers.values()])),
          storedBytes: sum(all.flatMap((layers) => [...layers.values()])),
          uniqueBytes: sum([...distinct.values()]),
          duplicateBytes: sum([...distinct].map(([layer, size]) => size * (repositories(layer) - 1))),
          asOf: at(),
        });
        expect(totals.duplicateBytes).toBe(totals.storedBytes - totals.uniqueBytes);
      }),
    );
  });

  it('is all zero for an empty registry', () => {
    const totals = registryTotals(REGISTRY, NO_COUNTS, at());

    expect(totals).toMatchObject({ repositories: 0, layers: 0, uniqueBytes: 0, duplicateBytes: 0 });
  });
});

describe('repositoryTotals', () => {
  it('calls exclusive what no other repository holds, for any registry', () => {
    fc.assert(
      fc.property(holdings, (all) => {
        const exclusive = all.map((layers) =>
          sum(
            [...layers]
              .filter(([layer]) => all.filter((other) => other.has(layer)).length === 1)
              .map(([, size]) => size),
          ),
        );

        const totals = countsOf(all).map((counts) => repositoryTotals(REPOSITORY, counts, at()));

        expect(totals.map(({ exclusiveBytes }) => exclusiveBytes)).toEqual(exclusive);
      }),
    );
  });

  it('shows the counts of the repository', () => {
    const counts = { ...NO_COUNTS, images: 3, logicalBytes: 900, storedBytes: 500, sharedBytes: 200 };

    expect(repositoryTotals(REPOSITORY, counts, null)).toEqual({
      ...REPOSITORY,
      images: 3,
      logicalBytes: 900,
      storedBytes: 500,
      exclusiveBytes: 300,
      lastPushedAt: null,
    });
  });
});

describe('while a push is unfinished', () => {
  // Another repository already knows the layer as shared; the one that brought it has yet to count it.
  const counts = {
    ...NO_COUNTS,
    sharedLayers: 1,
    sharedBytes: 60,
    distinctSharedLayers: 0,
    distinctSharedBytes: 0,
  };

  it('no number is negative, and duplicate and unique bytes still add up', () => {
    expect(registryTotals(REGISTRY, counts, at())).toMatchObject({
      layers: 0,
      storedBytes: 0,
      uniqueBytes: 0,
      duplicateBytes: 0,
    });
    expect(repositoryTotals(REPOSITORY, counts, null)).toMatchObject({ exclusiveBytes: 0 });
  });
});

describe('addCounts', () => {
  it('adds name by name and leaves its arguments alone', () => {
    const before = { ...NO_COUNTS, images: 1, storedBytes: 10 };

    const after = addCounts(before, { images: 2, sharedBytes: 5 });

    expect(after).toEqual({ ...NO_COUNTS, images: 3, storedBytes: 10, sharedBytes: 5 });
    expect(before).toEqual({ ...NO_COUNTS, images: 1, storedBytes: 10 });
  });

  it('takes away with negative counts', () => {
    expect(addCounts({ ...NO_COUNTS, layers: 2 }, { layers: -2 })).toEqual(NO_COUNTS);
  });
});
