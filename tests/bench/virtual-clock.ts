import { setImmediate } from 'node:timers/promises';

interface Sleeper {
  readonly moment: number;
  readonly wake: () => void;
}

/** Milliseconds that pass only while everybody waits: hours of calls take as long as the work between them. */
export class VirtualClock {
  #time = 0;
  /** By moment. */
  readonly #sleepers: Sleeper[] = [];

  now(): number {
    return this.#time;
  }

  sleep(milliseconds: number): Promise<void> {
    const moment = this.#time + milliseconds;
    return new Promise((wake) => {
      const later = this.#sleepers.findIndex((sleeper) => sleeper.moment > moment);
      this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, { moment, wake });
    });
  }

  /** Lets time pass until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    work.then(end, end);
    while (!isDone) {
      // All that follows from the last moment without waiting for another one has happened then.
      await setImmediate();
      const next = this.#sleepers.shift();
      if (!next) continue;
      this.#time = next.moment;
      next.wake();
    }
    return work;
  }
}
