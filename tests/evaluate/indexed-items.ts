import { type Item, type Items, keyNames, type Query } from '../../src/adapters/dynamodb-items.ts';
import type { Key } from '../../src/adapters/dynamodb-keys.ts';
import { createInMemoryItems, type InMemoryTable } from '../support/in-memory-items.ts';

const GLOBAL_INDEXES = ['gsi1', 'gsi2'] as const;

/**
 * Items in memory that answer from their global indexes without going through the whole table: months of pushes make
 * several hundred thousand items. What is not about an index is left to `createInMemoryItems`.
 */
export function createIndexedItems(): Items {
  const table: InMemoryTable = new Map();
  const items = createInMemoryItems(table);
  /** By index and partition. */
  const partitions = new Map<string, InMemoryTable>();

  function indexed<T>({ pk, sk }: Key, write: () => Promise<T>): Promise<T> {
    const before = table.get(pk)?.get(sk);
    // Items in memory are written before anything is waited for.
    const written = write();
    const after = table.get(pk)?.get(sk);
    for (const index of before === after ? [] : GLOBAL_INDEXES) {
      if (before)
        partitions
          .get(nameOf(index, before) ?? '')
          ?.get(pk)
          ?.delete(sk);
      const name = after && nameOf(index, after);
      if (!after || !name) continue;
      const partition: InMemoryTable = partitions.get(name) ?? new Map();
      partitions.set(name, partition);
      partition.set(pk, (partition.get(pk) ?? new Map<string, Item>()).set(sk, after));
    }
    return written;
  }

  return {
    ...items,
    put: (item) => indexed(item, () => items.put(item)),
    putNew: (item) => indexed(item, () => items.putNew(item)),
    update: (key, change, condition) => indexed(key, () => items.update(key, change, condition)),
    async query(query: Query) {
      if (query.index !== 'gsi1' && query.index !== 'gsi2') return items.query(query);
      const found = partitions.get(`${query.index} ${query.partition}`);
      return createInMemoryItems(found ?? new Map()).query(query);
    },
  };
}

function nameOf(index: (typeof GLOBAL_INDEXES)[number], item: Item): string | null {
  const partition = item[keyNames(index)[0]];
  return typeof partition === 'string' ? `${index} ${partition}` : null;
}
