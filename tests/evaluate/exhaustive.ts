import type { Edge } from '../../src/domain/consolidation/hypergraph.ts';
import { FULL_EFFORT, partition } from '../../src/domain/consolidation/partition.ts';
import { bestOrder, expectedBytes, type OrderedStep } from '../../src/domain/layer-order.ts';
import { createRandom, type Random } from '../../src/local/random.ts';
import { randomBytes, randomPart } from '../domain/consolidation/all-partitions.ts';
import { tryAllOrders, tryAllPartitions } from './brute-force.ts';

/** How often advice was as good as the best there is. */
export interface Agreement {
  readonly cases: number;
  readonly equal: number;
  /** Partitions, or orders, that were tried one by one. */
  readonly tried: number;
}

/** So many cases of each size: what is large takes its time. */
export type Sizes = readonly (readonly [size: number, cases: number])[];

/** Up to twelve repositories that layers connect: there the advice is said to be exact. */
export const PARTS: Sizes = [
  ...[2, 3, 4, 5, 6, 7, 8].map((size) => [size, 300] as const),
  ...([
    [9, 200],
    [10, 100],
    [11, 40],
    [FULL_EFFORT.exactGroups, 10],
  ] as const),
];

/** Steps of a build above its base. */
export const BUILDS: Sizes = [
  ...[2, 3, 4, 5, 6].map((size) => [size, 400] as const),
  ...([
    [7, 150],
    [8, 15],
  ] as const),
];

/** Holds the groups that are advised against every partition: the same value, and the very same groups. */
export function checkGroups(sizes: Sizes, seed: number): Agreement {
  const random = createRandom(seed);
  return count(sizes, (size) => {
    const { edges, price } = connectedPart(random, size);
    const best = tryAllPartitions(size, edges, price);
    const { groups } = partition(size, edges, price);
    const grouped = new Set(groups.flat());
    const alone = [...Array(size).keys()].filter((node) => !grouped.has(node)).map((node) => [node]);
    const sets = [...groups, ...alone].map(setOf).sort((a, b) => a - b);
    return { isEqual: `${sets}` === `${best.groups}`, tried: best.tried };
  });
}

/** Where next to nothing is pushed, numbers are too small to be compared by ratio. */
const A_BILLIONTH_OF_A_BYTE = 1e-9;

/** Holds the best order against every order: the same expected bytes, but for what computers round. */
export function checkOrders(sizes: Sizes, seed: number): Agreement {
  const random = createRandom(seed);
  return count(sizes, (size) => {
    const steps = Array.from({ length: size }, () => randomStep(random));
    const { bytes, tried } = tryAllOrders(steps);
    const off = Math.abs(expectedBytes(bestOrder(steps)) - bytes);
    return { isEqual: off <= 1e-9 * bytes + A_BILLIONTH_OF_A_BYTE, tried };
  });
}

function count(
  sizes: Sizes,
  check: (size: number) => { readonly isEqual: boolean; readonly tried: number },
): Agreement {
  const checked = sizes.flatMap(([size, cases]) => Array.from({ length: cases }, () => check(size)));
  return {
    cases: checked.length,
    equal: checked.filter(({ isEqual }) => isEqual).length,
    tried: checked.reduce((sum, { tried }) => sum + tried, 0),
  };
}

function connectedPart(random: Random, size: number): ReturnType<typeof randomPart> {
  for (;;) {
    const part = randomPart(random, size);
    if (isConnected(size, part.edges)) return part;
  }
}

function isConnected(size: number, edges: readonly Edge[]): boolean {
  let reached = 1;
  for (let before = 0; before !== reached; ) {
    before = reached;
    for (const set of edges.map(({ nodes }) => setOf(nodes))) if ((set & reached) !== 0) reached |= set;
  }
  return reached === 2 ** size - 1;
}

function setOf(nodes: readonly number[]): number {
  return nodes.reduce((set, node) => set | (1 << node), 0);
}

/** Some never change, some always do, some are empty. */
function randomStep(random: Random): OrderedStep {
  const rate = Math.min(1, Math.max(0, 1.2 * random.fraction() - 0.1));
  const sizeBytes = random.fraction() < 0.1 ? 0 : randomBytes(random);
  return { rate, sizeBytes, isIndependent: random.fraction() < 0.1 };
}
