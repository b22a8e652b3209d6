import type { Edge } from './hypergraph.ts';

/**
 * The best partition of the nodes 0 to `size` − 1 (at most 20; takes 3^size steps), by dynamic programming over all sets
 * of them. Groups are sets of bits, single nodes among them.
 *
 * A group costs the weight of the edges that any of its members holds, less the price. What all groups cost together is a
 * constant less the partition's value (savings less prices), so that the least cost is the most value. Of several best
 * partitions it is the one of the most groups. There is only one: costs are submodular, so that what the groups of two
 * best partitions have in common is a best partition, too, and a finer one.
 */
export function bestPartition(size: number, edges: readonly Edge[], price: number): number[] {
  const all = 2 ** size - 1;
  const costs = costsOfSets(size, edges, price);
  // Of each set of nodes, when it is partitioned best: the cost, how many groups, and the group of the lowest node.
  const least = new Float64Array(all + 1);
  const counts = new Uint8Array(all + 1);
  const firsts = new Int32Array(all + 1);
  for (let set = 1; set <= all; set++) {
    const lowest = set & -set;
    const others = set ^ lowest;
    let [best, count, first] = [Number.POSITIVE_INFINITY, 0, 0];
    // Every subset of the others once, from all of them to none.
    for (let subset = others; subset >= 0; subset = subset === 0 ? -1 : (subset - 1) & others) {
      const rest = others ^ subset;
      const cost = (costs[subset | lowest] as number) + (least[rest] as number);
      const groups = 1 + (counts[rest] as number);
      if (cost < best || (cost === best && groups > count))
        [best, count, first] = [cost, groups, subset | lowest];
    }
    [least[set], counts[set], firsts[set]] = [best, count, first];
  }
  const groups: number[] = [];
  for (let left = all; left > 0; left ^= firsts[left] as number) groups.push(firsts[left] as number);
  return groups;
}

/** Of each set of nodes: the weight of the edges that any of them holds, less the price. */
function costsOfSets(size: number, edges: readonly Edge[], price: number): Float64Array {
  // First the weight of the edges that nobody outside the set holds, summed up one node after the other.
  const inside = new Float64Array(2 ** size);
  let total = 0;
  for (const { weight, nodes } of edges) {
    const holders = nodes.reduce((set, node) => set | (1 << node), 0);
    inside[holders] = (inside[holders] as number) + weight;
    total += weight;
  }
  for (let bit = 1; bit < inside.length; bit *= 2)
    for (let set = 0; set < inside.length; set++)
      if ((set & bit) !== 0) inside[set] = (inside[set] as number) + (inside[set ^ bit] as number);
  // What a set holds is everything but what lies wholly outside of it.
  return inside.map((_, set) => total - (inside[inside.length - 1 - set] as number) - price);
}
