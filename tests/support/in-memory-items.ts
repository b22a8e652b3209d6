import {
  type Change,
  type Check,
  type Condition,
  type Item,
  type Items,
  keyNames,
  type Query,
  type QueryAnswer,
} from '../../src/adapters/dynamodb-items.ts';
import type { Key } from '../../src/adapters/dynamodb-keys.ts';
import { tableDefinition } from '../../src/adapters/dynamodb-table.ts';
import { HistoryUnavailableError } from '../../src/domain/errors.ts';

/** What a table holds, by partition key and sort key. */
export type InMemoryTable = Map<string, Map<string, Item>>;

/** DynamoDB ends a page of a query here. */
const PAGE_BYTES = 2 ** 20;

/** Items in a map: what DynamoDB does, as far as the adapters ask for it. The adapters' own tests hold it to that. */
export function createInMemoryItems(table: InMemoryTable = new Map()): Items {
  function find({ pk, sk }: Key): Item | null {
    return table.get(pk)?.get(sk) ?? null;
  }

  /** Items in the table are never changed, only replaced. */
  function store(item: Item): void {
    const partition = table.get(item.pk) ?? new Map<string, Item>();
    partition.set(item.sk, item);
    table.set(item.pk, partition);
  }

  return {
    async get(key) {
      const item = find(key);
      return item && plain(item);
    },

    async getMany(keys) {
      if (new Set(keys.map(({ pk, sk }) => `${pk} ${sk}`)).size < keys.length)
        throw refused('a key is asked for twice in one call');
      return keys.flatMap((key) => find(key) ?? []).map(plain);
    },

    async put(item) {
      store(plain(item));
    },

    async putNew(item) {
      if (find(item)) return false;
      store(plain(item));
      return true;
    },

    async update({ pk, sk }: Key, { set, remove = [] }: Change, condition: Condition) {
      const changes = defined(set);
      const names = Object.keys(changes);
      if (names.length + remove.length === 0) throw refused('nothing is changed');
      if (remove.some((name) => names.includes(name))) throw refused('an attribute is set and removed');
      const before = find({ pk, sk });
      if (!holds(before, condition)) return false;
      const after: Item = { ...before, ...changes, pk, sk };
      for (const name of remove) delete after[name];
      store(after);
      return true;
    },

    async pause() {},

    async query(query: Query): Promise<QueryAnswer> {
      return answer(query, candidates(table, query));
    },
  };
}

function candidates(table: InMemoryTable, { index, partition }: Query): Item[] {
  const [hash] = keyNames(index);
  if (hash === 'pk') return [...(table.get(partition)?.values() ?? [])];
  return [...table.values()]
    .flatMap((items) => [...items.values()])
    .filter((item) => item[hash] === partition);
}

function answer(query: Query, items: readonly Item[]): QueryAnswer {
  const { index, range, filter = {}, newestFirst, limit = Number.POSITIVE_INFINITY, startKey } = query;
  const [hash, sort] = keyNames(index);
  const place = (item: Readonly<Record<string, unknown>>) => `${item[sort]}\u0000${item.pk}\u0000${item.sk}`;
  if (query.consistent && hash !== 'pk') throw refused('global indexes are eventually consistent');
  if ([hash, sort].some((name) => name in filter)) throw refused('a filter asks for no key');
  if (Object.keys(filter).some((path) => isLeftOut(path, index)))
    throw refused('a filter asks for what is there');
  if (startKey && !isPossible(startKey, query)) throw refused('no query of this kind could have come there');
  const start = startKey && place(startKey);
  const left = items
    .filter((item) => typeof item[sort] === 'string' && isWithin(String(item[sort]), range))
    .map((item): [string, Item] => [place(item), item])
    .filter(([at]) => start === undefined || (newestFirst ? at < start : at > start))
    .sort(([a], [b]) => (a < b === !newestFirst ? -1 : 1));

  const page: Item[] = [];
  let bytes = 0;
  for (const [, item] of left) {
    const entry = projected(item, index);
    bytes += bytesOf(entry);
    if (page.length === limit || (bytes > PAGE_BYTES && page.length > 0)) break;
    page.push(entry);
  }
  const last = page.length === limit || page.length < left.length ? page.at(-1) : undefined;
  return {
    items: page.filter((item) => holds(item, filter)).map(plain),
    nextKey: last && Object.fromEntries(['pk', 'sk', hash, sort].map((name) => [name, last[name]])),
  };
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.entries(value).reduce((sum, [name, inner]) => sum + name.length + bytesOf(inner), 3);
}

function isPossible(start: Readonly<Record<string, unknown>>, { index, partition, range }: Query): boolean {
  const [hash, sort] = keyNames(index);
  const texts = [start.pk, start.sk, start[hash], start[sort]];
  const isComplete = texts.every((text) => typeof text === 'string' && text !== '');
  return isComplete && start[hash] === partition && isWithin(String(start[sort]), range);
}

const INCLUDED: Readonly<Record<string, readonly string[] | undefined>> = Object.fromEntries(
  (tableDefinition('').LocalSecondaryIndexes ?? []).map(({ IndexName, KeySchema = [], Projection }) => [
    IndexName,
    [
      'sk',
      ...KeySchema.map(({ AttributeName }) => AttributeName ?? ''),
      ...(Projection?.NonKeyAttributes ?? []),
    ],
  ]),
);

function isLeftOut(path: string, index: Query['index']): boolean {
  const [name = ''] = path.split('.');
  return INCLUDED[index ?? '']?.includes(name) === false;
}

/** The item as it is in the index: the local ones have some of its attributes. */
function projected(item: Item, index: Query['index']): Item {
  const included = INCLUDED[index ?? ''];
  if (!included) return item;
  const { pk, sk, ...rest } = item;
  return { pk, sk, ...Object.fromEntries(Object.entries(rest).filter(([name]) => included.includes(name))) };
}

function isWithin(text: string, range: Query['range']): boolean {
  if (!range) return true;
  return 'prefix' in range ? text.startsWith(range.prefix) : text >= range.from && text <= range.to;
}

function holds(item: Item | null, condition: Condition): boolean {
  return Object.entries(condition).every(([path, check]) => isSo(valueAt(item, path), check));
}

function valueAt(item: Item | null, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
      item,
    );
}

function isSo(value: unknown, check: Check): boolean {
  if (check === 'absent') return value === undefined;
  if (check === 'present') return value !== undefined;
  if ('is' in check) return value === check.is;
  if ('contains' in check)
    return (Array.isArray(value) || typeof value === 'string') && value.includes(check.contains);
  if ('above' in check) return typeof value === 'number' && value > check.above;
  return value === undefined || (typeof value === 'number' && value < check.below);
}

/** A copy, as it would come back from the wire. */
function plain({ pk, sk, ...rest }: Item): Item {
  return { pk, sk, ...defined(rest) };
}

function defined(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copies: Record<string, unknown> = {};
  for (const name in attributes) if (attributes[name] !== undefined) copies[name] = copyOf(attributes[name]);
  return copies;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  return Array.isArray(value) ? value.map(copyOf) : defined({ ...value });
}

function refused(why: string): HistoryUnavailableError {
  return new HistoryUnavailableError(why, { details: { awsError: 'ValidationException' } });
}
