import { DisjointSets } from './disjoint-sets.ts';
import { GroupGrowth } from './group-growth.ts';
import { contract, type Edge, withoutLoose } from './hypergraph.ts';

/** What became of joining the pairs that gain. */
export interface JoinedPairs {
  readonly groups: DisjointSets;
  /** What the groups still have in common, without those for which that is too little for anything. */
  readonly left: readonly Edge[];
  /** Not so where the work was given up: then there may be pairs left that gain. */
  readonly isComplete: boolean;
}

/**
 * Joins two groups for as long as there are two that have more in common than the price. The value of a partition is,
 * summed up over its groups, what each saves less the price for every member but one; two groups A and B that join gain
 * exactly the weight of the edges that both hold, less the price.
 *
 * Each step gains, and is a step towards the best partition: if that had A in one group and B in another, these would
 * have at least as much in common as A and B, and joining them would gain. So whatever is joined here is together in
 * every best partition; and because what two groups have in common only grows when they grow, the outcome is one and
 * the same in whatever order they are joined. Nothing is chosen, no ties are broken. Moving or swapping members
 * afterwards cannot gain, for the same reason: a better partition joins three or more of the groups at once.
 *
 * After about `maxSteps` steps the work is given up, with what is joined by then.
 */
export function joinPairs(
  size: number,
  edges: readonly Edge[],
  price: number,
  maxSteps: number,
): JoinedPairs {
  const groups = new DisjointSets(size);
  let left = withoutLoose(size, edges, price);
  let seeds = numbersIn(
    size,
    left.map(({ nodes }) => nodes),
  );
  let stepsLeft = maxSteps;
  for (;;) {
    const growth = new GroupGrowth(size, widestFirst(left), price);
    const grown: number[] = [];
    for (const seed of seeds) {
      if (stepsLeft <= 0) break;
      const { joined, steps } = growth.grow(seed);
      for (const node of joined) groups.join(seed, node);
      if (joined.length > 0) grown.push(seed);
      stepsLeft -= steps;
    }
    if (grown.length > 0) left = withoutLoose(size, contract(left, groups), price);
    if (grown.length === 0 || stepsLeft <= 0) return { groups, left, isComplete: stepsLeft > 0 };
    // Two of which neither changed did not gain before, and do not gain now.
    seeds = numbersIn(size, [grown.map((seed) => groups.find(seed))]);
  }
}

/** Ascending, each once. */
function numbersIn(size: number, lists: readonly (readonly number[])[]): number[] {
  const isIn = new Uint8Array(size);
  for (const list of lists) for (const number of list) isIn[number] = 1;
  return [...isIn.keys()].filter((number) => isIn[number] === 1);
}

/** Of two that are equally wide, the one that came first. */
function widestFirst(edges: readonly Edge[]): Edge[] {
  return [...edges].sort((a, b) => b.nodes.length - a.nodes.length);
}
