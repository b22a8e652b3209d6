import { isDeepStrictEqual } from 'node:util';
import { tableDefinition } from '../../src/adapters/dynamodb-table.ts';

/**
 * Request units computed from items, as DynamoDB says it does: the embedded engine counts none of the indexes', and
 * items in a map none at all.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
type Item = Readonly<Record<string, unknown>>;

const READ_BYTES = 4_096;
const WRITE_BYTES = 1_024;

/** Of items that are read in one go: all of a query, or one that was asked for by its key. */
export function readUnits(items: readonly Item[], isConsistent: boolean): number {
  const bytes = items.reduce((sum, item) => sum + bytesOf(item), 0);
  return Math.max(1, Math.ceil(bytes / READ_BYTES)) * (isConsistent ? 1 : 0.5);
}

/** Of a write of one item, the indexes included; `after` is null where the condition did not hold. */
export function writeUnits(before: Item | null, after: Item | null): number {
  const own = unitsOf(Math.max(bytesOf(before), bytesOf(after)));
  if (!after) return own;
  return INDEXES.reduce((sum, index) => sum + indexUnits(entryOf(before, index), entryOf(after, index)), own);
}

interface Index {
  readonly keys: readonly string[];
  /** Null for all. */
  readonly included: readonly string[] | null;
}

const { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = tableDefinition('');
const INDEXES = [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes].map(
  ({ KeySchema = [], Projection }): Index => {
    const keys = ['pk', 'sk', ...KeySchema.map(({ AttributeName = '' }) => AttributeName)];
    const { ProjectionType, NonKeyAttributes = [] } = Projection ?? {};
    return { keys, included: ProjectionType === 'ALL' ? null : [...keys, ...NonKeyAttributes] };
  },
);

interface Entry {
  readonly keys: Item;
  readonly item: Item;
}

/** Null where the item is not in the index. */
function entryOf(item: Item | null, { keys, included }: Index): Entry | null {
  if (!item || keys.some((name) => item[name] === undefined)) return null;
  return { keys: pick(item, keys), item: included ? pick(item, included) : item };
}

/** An entry whose key changes goes and comes again; one of which nothing changes costs nothing. */
function indexUnits(before: Entry | null, after: Entry | null): number {
  if (before && after && isDeepStrictEqual(before.keys, after.keys))
    return isDeepStrictEqual(before.item, after.item)
      ? 0
      : unitsOf(Math.max(bytesOf(before.item), bytesOf(after.item)));
  return [before, after].reduce((sum, entry) => sum + (entry ? unitsOf(bytesOf(entry.item)) : 0), 0);
}

function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_BYTES));
}

function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

function bytesOf(item: Item | null): number {
  return Object.entries(item ?? {}).reduce((sum, [name, value]) => sum + name.length + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(String(Math.abs(value)).replace(/0+$/, '').length / 2);
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + 1 + valueBytes(each), 3);
  if (typeof value !== 'object' || value === null) return 1;
  const entries = Object.entries(value);
  return entries.reduce((sum, [name, inner]) => sum + 1 + name.length + valueBytes(inner), 3);
}
