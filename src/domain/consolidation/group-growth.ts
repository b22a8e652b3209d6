import { type Edge, Incidences } from './hypergraph.ts';

/** What one node grew into. */
interface Grown {
  /** The nodes that joined the seed. */
  readonly joined: readonly number[];
  /** A measure of the work. */
  readonly steps: number;
}

const NOBODY = -1;

/**
 * Grows groups from seeds: a node joins that has more in common with the group than the price, its edges become the
 * group's, and so on. A node that once joined a group, or from which one grew, joins no other.
 */
export class GroupGrowth {
  readonly #edges: readonly Edge[];
  readonly #price: number;
  readonly #incidences: Incidences;
  /** The seed of the group that a node is in. */
  readonly #seeds: Int32Array;
  /** The seed that an edge was last reached from, and that it was last counted for. */
  readonly #reached: Int32Array;
  readonly #counted: Int32Array;
  /** What each node has in common with the group, without what was put off. */
  readonly #common: Float64Array;

  /** `edges` come widest first. */
  constructor(size: number, edges: readonly Edge[], price: number) {
    this.#edges = edges;
    this.#price = price;
    this.#incidences = new Incidences(size, edges);
    this.#seeds = new Int32Array(size).fill(NOBODY);
    this.#reached = new Int32Array(edges.length).fill(NOBODY);
    this.#counted = new Int32Array(edges.length).fill(NOBODY);
    this.#common = new Float64Array(size);
  }

  /** Each seed is asked for once. */
  grow(seed: number): Grown {
    if (this.#seeds[seed] !== NOBODY) return { joined: [], steps: 0 };
    this.#seeds[seed] = seed;
    const joined: number[] = [];
    const touched: number[] = [];
    const { putOff, frontier } = this.#putOff(seed);
    let steps = 0;
    for (const place of frontier) {
      this.#counted[place] = seed;
      const { weight, nodes } = this.#edges[place] as Edge;
      steps += nodes.length;
      for (const node of nodes) {
        if (this.#seeds[node] !== NOBODY) continue;
        const common = this.#common[node] as number;
        if (common === 0) touched.push(node);
        this.#common[node] = common + weight;
        if (common + weight + putOff <= this.#price) continue;
        const own = this.#incidences.of(node);
        steps += own.length;
        const exact = this.#inCommon(own, seed);
        this.#common[node] = exact - putOff;
        if (exact <= this.#price) continue;
        this.#seeds[node] = seed;
        joined.push(node);
        for (const next of own) this.#reach(next, seed, frontier);
      }
    }
    for (const node of touched) this.#common[node] = 0;
    if (joined.length === 0) this.#seeds[seed] = NOBODY;
    return { joined, steps };
  }

  /**
   * The edges of the seed. The widest ones are put off, as many as weigh half of the price: who has nothing else in common
   * with the seed does not join it, and of all others they are counted when the other half is reached. So a layer that
   * very many hold is not gone through for each of them, and what few have in common is not counted twice.
   */
  #putOff(seed: number): { readonly putOff: number; readonly frontier: number[] } {
    const frontier: number[] = [];
    let putOff = 0;
    for (const place of this.#incidences.of(seed)) {
      const { weight } = this.#edges[place] as Edge;
      if (2 * (putOff + weight) > this.#price) {
        this.#reach(place, seed, frontier);
        continue;
      }
      putOff += weight;
      this.#reached[place] = this.#counted[place] = seed;
    }
    return { putOff, frontier };
  }

  #reach(place: number, seed: number, frontier: number[]): void {
    if (this.#reached[place] === seed) return;
    this.#reached[place] = seed;
    frontier.push(place);
  }

  /** Weight of those of these edges that are the group's, as far as they are counted. */
  #inCommon(places: Int32Array, seed: number): number {
    let weight = 0;
    for (const place of places)
      if (this.#counted[place] === seed) weight += (this.#edges[place] as Edge).weight;
    return weight;
  }
}
