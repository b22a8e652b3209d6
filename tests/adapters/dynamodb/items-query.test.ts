import { describe, expect, test } from 'vitest';
import { type Item, type Items, type Query, queryAll } from '../../../src/adapters/dynamodb-items.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { useEveryEngine } from '../../support/item-engines.ts';

const HERE: Query = { partition: 'LAYERS' };

function numbered(count: number, more: (number: number) => Readonly<Record<string, unknown>> = () => ({})) {
  return Array.from({ length: count }, (_, number) => ({
    pk: 'LAYERS',
    sk: String(number).padStart(3, '0'),
    number,
    ...more(number),
  }));
}

async function fill(items: Items, all: readonly Item[]): Promise<void> {
  await items.put({ pk: 'LAYER', sk: '001', number: -1, live: '001', pk1: 'LAYER', sk1: '001' });
  for (const each of all) await items.put(each);
}

/** The numbers of the items on each page. */
async function pages(items: Items, query: Query): Promise<unknown[][]> {
  const found: unknown[][] = [];
  let startKey: Query['startKey'];
  do {
    const answer = await items.query({ ...query, startKey });
    found.push(answer.items.map(({ number }) => number));
    startKey = answer.nextKey;
  } while (startKey);
  // Only another page tells that there is none.
  return found.at(-1)?.length === 0 ? found.slice(0, -1) : found;
}

describe.each(useEveryEngine())('on %s', (_engine, createTable) => {
  describe('a query', () => {
    test('answers a partition in order, or against it, and nothing else', async () => {
      const { items } = await createTable();
      const all = numbered(5);
      await fill(items, all.toReversed());

      expect((await items.query(HERE)).items).toEqual(all);
      expect((await items.query({ ...HERE, newestFirst: true })).items).toEqual(all.toReversed());
      expect((await items.query({ ...HERE, consistent: true })).items).toEqual(all);
      expect(await items.query({ partition: 'none' })).toEqual({ items: [], nextKey: undefined });
    });

    test.each<[string, Query['range'], number[]]>([
      ['a prefix', { prefix: '00' }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
      ['a whole key for a prefix', { prefix: '003' }, [3]],
      ['a prefix of nothing', { prefix: 'x' }, []],
      ['from and to, both included', { from: '002', to: '004' }, [2, 3, 4]],
      ['from and to between keys', { from: '0020', to: '004~' }, [3, 4]],
      ['one key', { from: '007', to: '007' }, [7]],
      ['to the end', { from: '010', to: '~' }, [10, 11]],
      ['no key', { from: '9', to: '~' }, []],
    ])('answers a range: %s', async (_what, range, numbers) => {
      const { items } = await createTable();
      await fill(items, numbered(12));

      expect(await pages(items, { ...HERE, range })).toEqual(numbers.length > 0 ? [numbers] : []);
    });

    test.each<[string, Partial<Query>, number[][]]>([
      ['of two', { limit: 2 }, [[0, 1], [2, 3], [4, 5], [6]]],
      ['of two, newest first', { limit: 2, newestFirst: true }, [[6, 5], [4, 3], [2, 1], [0]]],
      ['as long as the list', { limit: 7 }, [[0, 1, 2, 3, 4, 5, 6]]],
      ['longer than the list', { limit: 8 }, [[0, 1, 2, 3, 4, 5, 6]]],
      ['of a range', { limit: 2, range: { from: '002', to: '004' } }, [[2, 3], [4]]],
      [
        'of two, one of which a filter leaves',
        { limit: 2, filter: { isEven: { is: true } } },
        [[0], [2], [4], [6]],
      ],
      [
        'of two, of which a filter leaves none',
        { limit: 2, filter: { number: { above: 3 } } },
        [[], [], [4, 5], [6]],
      ],
    ])('comes in pages %s', async (_what, query, numbers) => {
      const { items } = await createTable();
      const all = numbered(7, (number) => ({ isEven: number % 2 === 0 }));
      await fill(items, all);

      expect(await pages(items, { ...HERE, ...query })).toEqual(numbers);
    });

    test('goes on where it stopped, whatever came and went meanwhile', async () => {
      const { items } = await createTable();
      await fill(items, numbered(4));
      const { nextKey } = await items.query({ ...HERE, limit: 2 });
      await items.put({ pk: 'LAYERS', sk: '0005', number: 'behind' });
      await items.put({ pk: 'LAYERS', sk: '0015', number: 'ahead' });

      const next = await items.query({ ...HERE, startKey: nextKey });

      expect(next.items.map(({ number }) => number)).toEqual(['ahead', 2, 3]);
    });

    test('of everything goes on to its end', async () => {
      const { items, calls } = await createTable();
      // 1 MB is what DynamoDB answers at once.
      await fill(
        items,
        numbered(5, () => ({ text: 'x'.repeat(300_000) })),
      );
      calls.reset();

      const found: unknown[] = [];
      for await (const { number } of queryAll(items, HERE)) found.push(number);

      expect(found).toEqual([0, 1, 2, 3, 4]);
      expect(calls.byCommand.Query).toBeGreaterThan(1);
    });
  });

  describe('an index', () => {
    const PLACED = {
      ...{ live: 'LIVE|2', time: '2026|a', layers: ['a'], sizeBytes: 7, tags: ['1.0'] },
      ...{ pk1: 'ALERTS', sk1: '3', pk2: 'DUPLICATES', sk2: '4' },
    };

    test.each<[string, Query, Readonly<Record<string, unknown>>]>([
      ['live', { index: 'live', partition: 'LAYERS' }, { live: 'LIVE|2', layers: ['a'], sizeBytes: 7 }],
      ['time', { index: 'time', partition: 'LAYERS' }, { time: '2026|a' }],
      ['gsi1', { index: 'gsi1', partition: 'ALERTS' }, PLACED],
      ['gsi2', { index: 'gsi2', partition: 'DUPLICATES' }, PLACED],
    ])('answers what it holds of an item: %s', async (_index, query, attributes) => {
      const { items } = await createTable();
      await fill(items, [{ pk: 'LAYERS', sk: 'one', ...PLACED }]);

      expect((await items.query(query)).items).toEqual([{ pk: 'LAYERS', sk: 'one', ...attributes }]);
    });

    test.each<[string, Query]>([
      ['live', { index: 'live', partition: 'LAYERS', range: { prefix: 'k' } }],
      ['time', { index: 'time', partition: 'LAYERS', range: { from: 'k', to: 'l' } }],
      ['gsi1', { index: 'gsi1', partition: 'LAYERS', range: { prefix: 'k' } }],
      ['gsi2', { index: 'gsi2', partition: 'LAYERS', range: { from: 'k', to: 'l' } }],
    ])('has its own order, and pages in it: %s', async (name, query) => {
      const { items } = await createTable();
      const all = numbered(6, (number) => {
        const place = `k${(number * 5) % 6}`;
        return { live: place, time: place, sk1: place, sk2: place, pk1: 'LAYERS', pk2: 'LAYERS' };
      });
      await fill(items, all);
      const sort = name.replace('gsi', 'sk');
      const place = (item: Item) => String(item[sort]);

      const found: Item[] = [];
      for await (const item of queryAll(items, { ...query, limit: 2 })) found.push(item);
      const newest = await items.query({ ...query, newestFirst: true, limit: 1 });

      expect(found.map(place)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4', 'k5']);
      expect(newest.items.map(place)).toEqual(['k5']);
    });

    test('holds what has its keys, and as it was last changed', async () => {
      const { items } = await createTable();
      await fill(
        items,
        numbered(3, (number) => ({ pk1: 'ALERTS', sk1: `${number}`, live: `${number}` })),
      );

      await items.update({ pk: 'LAYERS', sk: '000' }, { set: {}, remove: ['sk1', 'live'] }, {});
      await items.update({ pk: 'LAYERS', sk: '001' }, { set: { sk1: '9', live: '9' } }, {});

      const alerts = await items.query({ index: 'gsi1', partition: 'ALERTS' });
      const live = await items.query({ index: 'live', partition: 'LAYERS', consistent: true });
      expect(alerts.items.map(({ sk }) => sk)).toEqual(['002', '001']);
      expect(live.items.map(({ sk }) => sk)).toEqual(['002', '001']);
    });

    test('that is global is never read consistently', async () => {
      const { items } = await createTable();

      await expect(items.query({ index: 'gsi1', partition: 'ALERTS', consistent: true })).rejects.toThrow(
        HistoryUnavailableError,
      );
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['of another partition', { pk: 'LAYER', sk: '001' }],
    ['out of the range', { pk: 'LAYERS', sk: 'x' }],
    ['without a sort key', { pk: 'LAYERS' }],
    ['of empty strings', { pk: '', sk: '' }],
  ])('a start %s is refused, and said to be', async (_what, startKey) => {
    const { items } = await createTable();
    await fill(items, numbered(3));

    const answer = items.query({ ...HERE, range: { prefix: '0' }, startKey });

    await expect(answer).rejects.toMatchObject({ details: { awsError: 'ValidationException' } });
  });
});
