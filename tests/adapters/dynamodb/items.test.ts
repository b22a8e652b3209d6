import { describe, expect, test } from 'vitest';
import { useDynamodb } from '../../support/dynamodb.ts';

const createTable = useDynamodb();

const KEY = { pk: 'LAYERS', sk: 'one' };
const ALWAYS = { text: 'attribute_not_exists(#never)', values: {} };

/** An item with more attributes than its key. */
function item(more: Readonly<Record<string, unknown>>) {
  return { ...KEY, ...more };
}

function numbered(count: number) {
  return Array.from({ length: count }, (_, number) => ({
    pk: 'LAYERS',
    sk: String(number).padStart(3, '0'),
    number,
  }));
}

describe('one item', () => {
  test('comes back as it was put, and is null where there is none', async () => {
    const { items } = await createTable();
    const values = { text: '', number: 2 ** 40, flag: true, nothing: null, bytes: new Uint8Array([0, 255]) };
    const nested = { list: ['a', ['b']], map: { of: { maps: 1 } } };

    await items.put(item({ ...values, ...nested }));

    expect(await items.get(KEY)).toEqual({ ...KEY, ...values, ...nested });
    expect(await items.get({ ...KEY, sk: 'two' })).toBeNull();
  });

  test('is put as new once', async () => {
    const { items } = await createTable();

    const answers = [
      await items.putNew(item({ by: 'the first' })),
      await items.putNew(item({ by: 'the second' })),
    ];

    expect(answers).toEqual([true, false]);
    expect(await items.get(KEY)).toEqual({ ...KEY, by: 'the first' });
  });

  test('is put without the attributes that are undefined', async () => {
    const { items } = await createTable();

    await items.put(item({ children: undefined }));

    expect(await items.get(KEY)).toEqual(KEY);
  });

  test('has attributes set on it, and keeps those that are undefined or not named', async () => {
    const { items } = await createTable();
    await items.put(item({ kept: 1, asItWas: 2, changed: 3 }));

    const isSet = await items.set(KEY, { asItWas: undefined, changed: 4, added: 5 }, ALWAYS);

    expect(isSet).toBe(true);
    expect(await items.get(KEY)).toEqual({ ...KEY, kept: 1, asItWas: 2, changed: 4, added: 5 });
  });

  test('takes names that DynamoDB reserves', async () => {
    const { items } = await createTable();

    await items.set(KEY, { state: 'open', counts: 1, region: 'eu-west-1' }, ALWAYS);

    expect(await items.get(KEY)).toEqual({ ...KEY, state: 'open', counts: 1, region: 'eu-west-1' });
  });

  test.each([
    ['another value', { text: '#version = :version', values: { version: 2 } }],
    ['an attribute that is missing', { text: 'attribute_exists(#settled)', values: {} }],
    ['one of two parts', { text: '#version = :version AND #by = :by', values: { version: 1, by: 'b' } }],
  ])('stays as it is where a condition fails: %s', async (_reason, condition) => {
    const { items } = await createTable();
    const before = { ...KEY, version: 1, by: 'a' };
    await items.put(before);

    const isSet = await items.set(KEY, { version: 9 }, condition);

    expect(isSet).toBe(false);
    expect(await items.get(KEY)).toEqual(before);
  });
});

describe('many items', () => {
  test('more than a call can ask for come back, and those that do not exist do not', async () => {
    const { items, calls } = await createTable();
    const all = numbered(205);
    for (const each of all) await items.put(each);
    calls.reset();

    const found = await items.getMany([...all, { pk: 'LAYERS', sk: 'none' }]);

    expect(found.sort((a, b) => (a.sk < b.sk ? -1 : 1))).toEqual(all);
    expect(calls.byCommand).toEqual({ BatchGetItem: 3 });
  });

  test('none are asked for without a call', async () => {
    const { items, calls } = await createTable();

    expect(await items.getMany([])).toEqual([]);
    expect(calls.total).toBe(0);
  });

  test('a query answers in order, or against it, and says where it goes on', async () => {
    const { items } = await createTable();
    const all = numbered(5);
    for (const each of all) await items.put(each);
    const where = { text: 'pk = :pk', values: { pk: 'LAYERS' } };

    const oldest = await items.query({ where, limit: 2 });
    const next = await items.query({ where, limit: 3, startKey: oldest.nextKey });
    const newest = await items.query({ where, newestFirst: true, limit: 2 });

    expect(oldest.items).toEqual(all.slice(0, 2));
    expect(next.items).toEqual(all.slice(2));
    expect(newest.items).toEqual([all[4], all[3]]);
  });

  test('a query of everything goes on to its end', async () => {
    const { items, calls } = await createTable();
    // 1 MB is what DynamoDB answers at once.
    const big = numbered(5).map((each) => ({ ...each, text: 'x'.repeat(300_000) }));
    for (const each of big) await items.put(each);
    calls.reset();

    const found: unknown[] = [];
    for await (const { number } of items.queryAll({ where: { text: 'pk = :pk', values: { pk: 'LAYERS' } } }))
      found.push(number);

    expect(found).toEqual([0, 1, 2, 3, 4]);
    expect(calls.byCommand.Query).toBeGreaterThan(1);
  });
});
