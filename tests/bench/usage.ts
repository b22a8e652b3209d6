/** How much was used, by the name of what. */
export type Usage = Readonly<Record<string, number>>;

/** Counts what is used until it is taken. */
export class Meter {
  #used: Record<string, number> = {};

  count(name: string, amount = 1): void {
    this.#used[name] = (this.#used[name] ?? 0) + amount;
  }

  /** What was used since it was last asked. */
  take(): Usage {
    const used = this.#used;
    this.#used = {};
    return used;
  }
}

export function scale(usage: Usage, factor: number): Usage {
  return Object.fromEntries(Object.entries(usage).map(([name, amount]) => [name, amount * factor]));
}

export function add(...usages: readonly Usage[]): Usage {
  const names = new Set(usages.flatMap((usage) => Object.keys(usage)));
  return Object.fromEntries(
    [...names].map((name) => [name, usages.reduce((sum, usage) => sum + (usage[name] ?? 0), 0)]),
  );
}
