import { HistoryUnavailableError } from '../domain/errors.ts';
import { addCounts, type Counts, NO_COUNTS, subtractCounts } from '../domain/totals.ts';
import {
  type Fact,
  type FactState,
  factText,
  isOdd,
  keyText,
  type Mark,
  markName,
  type PendingFact,
  stateOf,
} from './dynamodb-facts.ts';
import type { Item, Items } from './dynamodb-items.ts';
import type { Key } from './dynamodb-keys.ts';
import { formatPending, parsePending, SumItem } from './dynamodb-sum-records.ts';

/**
 * Sums that are exact whatever crashes, repeats or runs beside it, at a constant number of writes.
 *
 * A fact is a number on an item that counts how often something came (odd) and went (even): an image of a repository, a
 * layer held by a repository. A sum is an item with a version. For each of its facts it is known which state it has
 * counted: the one in its `pending` list or else the one the fact's item bears as the sum's mark. To bring a sum up to
 * date with some facts:
 *
 *   1. read the sum; make sure that the item of every pending fact bears the pending state as its mark
 *   2. read the facts, and of each the state that the sum has counted: what has become odd comes, what is even goes
 *   3. write the sum on condition that its version is unchanged; `pending` is now the list of what was just counted
 *   4. mark the facts (whoever comes next does it for us if we crash here)
 *
 * A fact leaves `pending` only once it is marked, and marks are read after the sum: so each change is counted once.
 */
export class Sums {
  readonly #items: Items;

  constructor(items: Items) {
    this.#items = items;
  }

  async read(key: Key): Promise<Sum> {
    const item = await this.#items.get(key);
    return item ? parseSum(item) : emptySum(key);
  }

  /** Brings the sum up to date with the facts. Throws HistoryUnavailableError after too many collisions. */
  async count(counting: Counting): Promise<Sum> {
    const { key, facts, at, attributes, seen } = counting;
    let sum = seen?.sum ?? (await this.read(key));
    let known = seen?.items;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const candidates = typeof facts === 'function' ? await facts(sum) : facts;
      const items = await this.#settle(sum, counting.mark, candidates, known);
      const changes = changesOf(sum, counting.mark, candidates, items);
      // Somebody else may have counted all of it since the sum was read.
      if (changes.length === 0) return seen && attempt === 0 ? this.read(key) : sum;
      const next = afterChanges(sum, changes.slice(0, CHANGES_MAX), counting, at);
      const { version, counts, state, updatedAt } = next;
      const more = attributes?.(next);
      const written = await this.#items.update(
        key,
        {
          set: {
            ...more?.set,
            ...{ version, counts, updatedAt, state, pending: next.pending.map(formatPending) },
          },
          ...(more?.remove && { remove: more.remove }),
        },
        sum.version === 0 ? { version: 'absent' } : { version: { is: sum.version } },
      );
      if (written && changes.length <= CHANGES_MAX) return next;
      if (!written) await this.#items.pause(attempt);
      sum = await this.read(key);
      known = undefined;
    }
    throw new HistoryUnavailableError('too many writers met on one sum', { details: { sum: key.sk } });
  }

  /** Step 1, and the items of step 2. `known` items were read after the sum and need no reading. */
  async #settle(
    sum: Sum,
    mark: Mark,
    facts: readonly Fact[],
    known: readonly Item[] = [],
  ): Promise<ReadonlyMap<string, Item>> {
    const items = new Map(known.map((item) => [keyText(item), item]));
    const wanted = new Map(
      [...sum.pending, ...facts]
        .filter(({ key }) => !items.has(keyText(key)))
        .map(({ key }) => [keyText(key), key]),
    );
    for (const item of await this.#items.getMany([...wanted.values()])) items.set(keyText(item), item);
    for (const { key, name, state } of sum.pending) {
      const item = items.get(keyText(key));
      const own = markName(name, mark);
      if (item && stateOf(item, own) < state)
        await this.#items.update(
          key,
          { set: { [own]: state } },
          { [own]: { below: state }, [name]: { above: state - 1 } },
        );
    }
    return items;
  }

  /** Marks a fact as counted, where its state is still the same. */
  async mark(key: Key, { name, state }: FactState, mark: Mark): Promise<void> {
    await this.#items.update(key, { set: { [markName(name, mark)]: state } }, { [name]: { is: state } });
  }
}

export interface Sum extends Key {
  readonly version: number;
  readonly counts: Counts;
  /** What was counted last; the items of older facts bear their mark. */
  readonly pending: readonly PendingFact[];
  /** RFC 3339: the latest event that changed it. */
  readonly updatedAt: string;
  /** Whether what the sum is asked for (`isOn`) holds, and since which version: twice the version, plus one if it does. */
  readonly state: number;
  /** The last state that all concerned know of. */
  readonly told: number;
  /** The last state that the registry has counted. */
  readonly stateInRegistry: number;
}

interface Counting {
  readonly key: Key;
  readonly mark: Mark;
  readonly facts: readonly Fact[] | ((sum: Sum) => Promise<readonly Fact[]>);
  readonly at: string;
  /** Makes the sum a fact itself: whether it holds. */
  readonly isOn?: (counts: Counts) => boolean;
  /** More attributes of the sum's item. */
  readonly attributes?: (sum: Sum) => {
    readonly set: Readonly<Record<string, unknown>>;
    readonly remove?: readonly string[];
  };
  /** The sum as it was read already, and the items of facts that were read, or made, after it. */
  readonly seen?: { readonly sum: Sum; readonly items: readonly Item[] } | undefined;
}

const ATTEMPTS_MAX = 30;
// Pending facts live in the sum's item, which is to stay small.
const CHANGES_MAX = 50;

/**
 * A fact that has another state than the sum has counted. It is written down even where it adds nothing, so that
 * nobody who has read the sum before can still count what the fact was then.
 */
interface CountedChange extends PendingFact {
  /** The state that the sum has counted. */
  readonly from: number;
  readonly counts: Partial<Counts>;
}

export function parseSum(item: Item): Sum {
  const { pending, ...sum } = SumItem.parse(item);
  return { ...sum, pending: pending.map(parsePending) };
}

/** A sum that has yet to begin. */
export function emptySum({ pk, sk }: Key): Sum {
  return {
    ...{ pk, sk, version: 0, counts: NO_COUNTS, pending: [], updatedAt: '' },
    ...{ state: 0, told: 0, stateInRegistry: 0 },
  };
}

function changesOf(
  sum: Sum,
  mark: Mark,
  facts: readonly Fact[],
  items: ReadonlyMap<string, Item>,
): CountedChange[] {
  const pending = new Map(sum.pending.map((each) => [factText(each), each.state]));
  return facts.flatMap(({ key, name, counts }) => {
    const item = items.get(keyText(key));
    const state = stateOf(item, name);
    const counted = pending.get(factText({ key, name })) ?? stateOf(item, markName(name, mark));
    return state === counted ? [] : [{ key, name, state, from: counted, counts }];
  });
}

function afterChanges(sum: Sum, changes: readonly CountedChange[], { isOn }: Counting, at: string): Sum {
  const version = sum.version + 1;
  const counts = changes.reduce((total, change) => {
    if (isOdd(change.state) === isOdd(change.from)) return total;
    return isOdd(change.state) ? addCounts(total, change.counts) : subtractCounts(total, change.counts);
  }, sum.counts);
  const on = isOn?.(counts) ?? false;
  return {
    ...sum,
    version,
    counts,
    pending: changes.map(({ key, name, state }) => ({ key, name, state })),
    updatedAt: at > sum.updatedAt ? at : sum.updatedAt,
    state: on === isOdd(sum.state) ? sum.state : 2 * version + Number(on),
  };
}
