import type { Key } from './dynamodb-keys.ts';

/** An item as it comes from the table, to be parsed by whoever knows its kind. */
export type Item = Key & Record<string, unknown>;

/** What an attribute has to be; `below` holds for an absent one, too. */
export type Check =
  | { readonly is: string | number | boolean | null }
  | { readonly below: number }
  | { readonly contains: string }
  | { readonly above: number }
  | 'absent'
  | 'present';

/** What the attributes of an item have to be, all of them; names with a dot lead into a map. */
export type Condition = Readonly<Record<string, Check>>;

export interface Query {
  /** The table itself where no index is named. */
  readonly index?: 'live' | 'time' | 'gsi1' | 'gsi2' | undefined;
  /** Value of the index's partition key. */
  readonly partition: string;
  /** Of its sort key; `from` and `to` are included. */
  readonly range?: { readonly prefix: string } | { readonly from: string; readonly to: string } | undefined;
  readonly filter?: Condition | undefined;
  readonly consistent?: boolean;
  readonly newestFirst?: boolean;
  /** Of items looked at, before the filter. */
  readonly limit?: number;
  readonly startKey?: Readonly<Record<string, unknown>> | undefined;
}

export interface QueryAnswer {
  readonly items: readonly Item[];
  readonly nextKey: Readonly<Record<string, unknown>> | undefined;
}

export interface Change {
  /** Undefined attributes are left as they are. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}

/**
 * The few calls the adapters make of a table, in plain values. Reads are strongly consistent unless said otherwise; a
 * write whose condition does not hold answers false. Throws HistoryUnavailableError for everything the table refuses.
 */
export interface Items {
  get(key: Key, consistent?: boolean): Promise<Item | null>;
  /** The items that exist, in no order. */
  getMany(keys: readonly Key[], consistent?: boolean): Promise<Item[]>;
  put(item: Item): Promise<void>;
  /** Puts the item where there is none yet; answers whether there was none. */
  putNew(item: Item): Promise<boolean>;
  /** Changes an item, or makes it where the condition holds without one. */
  update(key: Key, change: Change, condition: Condition): Promise<boolean>;
  query(query: Query): Promise<QueryAnswer>;
  /** Waits before another attempt, a little longer each time, and never as long as its neighbour. */
  pause(attempt: number): Promise<void>;
}

const CALLS_AT_ONCE = 20;

/** Does the same for each, a few at a time; answers in the order of the list. */
export async function inParallel<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < list.length; start += CALLS_AT_ONCE)
    results.push(...(await Promise.all(list.slice(start, start + CALLS_AT_ONCE).map(work))));
  return results;
}

/** Every item of a query, page after page. */
export async function* queryAll(items: Items, query: Query): AsyncGenerator<Item> {
  let startKey = query.startKey;
  do {
    const answer = await items.query({ ...query, startKey });
    yield* answer.items;
    startKey = answer.nextKey;
  } while (startKey);
}

/** The attributes an index is keyed by. */
export function keyNames(index: Query['index']): readonly [partition: string, sort: string] {
  switch (index) {
    case undefined:
      return ['pk', 'sk'];
    case 'live':
    case 'time':
      return ['pk', index];
    case 'gsi1':
      return ['pk1', 'sk1'];
    case 'gsi2':
      return ['pk2', 'sk2'];
  }
}
