import type { Item, Items } from '../../src/adapters/dynamodb-items.ts';
import type { Key } from '../../src/adapters/dynamodb-keys.ts';
import type { InMemoryTable } from '../support/in-memory-items.ts';
import { readUnits, writeUnits } from './item-units.ts';
import type { Meter } from './usage.ts';

/** As many as one BatchGetItem takes. */
const BATCH_GET_KEYS = 100;

interface Metering {
  readonly items: Items;
  /** What the items are. */
  readonly table: InMemoryTable;
  readonly meter: Meter;
  /** Lets the time of one call pass. */
  readonly wait: () => Promise<void>;
  readonly pause: Items['pause'];
}

/** Items in memory whose calls take time, and are counted with their request units. */
export function meterItems({ items, table, meter, wait, pause }: Metering): Items {
  async function call(command: string): Promise<void> {
    meter.count(`DynamoDB ${command}`);
    await wait();
  }

  function read(found: readonly Item[], isConsistent: boolean): void {
    meter.count('read units', readUnits(found, isConsistent));
  }

  /** The write happens at once, so that nobody else's comes between what was there and what is. */
  async function write<T>(key: Key, work: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
    const find = () => table.get(key.pk)?.get(key.sk) ?? null;
    const before = find();
    const answer = work();
    const after = find();
    meter.count('write units', writeUnits(before, isDone(await answer) ? after : null));
    return answer;
  }

  return {
    async get(key, isConsistent = true) {
      await call('GetItem');
      const found = await items.get(key);
      read(found ? [found] : [], isConsistent);
      return found;
    },
    async getMany(keys, isConsistent = true) {
      const found: Item[] = [];
      for (let start = 0; start < keys.length; start += BATCH_GET_KEYS) {
        await call('BatchGetItem');
        for (const key of keys.slice(start, start + BATCH_GET_KEYS)) {
          const some = await items.getMany([key]);
          read(some, isConsistent);
          found.push(...some);
        }
      }
      return found;
    },
    async put(item) {
      await call('PutItem');
      await write(
        item,
        () => items.put(item),
        () => true,
      );
    },
    async putNew(item) {
      await call('PutItem');
      return write(item, () => items.putNew(item), Boolean);
    },
    async update(key, change, condition) {
      await call('UpdateItem');
      return write(key, () => items.update(key, change, condition), Boolean);
    },
    async query(query) {
      await call('Query');
      // What a filter leaves out is read all the same.
      const unfiltered = query.filter ? await items.query({ ...query, filter: {} }) : null;
      const answer = await items.query(query);
      read((unfiltered ?? answer).items, query.consistent ?? false);
      return answer;
    },
    pause,
  };
}
