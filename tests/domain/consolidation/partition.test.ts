import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { bestPartition } from '../../../src/domain/consolidation/best-partition.ts';
import type { Edge } from '../../../src/domain/consolidation/hypergraph.ts';
import { FULL_EFFORT, partition } from '../../../src/domain/consolidation/partition.ts';
import { createRandom } from '../../../src/local/random.ts';
import { allPartitions, greatestValue, randomPart, partitionValue } from './all-partitions.ts';

const PAIRS_ONLY = { ...FULL_EFFORT, exactGroups: 0 };

/** Layers `[weight, ...holders]`. */
function edgesOf(...layers: readonly (readonly [number, ...number[]])[]): Edge[] {
  return layers.map(([weight, ...nodes]) => ({ weight, nodes }));
}

/** Small numbers, so that ties are common. */
function parts(maxSize: number) {
  return fc.integer({ min: 2, max: maxSize }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      price: fc.integer({ min: 0, max: 12 }),
      edges: fc.array(
        fc.record({
          weight: fc.integer({ min: 1, max: 9 }),
          nodes: fc.uniqueArray(fc.nat(size - 1), { minLength: 2 }),
        }),
        { maxLength: 14 },
      ),
    }),
  );
}

/** Layers that few hold, so that joining takes several rounds. */
function sparseParts() {
  return fc.record({
    size: fc.constant(14),
    price: fc.integer({ min: 4, max: 10 }),
    edges: fc.array(
      fc.record({
        weight: fc.integer({ min: 1, max: 6 }),
        nodes: fc.uniqueArray(fc.nat(13), { minLength: 2, maxLength: 3 }),
      }),
      { minLength: 15, maxLength: 40 },
    ),
  });
}

/** Joins the first two that gain, again and again. */
function joinedNaively(size: number, edges: readonly Edge[], price: number): (readonly number[])[] {
  const groups: (readonly number[])[] = [...Array(size).keys()].map((node) => [node]);
  for (;;) {
    const pair = groups
      .flatMap((one) => groups.map((other) => [one, other] as const))
      .find(([one, other]) => {
        const common = edges.filter(
          ({ nodes }) => nodes.some((n) => one.includes(n)) && nodes.some((n) => other.includes(n)),
        );
        return one !== other && common.reduce((sum, { weight }) => sum + weight, 0) > price;
      });
    if (!pair) return groups;
    for (const group of pair) groups.splice(groups.indexOf(group), 1);
    groups.push(pair.flat());
  }
}

function withoutSingles(groups: readonly (readonly number[])[]): string[] {
  return groups
    .flatMap((group) => (group.length > 1 ? [[...group].sort((a, b) => a - b).join()] : []))
    .sort();
}

/** Groups and single nodes. */
function allOf(size: number, groups: readonly (readonly number[])[]): (readonly number[])[] {
  const grouped = new Set(groups.flat());
  const alone = [...Array(size).keys()].filter((node) => !grouped.has(node));
  return [...groups, ...alone.map((node) => [node])];
}

describe('partition', () => {
  test.each([
    { reason: 'nothing in common', edges: [], groups: [] },
    { reason: 'more in common than the price', edges: edgesOf([11, 0, 1]), groups: [[0, 1]] },
    { reason: 'just the price in common', edges: edgesOf([10, 0, 1]), groups: [] },
    {
      reason: 'two layers that pass the price together',
      edges: edgesOf([6, 0, 1], [5, 0, 1]),
      groups: [[0, 1]],
    },
    { reason: 'a chain', edges: edgesOf([11, 0, 1], [11, 1, 2]), groups: [[0, 1, 2]] },
    {
      reason: 'one that has enough in common with two that joined, with neither before',
      edges: edgesOf([11, 0, 1], [6, 0, 2], [6, 1, 2]),
      groups: [[0, 1, 2]],
    },
    {
      reason: 'groups that have enough in common, of which no two members do',
      edges: edgesOf([11, 0, 1], [11, 2, 3], [6, 0, 2], [6, 1, 3]),
      groups: [[0, 1, 2, 3]],
    },
    {
      reason: 'three that gain together, and no two of them',
      edges: edgesOf([9, 0, 1], [9, 1, 2], [9, 0, 2]),
      groups: [[0, 1, 2]],
    },
    {
      reason: 'a layer of no more than the price, however many hold it',
      edges: edgesOf([10, 0, 1, 2, 3, 4, 5]),
      groups: [],
    },
    {
      reason: 'two parts',
      edges: edgesOf([11, 0, 5], [12, 1, 3]),
      groups: [
        [1, 3],
        [0, 5],
      ],
    },
  ])('at a price of 10 joins what gains ($reason)', ({ edges, groups }) => {
    expect(withoutSingles(partition(6, edges, 10).groups)).toEqual(withoutSingles(groups));
  });

  it('is the best of all partitions of up to 8 repositories, and of the best ones the one of most groups', () => {
    const all = new Map([2, 3, 4, 5, 6, 7, 8].map((size) => [size, allPartitions(size)]));
    fc.assert(
      fc.property(parts(8), ({ size, edges, price }) => {
        const { groups } = partition(size, edges, price);

        const values = (all.get(size) ?? []).map((each) => ({
          each,
          value: partitionValue(each, edges, price),
        }));
        const most = Math.max(...values.map(({ value }) => value));
        const best = values.filter(({ value }) => value === most).map(({ each }) => each);
        const finest = best.sort((a, b) => b.length - a.length)[0] ?? [];
        const exactly = bestPartition(size, edges, price).map(nodesIn);
        expect(withoutSingles(groups)).toEqual(withoutSingles(finest));
        expect(withoutSingles(exactly)).toEqual(withoutSingles(finest));
      }),
      { numRuns: 150 },
    );
  });

  test.each([9, 10, 11, 12])('is worth as much as any partition of %i repositories', (size) => {
    for (let seed = 1; seed <= (size === 12 ? 1 : 4); seed++) {
      const { edges, price } = randomPart(createRandom(100 * size + seed), size);
      const few = edges.slice(0, 12);

      const greatest = greatestValue(size, few, price);
      expect(partitionValue(partition(size, few, price).groups, few, price)).toBe(greatest);
      expect(partitionValue(bestPartition(size, few, price).map(nodesIn), few, price)).toBe(greatest);
    }
  });

  it('saves by joining pairs alone at least 85 % of the most at the fifth percentile, and all of it as a rule', () => {
    const random = createRandom(7);
    const shares: number[] = [];
    while (shares.length < 1_000) {
      const { edges, price } = randomPart(random, 8);
      const most = partitionValue(partition(8, edges, price).groups, edges, price);
      if (most > 0)
        shares.push(partitionValue(partition(8, edges, price, PAIRS_ONLY).groups, edges, price) / most);
    }
    shares.sort((a, b) => a - b);

    expect(shares[50]).toBeGreaterThanOrEqual(0.85);
    expect(shares[500]).toBe(1);
  });

  it('leaves no group that loses, none that is not part of a group of the best, and no two that gain by joining', () => {
    fc.assert(
      fc.property(parts(12), ({ size, edges, price }) => {
        const { groups, isComplete } = partition(size, edges, price, PAIRS_ONLY);

        const best = partition(size, edges, price).groups;
        const whole = allOf(size, groups);
        expect(isComplete).toBe(true);
        for (const group of groups) {
          expect(partitionValue([group], edges, price)).toBeGreaterThan(0);
          expect(best.some((other) => group.every((node) => other.includes(node)))).toBe(true);
        }
        for (const one of whole)
          for (const other of whole)
            if (one !== other) {
              const gain =
                partitionValue([[...one, ...other]], edges, price) -
                partitionValue([one, other], edges, price);
              expect(gain).toBeLessThanOrEqual(0);
            }
      }),
      { numRuns: 150 },
    );
  });

  it('joins the same pairs as trying out all of them, one after the other', () => {
    fc.assert(
      fc.property(fc.oneof(sparseParts(), parts(10)), ({ size, edges, price }) => {
        const { groups } = partition(size, edges, price, PAIRS_ONLY);

        expect(withoutSingles(groups)).toEqual(withoutSingles(joinedNaively(size, edges, price)));
      }),
      { numRuns: 400 },
    );
  });

  it('leaves nothing to gain by moving a repository to another group, or out of its group', () => {
    fc.assert(
      fc.property(parts(9), ({ size, edges, price }) => {
        const whole = allOf(size, partition(size, edges, price, PAIRS_ONLY).groups);
        const value = partitionValue(whole, edges, price);

        for (let node = 0; node < size; node++) {
          const without = whole.map((group) => group.filter((each) => each !== node));
          for (const target of [...without, []]) {
            const moved = [...without.filter((group) => group !== target), [...target, node]];
            const real = moved.filter(({ length }) => length > 0);
            expect(partitionValue(real, edges, price)).toBeLessThanOrEqual(value);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does not depend on the order of repositories and layers', () => {
    const ordered = parts(16).chain((part) =>
      fc.record({
        part: fc.constant(part),
        names: fc.shuffledSubarray([...Array(part.size).keys()], { minLength: part.size }),
        edges: fc.shuffledSubarray(part.edges, { minLength: part.edges.length }),
      }),
    );
    fc.assert(
      fc.property(ordered, ({ part, names, edges }) => {
        const renamed = edges.map(({ weight, nodes }) => ({
          weight,
          nodes: nodes.map((node) => names[node] ?? 0).reverse(),
        }));

        const expected = partition(part.size, part.edges, part.price).groups;
        const actual = partition(part.size, renamed, part.price).groups;
        const back = actual.map((group) => group.map((node) => names.indexOf(node)));
        expect(withoutSingles(back)).toEqual(withoutSingles(expected));
      }),
    );
  });

  it('leaves a part of more groups as it is', () => {
    const ring = Array.from(
      { length: 13 },
      (_, node): Edge => ({ weight: 9, nodes: [node, (node + 1) % 13] }),
    );
    const chords = Array.from(
      { length: 13 },
      (_, node): Edge => ({ weight: 9, nodes: [node, (node + 2) % 13] }),
    );
    const edges = [...ring, ...chords];

    expect(partition(13, edges, 10).groups).toEqual([]);
    expect(partition(13, edges, 10, { ...FULL_EFFORT, exactGroups: 13 }).groups).toHaveLength(1);
  });

  it('gives up after so many steps, with what is joined by then', () => {
    const edges = Array.from(
      { length: 50 },
      (_, pair): Edge => ({ weight: 11, nodes: [2 * pair, 2 * pair + 1] }),
    );

    const { groups, isComplete } = partition(100, edges, 10, { ...PAIRS_ONLY, maxSteps: 30 });

    expect(isComplete).toBe(false);
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.length).toBeLessThan(50);
  });

  it('joins a long chain whole', () => {
    const chain = Array.from({ length: 5_000 }, (_, node): Edge => ({ weight: 11, nodes: [node, node + 1] }));

    expect(partition(5_001, chain, 10).groups.map(({ length }) => length)).toEqual([5_001]);
  });
});

function nodesIn(set: number): number[] {
  return [...Array(20).keys()].filter((node) => (set & (1 << node)) !== 0);
}
