/** Sets of numbers that only ever become larger. A set is known by its smallest member. */
export class DisjointSets {
  readonly #parents: Int32Array;

  /** `size` sets of one number each, from 0. */
  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, number) => number);
  }

  /** The smallest member of the number's set. */
  find(number: number): number {
    let [here, above] = [number, this.#parents[number] as number];
    while (here !== above) {
      const next = this.#parents[above] as number;
      this.#parents[here] = next;
      [here, above] = [above, next];
    }
    return here;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.find(one), this.find(other)];
    this.#parents[Math.max(a, b)] = Math.min(a, b);
  }
}
