import { HistoryUnavailableError } from '../domain/errors.ts';
import { addCounts, type Counts, NO_COUNTS } from '../domain/totals.ts';
import type { Item, Items } from './dynamodb-items.ts';
import type { Key } from './dynamodb-keys.ts';
import { pause } from './dynamodb-pause.ts';
import { SumItem } from './dynamodb-records.ts';

/**
 * Sums that are exact whatever crashes, repeats or runs beside it, at a constant number of writes.
 *
 * A fact (an image, a holder of a layer) is an item; a sum is an item with a version. Adding facts to a sum:
 *
 *   1. read the sum; make sure that every fact in its `pending` list bears the sum's mark
 *   2. of the facts to add, drop those that are pending or bear the mark: they are in the sum already
 *   3. write the sum on condition that its version is unchanged; `pending` is now the list of facts just added
 *   4. mark the facts (whoever adds next does it for us if we crash here)
 *
 * A fact leaves `pending` only once it bears the mark, and the mark is read after the sum: so it is added once.
 */
export class Sums {
  readonly #items: Items;

  constructor(items: Items) {
    this.#items = items;
  }

  async read(key: Key): Promise<Sum> {
    const item = await this.#items.get(key);
    return item ? SumItem.parse(item) : emptySum(key);
  }

  /**
   * Adds facts to a sum, once each. `seen` is the sum as it was read already, which saves reading it; with
   * `factsAreNew` it was read before any of the facts existed, which saves reading those, too.
   * Throws HistoryUnavailableError after too many collisions.
   */
  async add({ key, mark, facts, at, attributes, seen, factsAreNew = false }: Addition): Promise<Sum> {
    let sum = seen ?? (await this.read(key));
    let areNew = factsAreNew && seen !== undefined;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const candidates = typeof facts === 'function' ? await facts(sum) : facts;
      // A sum that has yet to begin has nothing, so nobody needs to look.
      const missing = await this.#settle(sum, mark, candidates, areNew || sum.version === 0);
      if (missing.length === 0) return sum;
      const next = addFacts(sum, missing.slice(0, FACTS_MAX), at);
      const { version, counts, pending, updatedAt } = next;
      const written = await this.#items.set(
        key,
        { ...attributes?.(counts), version, counts, pending, updatedAt },
        sum.version === 0
          ? { text: 'attribute_not_exists(#version)', values: {} }
          : { text: '#version = :version', values: { version: sum.version } },
      );
      if (written && missing.length <= FACTS_MAX) return next;
      if (!written) await pause(attempt);
      sum = await this.read(key);
      areNew = false;
    }
    throw new HistoryUnavailableError('too many writers met on one sum', { details: { sum: key.sk } });
  }

  /** Marks facts as counted, where they still exist. */
  async mark(keys: readonly Key[], marks: Readonly<Record<string, true>>): Promise<void> {
    for (const key of keys) await this.#items.set(key, marks, EXISTS);
  }

  /** Steps 1 and 2: marks what is pending, and answers which of the facts the sum does not have yet. */
  async #settle(sum: Sum, mark: Mark, facts: readonly Fact[], areNew: boolean): Promise<readonly Fact[]> {
    const pending = new Set(sum.pending.map(keyText));
    const open = facts.filter((fact) => !pending.has(keyText(fact.key)));
    const doubtful = areNew ? [] : open.map(({ key }) => key);
    const found = await this.#items.getMany([...sum.pending, ...doubtful]);
    const items = new Map(found.map((item) => [keyText(item), item]));
    await this.mark(
      sum.pending.filter((key) => isUncounted(items.get(keyText(key)), mark)),
      { [mark]: true },
    );
    return areNew ? open : open.filter(({ key }) => isUncounted(items.get(keyText(key)), mark));
  }
}

/** Which sum a fact was counted in, as an attribute of the fact. */
export type Mark = 'inRepository' | 'inRegistry' | 'inLayer';

/** An item and what it adds to a sum. */
export interface Fact {
  readonly key: Key;
  readonly counts: Partial<Counts>;
}

export interface Sum extends Key {
  readonly version: number;
  readonly counts: Counts;
  /** The facts of the last addition; older ones bear their mark. */
  readonly pending: readonly Key[];
  /** RFC 3339: the latest push that changed it. */
  readonly updatedAt: string;
  /** Of a repository's sum: whether the registry has counted the repository. */
  readonly inRegistry?: boolean | undefined;
  /** Of a layer's sum: whether all concerned know that the layer is shared. */
  readonly settled?: boolean | undefined;
}

/** A sum that has yet to begin. */
export function emptySum({ pk, sk }: Key): Sum {
  return { pk, sk, version: 0, counts: NO_COUNTS, pending: [], updatedAt: '' };
}

interface Addition {
  readonly key: Key;
  readonly mark: Mark;
  readonly facts: readonly Fact[] | ((sum: Sum) => Promise<readonly Fact[]>);
  readonly at: string;
  /** More attributes of the sum's item, from its counts. */
  readonly attributes?: ((counts: Counts) => Readonly<Record<string, unknown>>) | undefined;
  readonly seen?: Sum | undefined;
  readonly factsAreNew?: boolean;
}

const ATTEMPTS_MAX = 30;
// Pending keys live in the sum's item, which is to stay small.
const FACTS_MAX = 50;
const EXISTS = { text: 'attribute_exists(pk)', values: {} };

function addFacts(sum: Sum, facts: readonly Fact[], at: string): Sum {
  return {
    ...sum,
    version: sum.version + 1,
    counts: facts.reduce((counts, fact) => addCounts(counts, fact.counts), sum.counts),
    pending: facts.map((fact) => fact.key),
    updatedAt: at > sum.updatedAt ? at : sum.updatedAt,
  };
}

function isUncounted(item: Item | undefined, mark: Mark): boolean {
  return item !== undefined && item[mark] !== true;
}

function keyText({ pk, sk }: Key): string {
  return `${pk} ${sk}`;
}
