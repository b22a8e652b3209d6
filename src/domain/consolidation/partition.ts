import { bestPartition } from './best-partition.ts';
import { DisjointSets } from './disjoint-sets.ts';
import type { Edge } from './hypergraph.ts';
import { joinPairs } from './join-pairs.ts';

/** How much work may be done. */
export interface Effort {
  /** Connected parts of so many groups are partitioned exactly: takes 3^n steps. 0 for none. */
  readonly exactGroups: number;
  /** Joining pairs is given up after so many steps. */
  readonly maxSteps: number;
}

/** Half a minute at most. A registry of a hundred thousand repositories takes a hundredth of the steps. */
export const FULL_EFFORT: Effort = { exactGroups: 12, maxSteps: 3e9 };

export interface Partition {
  /** Groups of two or more nodes, each ascending. */
  readonly groups: readonly (readonly number[])[];
  /** Not so where the work was given up before nothing more could be gained by joining two groups. */
  readonly isComplete: boolean;
}

/**
 * Puts nodes that have much in common into groups: what is to be made most is the sum over the groups of what they save
 * (the weight of each edge for every member but one that holds it) less the price for every member but one.
 *
 * 1. Pairs that gain are joined (`joinPairs`); what is joined then is together in every best partition.
 * 2. What is left falls into connected parts, of the groups as they are now. Those of at most `exactGroups` groups are
 *    partitioned in the best way there is, however many nodes that are. So where all nodes that are connected
 *    are at most that many, the partition is the best one; of several, the one with the most groups.
 * 3. Larger parts stay as they are. No two groups gain by joining there; k ≥ 3 groups gain at most
 *    price × (k − 1) × (k / 2 − 1) by joining at once, since any two have at most the price in common.
 *
 * The order of nodes and edges makes no difference. The weights' sum has to be a safe integer.
 */
export function partition(
  size: number,
  edges: readonly Edge[],
  price: number,
  { exactGroups, maxSteps }: Effort = FULL_EFFORT,
): Partition {
  const { groups, left, isComplete } = joinPairs(size, edges, price, maxSteps);
  for (const part of connectedParts(size, left))
    if (part.nodes.length <= exactGroups)
      for (const [first = 0, ...others] of bestGroups(part, price))
        for (const other of others) groups.join(first, other);
  return { groups: listGroups(size, groups), isComplete };
}

/** Nodes that edges connect, and these edges. */
interface Part {
  readonly nodes: number[];
  readonly edges: Edge[];
}

function connectedParts(size: number, edges: readonly Edge[]): Part[] {
  const connected = new DisjointSets(size);
  for (const { nodes } of edges) for (const node of nodes) connected.join(nodes[0] as number, node);
  const parts = new Map<number, Part>();
  for (const nodes of listGroups(size, connected)) parts.set(nodes[0] as number, { nodes, edges: [] });
  for (const edge of edges) parts.get(connected.find(edge.nodes[0] as number))?.edges.push(edge);
  return [...parts.values()];
}

function bestGroups({ nodes, edges }: Part, price: number): number[][] {
  const places = new Map(nodes.map((node, place) => [node, place]));
  const placed = edges.map(({ weight, nodes: held }) => ({
    weight,
    nodes: held.map((node) => places.get(node) as number),
  }));
  return bestPartition(nodes.length, placed, price).map((set) =>
    nodes.filter((_, place) => (set & (1 << place)) !== 0),
  );
}

/** Sets of two or more, ascending. */
function listGroups(size: number, sets: DisjointSets): number[][] {
  const lists = new Map<number, number[]>();
  for (let number = 0; number < size; number++) {
    const first = sets.find(number);
    if (first === number) continue;
    const list = lists.get(first);
    if (list) list.push(number);
    else lists.set(first, [first, number]);
  }
  return [...lists.values()];
}
