import { describe, expect, test } from 'vitest';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { useEveryEngine } from '../../support/item-engines.ts';

const KEY = { pk: 'LAYERS', sk: 'one' };

/** An item with more attributes than its key. */
function item(more: Readonly<Record<string, unknown>>) {
  return { ...KEY, ...more };
}

describe.each(useEveryEngine())('on %s', (_engine, createTable) => {
  describe('one item', () => {
    test('comes back as it was put, and is null where there is none', async () => {
      const { items } = await createTable();
      const values = { text: '', number: 2 ** 40, flag: true, nothing: null };
      const nested = { bytes: new Uint8Array([0, 255]), list: ['a', ['b']], map: { of: { maps: 1 } } };

      await items.put(item({ ...values, ...nested }));

      expect(await items.get(KEY)).toEqual({ ...KEY, ...values, ...nested });
      expect(await items.get({ ...KEY, sk: 'two' })).toBeNull();
    });

    test('is a copy: whoever changes what he got, or what he put, changes nothing else', async () => {
      const { items } = await createTable();
      const list = ['a'];
      await items.put(item({ list }));
      const got = await items.get(KEY);

      list.push('b');
      if (got) got.list = [];

      expect(await items.get(KEY)).toEqual({ ...KEY, list: ['a'] });
    });

    test('is replaced by another one as a whole', async () => {
      const { items } = await createTable();
      await items.put(item({ before: 1 }));

      await items.put(item({ after: 2 }));

      expect(await items.get(KEY)).toEqual({ ...KEY, after: 2 });
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

    test('is put as new by one of ten at once', async () => {
      const { connect } = await createTable();

      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, number) => connect().items.putNew(item({ number }))),
      );

      expect(answers.filter((isMine) => isMine)).toHaveLength(1);
    });

    test('is put without the attributes that are undefined', async () => {
      const { items } = await createTable();

      await items.put(item({ children: undefined }));

      expect(await items.get(KEY)).toEqual(KEY);
    });
  });

  describe('an update', () => {
    test('sets attributes, and keeps those that are undefined or not named', async () => {
      const { items } = await createTable();
      await items.put(item({ kept: 1, asItWas: 2, changed: 3 }));

      const isDone = await items.update(KEY, { set: { asItWas: undefined, changed: 4, added: 5 } }, {});

      expect(isDone).toBe(true);
      expect(await items.get(KEY)).toEqual({ ...KEY, kept: 1, asItWas: 2, changed: 4, added: 5 });
    });

    test('removes attributes, also those that are not there', async () => {
      const { items } = await createTable();
      await items.put(item({ kept: 1, taken: 2, map: { whole: true } }));

      const change = { set: { added: 3 }, remove: ['taken', 'map', 'never'] };
      const isDone = await items.update(KEY, change, { taken: { is: 2 } });

      expect(isDone).toBe(true);
      expect(await items.get(KEY)).toEqual({ ...KEY, kept: 1, added: 3 });
    });

    test('may only remove', async () => {
      const { items } = await createTable();
      await items.put(item({ kept: 1, taken: 2 }));

      await items.update(KEY, { set: {}, remove: ['taken'] }, {});

      expect(await items.get(KEY)).toEqual({ ...KEY, kept: 1 });
    });

    test('makes the item where there is none and the condition holds without one', async () => {
      const { items } = await createTable();

      const isDone = await items.update(KEY, { set: { added: 1 }, remove: ['never'] }, { pk: 'absent' });

      expect(isDone).toBe(true);
      expect(await items.get(KEY)).toEqual({ ...KEY, added: 1 });
    });

    test('takes names that DynamoDB reserves', async () => {
      const { items } = await createTable();

      await items.update(KEY, { set: { state: 'open', counts: 1, region: 'eu-west-1' } }, {});

      expect(await items.get(KEY)).toEqual({ ...KEY, state: 'open', counts: 1, region: 'eu-west-1' });
    });

    test('takes an item with more than its key for a key', async () => {
      const { items } = await createTable();
      const before = item({ version: 1 });
      await items.put(before);

      await items.update(before, { set: { version: 2 } }, { version: { is: 1 } });

      expect(await items.get(before)).toEqual({ ...KEY, version: 2 });
    });

    test('of one version by ten at once succeeds once', async () => {
      const { items, connect } = await createTable();
      await items.put(item({ version: 1 }));

      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, number) =>
          connect().items.update(KEY, { set: { version: 2, number } }, { version: { is: 1 } }),
        ),
      );

      expect(answers.filter((isMine) => isMine)).toHaveLength(1);
    });

    test.each([
      ['nothing', { set: { a: undefined } }],
      ['one attribute in two ways', { set: { a: 1 }, remove: ['a'] }],
    ])('that changes %s is refused', async (_what, change) => {
      const { items } = await createTable();

      await expect(items.update(KEY, change, {})).rejects.toThrow(HistoryUnavailableError);
      expect(await items.get(KEY)).toBeNull();
    });
  });

  describe('many items', () => {
    test('more than a call can ask for come back, and those that do not exist do not', async () => {
      const { items, calls } = await createTable();
      const all = Array.from({ length: 205 }, (_, number) => ({
        pk: 'LAYERS',
        sk: String(number).padStart(3, '0'),
        number,
      }));
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

    test('one that is asked for twice is refused', async () => {
      const { items } = await createTable();

      await expect(items.getMany([KEY, item({ more: 1 })])).rejects.toThrow(HistoryUnavailableError);
    });
  });
});
