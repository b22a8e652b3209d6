import type { Edge } from '../../../src/domain/consolidation/hypergraph.ts';
import type { Random } from '../../../src/local/random.ts';

/** Sizes of compressed layers in the field are log-normal: median 4 MB, a tenth above 63 MB. */
const MEDIAN_BYTES = 4_000_000;
const SIGMA = 2.15;

/** Every partition of the numbers from 0 to `size` − 1. */
export function allPartitions(size: number): number[][][] {
  if (size === 0) return [[]];
  const last = size - 1;
  return allPartitions(last).flatMap((groups) => [
    ...groups.map((_, chosen) => groups.map((group, place) => (place === chosen ? [...group, last] : group))),
    [...groups, [last]],
  ]);
}

/** What the groups save, less the price for every member but one. Numbers in none are groups of their own. */
export function partitionValue(
  groups: readonly (readonly number[])[],
  edges: readonly Edge[],
  price: number,
): number {
  return groups.reduce((sum, group) => {
    const saved = edges.reduce((bytes, { weight, nodes }) => {
      const holders = nodes.filter((node) => group.includes(node)).length;
      return bytes + weight * Math.max(0, holders - 1);
    }, 0);
    return sum + saved - price * (group.length - 1);
  }, 0);
}

/** Up to forty layers at random of so many repositories, and a price at which joining may or may not be worth while. */
export function randomPart(random: Random, size: number): { readonly edges: Edge[]; readonly price: number } {
  const density = 0.1 + 0.6 * random.fraction();
  const edges = Array.from({ length: random.between(3, 40) }, () => ({
    weight: randomBytes(random),
    nodes: [...Array(size).keys()].filter(() => random.fraction() < density),
  })).filter(({ nodes }) => nodes.length > 1);
  const all = edges.reduce((sum, { weight, nodes }) => sum + weight * (nodes.length - 1), 0);
  return { edges, price: Math.round((1.2 * random.fraction() * all) / size) };
}

/** Box-Muller. */
export function randomBytes(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
  const normal = radius * Math.cos(2 * Math.PI * random.fraction());
  return Math.ceil(MEDIAN_BYTES * Math.exp(SIGMA * normal));
}

/**
 * The greatest value of any partition, by putting one node after the other into every group or a new one. Takes at most
 * sixteen edges.
 */
export function greatestValue(size: number, edges: readonly Edge[], price: number): number {
  const weights = Array.from({ length: 2 ** edges.length }, (_, set) =>
    edges.reduce((sum, { weight }, place) => sum + ((set & (1 << place)) === 0 ? 0 : weight), 0),
  );
  const held = Array.from({ length: size }, (_, node) =>
    edges.reduce((set, { nodes }, place) => (nodes.includes(node) ? set | (1 << place) : set), 0),
  );
  const groups: number[] = [];
  const place = (node: number): number => {
    if (node === size) return 0;
    const own = held[node] ?? 0;
    groups.push(own);
    let best = place(node + 1);
    groups.pop();
    for (const [number, group] of [...groups].entries()) {
      groups[number] = group | own;
      best = Math.max(best, (weights[group & own] ?? 0) - price + place(node + 1));
      groups[number] = group;
    }
    return best;
  };
  return place(0);
}
