import type { DisjointSets } from './disjoint-sets.ts';

/**
 * What repositories have in common, as a hypergraph: a node is a repository, or several that are one group already, and
 * an edge is a layer with the nodes that hold it. Nodes are numbers from 0. Pairs of nodes are never listed: a layer in
 * ten thousand repositories would make fifty million.
 */
export interface Edge {
  /** Bytes. */
  readonly weight: number;
  /** Two or more, each once. */
  readonly nodes: readonly number[];
}

/** The edges of each node, in the order of the edges, as places in their list. */
export class Incidences {
  readonly #starts: Int32Array;
  readonly #places: Int32Array;

  constructor(size: number, edges: readonly Edge[]) {
    this.#starts = new Int32Array(size + 1);
    for (const { nodes } of edges)
      for (const node of nodes) this.#starts[node + 1] = (this.#starts[node + 1] as number) + 1;
    for (let node = 0; node < size; node++)
      this.#starts[node + 1] = (this.#starts[node + 1] as number) + (this.#starts[node] as number);
    const next = this.#starts.slice(0, size);
    this.#places = new Int32Array(this.#starts[size] as number);
    for (const [place, { nodes }] of edges.entries())
      for (const node of nodes) {
        const free = next[node] as number;
        this.#places[free] = place;
        next[node] = free + 1;
      }
  }

  of(node: number): Int32Array {
    return this.#places.subarray(this.#starts[node], this.#starts[node + 1]);
  }
}

/** The same edges between groups, each known by its smallest member. What lies in one group is left out. */
export function contract(edges: readonly Edge[], groups: DisjointSets): Edge[] {
  return edges.flatMap(({ weight, nodes }) => {
    const held = new Set<number>();
    for (const node of nodes) held.add(groups.find(node));
    return held.size < 2 ? [] : [{ weight, nodes: [...held] }];
  });
}

/**
 * Leaves out the nodes whose edges together weigh no more than the price of joining a group, and then those that only
 * hung on to them. The best partition leaves them alone: of those in a group, take the one that was left out first. All
 * others of the group were there then, so that what it has in common with them weighs no more than the price: without
 * it the group is worth as much or more.
 */
export function withoutLoose(size: number, edges: readonly Edge[], price: number): readonly Edge[] {
  const incidences = new Incidences(size, edges);
  const weights = new Float64Array(size);
  for (const { weight, nodes } of edges)
    for (const node of nodes) weights[node] = (weights[node] as number) + weight;
  const holders = Int32Array.from(edges, ({ nodes }) => nodes.length);
  const isLoose = new Uint8Array(size);
  const loose: number[] = [];
  const check = (node: number) => {
    if (isLoose[node] === 1 || (weights[node] as number) > price) return;
    isLoose[node] = 1;
    loose.push(node);
  };
  for (let node = 0; node < size; node++) check(node);
  for (const node of loose)
    for (const place of incidences.of(node)) {
      holders[place] = (holders[place] as number) - 1;
      if (holders[place] !== 1) continue;
      const { weight, nodes } = edges[place] as Edge;
      // The last one that holds it has it for itself. It may be one that is left out later, but then it changes nothing.
      for (const other of nodes)
        if (isLoose[other] === 0) {
          weights[other] = (weights[other] as number) - weight;
          check(other);
        }
    }
  return edges.flatMap(({ weight, nodes }, place) => {
    if ((holders[place] as number) < 2) return [];
    if (holders[place] === nodes.length) return [{ weight, nodes }];
    return [{ weight, nodes: nodes.filter((node) => isLoose[node] === 0) }];
  });
}
