/** Random numbers that a seed decides (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Decides, by chance alone, which of all that could happen next happens: every call of every process waits for its
 * turn, so that any interleaving of processes is as possible as on a real machine.
 */
export class Scheduler {
  readonly random: () => number;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(seed: number) {
    this.random = createRandom(seed);
  }

  /** To be awaited before each call to the outside. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Something that is to come to its end before anything else happens, however long it takes. */
  async do<T>(call: () => T | Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await call();
    } finally {
      this.#underWay -= 1;
    }
  }

  /**
   * Runs until nothing waits and `more` starts nothing any more. `more` is offered as one of the things that may
   * happen next; it answers false when it has nothing to start.
   */
  async run(more: () => boolean): Promise<void> {
    for (;;) {
      do await settled();
      while (this.#underWay > 0);
      const choice = Math.floor(this.random() * (this.#waiting.length + 1));
      if (choice === this.#waiting.length) {
        if (!more() && this.#waiting.length === 0) return;
      } else this.#waiting.splice(choice, 1)[0]?.();
    }
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)];
  }
}

/** All that follows from the last turn without waiting for another one has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
