import type { Edge } from '../../src/domain/consolidation/hypergraph.ts';
import { expectedBytes, type OrderedStep } from '../../src/domain/layer-order.ts';

/** The best of all partitions: of those of the greatest value the one of the most groups. */
export interface BestOfAll {
  readonly value: number;
  /** Sets of bits, single nodes among them, ascending. */
  readonly groups: readonly number[];
  /** How many partitions there are. */
  readonly tried: number;
}

/**
 * Tries every partition of the nodes 0 to `size` − 1, by putting one node after the other into each group that there is
 * and into a new one. A group is worth what it saves (the weight of each edge for every member but one that holds it) less
 * the price for every member but one. Twelve nodes have 4,213,597 partitions.
 */
export function tryAllPartitions(size: number, edges: readonly Edge[], price: number): BestOfAll {
  const values = Float64Array.from({ length: 2 ** size }, (_, set) => valueOfSet(set, edges, price));
  const groups: number[] = [];
  let best: BestOfAll = { value: Number.NEGATIVE_INFINITY, groups: [], tried: 0 };
  let tried = 0;
  const place = (node: number, value: number): void => {
    if (node === size) {
      tried += 1;
      if (value > best.value || (value === best.value && groups.length > best.groups.length))
        best = { value, groups: [...groups], tried };
      return;
    }
    for (let at = 0; at < groups.length; at++) {
      const group = groups[at] ?? 0;
      const more = group | (1 << node);
      groups[at] = more;
      place(node + 1, value - (values[group] ?? 0) + (values[more] ?? 0));
      groups[at] = group;
    }
    groups.push(1 << node);
    place(node + 1, value);
    groups.pop();
  };
  place(0, 0);
  return { value: best.value, groups: [...best.groups].sort((a, b) => a - b), tried };
}

function valueOfSet(set: number, edges: readonly Edge[], price: number): number {
  const saved = edges.reduce((bytes, { weight, nodes }) => {
    const holders = nodes.filter((node) => (set & (1 << node)) !== 0).length;
    return bytes + weight * Math.max(0, holders - 1);
  }, 0);
  return saved - price * Math.max(0, countBits(set) - 1);
}

function countBits(set: number): number {
  return set === 0 ? 0 : (set & 1) + countBits(set >>> 1);
}

/** The least expected bytes of a push of all orders of these steps, and how many orders there are. */
export function tryAllOrders(steps: readonly OrderedStep[]): {
  readonly bytes: number;
  readonly tried: number;
} {
  let [bytes, tried] = [Number.POSITIVE_INFINITY, 0];
  for (const order of permutations(steps)) {
    tried += 1;
    bytes = Math.min(bytes, expectedBytes(order));
  }
  return { bytes, tried };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, place) =>
    permutations(items.toSpliced(place, 1)).map((rest) => [item, ...rest]),
  );
}
