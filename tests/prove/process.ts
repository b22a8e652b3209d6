import type { Items } from '../../src/adapters/dynamodb-items.ts';
import {
  HistoryUnavailableError,
  PublishFailedError,
  RegistryUnavailableError,
} from '../../src/domain/errors.ts';
import type { Publisher } from '../../src/domain/alert-ports.ts';
import type { Catalog, Registry } from '../../src/domain/registry-ports.ts';
import type { Scheduler } from './scheduler.ts';

/** How a process fares: at which of its calls it dies, if at all, and how often its calls fail. */
export interface Fate {
  readonly crash: { readonly call: number; readonly when: 'before' | 'after' } | null;
  /** Share of the calls that are refused. */
  readonly refused: number;
  /** Share of the calls whose answer gets lost, so that the client makes them again. */
  readonly repeated: number;
}

export const GOOD_FATE: Fate = { crash: null, refused: 0, repeated: 0 };

/** Everything outside of a process that the process calls. */
export interface Outside {
  readonly items: Items;
  readonly registry: Registry;
  readonly catalog: Catalog;
  readonly publisher: Publisher;
}

/** One process: its calls wait for their turn, and end when it dies. */
export class Process {
  calls = 0;
  hasCrashed = false;
  readonly #scheduler: Scheduler;
  readonly #fate: Fate;

  constructor(scheduler: Scheduler, fate: Fate) {
    this.#scheduler = scheduler;
    this.#fate = fate;
  }

  connect({ items, registry, catalog, publisher }: Outside): Outside {
    return {
      items: this.#wrap(items, () => new HistoryUnavailableError('throttled')),
      registry: this.#wrap(registry, () => new RegistryUnavailableError('throttled')),
      catalog: this.#wrap(catalog, () => new RegistryUnavailableError('throttled')),
      publisher: this.#wrap(publisher, () => new PublishFailedError('throttled')),
    };
  }

  #wrap<T extends object>(outside: T, refusal: () => Error): T {
    return new Proxy(outside, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => this.#call(() => member.apply(target, args), refusal);
      },
    });
  }

  async #call(call: () => unknown, refusal: () => Error): Promise<unknown> {
    const { crash, refused, repeated } = this.#fate;
    this.calls += 1;
    const number = this.calls;
    await this.#scheduler.turn();
    if (this.hasCrashed || (crash?.when === 'before' && number === crash.call)) throw this.#crash();
    if (this.#scheduler.chance(refused)) throw refusal();
    let answer = await this.#scheduler.do(call);
    if (this.#scheduler.chance(repeated)) {
      await this.#scheduler.turn();
      if (this.hasCrashed) throw this.#crash();
      answer = await this.#scheduler.do(call);
    }
    if (crash?.when === 'after' && number === crash.call) throw this.#crash();
    return answer;
  }

  #crash(): Error {
    this.hasCrashed = true;
    return new Crashed();
  }
}

/** What a process that has died would have said. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}
