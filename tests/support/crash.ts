import type { RecordPushDependencies } from '../../src/domain/record-image.ts';

/** Ends the process, so to speak, at one call of a port: from then on every call fails. */
export class Crash {
  calls = 0;
  readonly #at: number;
  readonly #when: 'before' | 'after';

  /** `when` tells whether the call itself, the first being number 1, still takes effect. */
  constructor(call: number, when: 'before' | 'after') {
    this.#at = call;
    this.#when = when;
  }

  /** The same dependencies, on a process that will crash. */
  interrupt(deps: RecordPushDependencies): RecordPushDependencies {
    return {
      ...deps,
      registry: this.#port(deps.registry),
      history: this.#port(deps.history),
      tags: this.#port(deps.tags),
      registries: this.#port(deps.registries),
      settings: this.#port(deps.settings),
      alerts: this.#port(deps.alerts),
      publisher: this.#port(deps.publisher),
    };
  }

  #port<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (!isMember(member)) return member;
        return isStream(member) ? this.#stream(target, member) : this.#call(target, member);
      },
    });
  }

  #call(target: object, member: Member) {
    return async (...args: unknown[]) => {
      const call = this.#begin();
      const answer: unknown = await member.apply(target, args);
      this.#end(call);
      return answer;
    };
  }

  /** Reading a list to its end is one call. */
  #stream(target: object, member: Member) {
    const [begin, end] = [() => this.#begin(), (call: number) => this.#end(call)];
    return async function* (...args: unknown[]) {
      const call = begin();
      yield* member.apply(target, args) as AsyncIterable<unknown>;
      end(call);
    };
  }

  #begin(): number {
    this.calls += 1;
    if (this.calls > this.#at || (this.calls === this.#at && this.#when === 'before')) throw new Crashed();
    return this.calls;
  }

  #end(call: number): void {
    if (call === this.#at) throw new Crashed();
  }
}

type Member = (...args: unknown[]) => unknown;

function isMember(value: unknown): value is Member {
  return typeof value === 'function';
}

function isStream(member: object): boolean {
  return Object.prototype.toString.call(member) === '[object AsyncGeneratorFunction]';
}

class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** A port that must not be used. */
export function unusable<T extends object>(): T {
  return new Proxy({} as T, {
    get: (_target, name) => () => {
      throw new Error(`${String(name)} must not be called here`);
    },
  });
}
