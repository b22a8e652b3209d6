import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../src/adapters/dynamodb-items.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { useEveryEngine } from '../../support/item-engines.ts';

const KEY = { pk: 'LAYERS', sk: 'one' };

/** Every attribute that a condition asks for here. */
const ATTRIBUTES = {
  ...{ version: 2, text: 'two', flag: true, off: false, nothing: null, negative: -1 },
  ...{ list: ['team/api', 'team/web'], empty: [], counts: { layers: 3, of: { of: 'maps' } } },
};

const CONDITIONS: readonly (readonly [
  reason: string,
  condition: Condition,
  onItem: boolean,
  onNone: boolean,
])[] = [
  ['nothing is asked', {}, true, true],
  ['equal numbers', { version: { is: 2 } }, true, false],
  ['another number', { version: { is: 3 } }, false, false],
  ['text that looks like the number', { version: { is: '2' } }, false, false],
  ['equal texts', { text: { is: 'two' } }, true, false],
  ['the beginning of a text', { text: { is: 'tw' } }, false, false],
  ['true', { flag: { is: true } }, true, false],
  ['false', { off: { is: false } }, true, false],
  ['false, where it is true', { flag: { is: false } }, false, false],
  ['null', { nothing: { is: null } }, true, false],
  ['null, where there is something', { text: { is: null } }, false, false],
  ['null, where there is nothing at all', { never: { is: null } }, false, false],

  ['below, by one', { version: { below: 3 } }, true, true],
  ['below, but equal', { version: { below: 2 } }, false, true],
  ['below, but above', { version: { below: 1 } }, false, true],
  ['below zero', { negative: { below: 0 } }, true, true],
  ['below, where there is nothing', { never: { below: 0 } }, true, true],
  ['below, where there is text', { text: { below: 9 } }, false, true],
  ['below, where there is null', { nothing: { below: 9 } }, false, true],

  ['above, by one', { version: { above: 1 } }, true, false],
  ['above, but equal', { version: { above: 2 } }, false, false],
  ['above, where there is nothing', { never: { above: -9 } }, false, false],
  ['above, where there is text', { text: { above: 0 } }, false, false],

  ['in a list', { list: { contains: 'team/web' } }, true, false],
  ['not in a list, only in one of its texts', { list: { contains: 'team' } }, false, false],
  ['in an empty list', { empty: { contains: 'team' } }, false, false],
  ['in a text', { text: { contains: 'wo' } }, true, false],
  ['in a number', { version: { contains: '2' } }, false, false],
  ['in nothing', { never: { contains: '' } }, false, false],

  ['present', { version: 'present' }, true, false],
  ['present, though null', { nothing: 'present' }, true, false],
  ['present, where there is nothing', { never: 'present' }, false, false],
  ['absent', { never: 'absent' }, true, true],
  ['absent, where there is something', { version: 'absent' }, false, true],
  ['absent, where there is null', { nothing: 'absent' }, false, true],

  ['in a map', { 'counts.layers': { above: 2 } }, true, false],
  ['in a map in a map', { 'counts.of.of': { is: 'maps' } }, true, false],
  ['in a map, where there is nothing', { 'counts.images': 'absent' }, true, true],
  ['in a map that is no map', { 'version.layers': 'present' }, false, false],
  ['in a map that is not there', { 'never.layers': { below: 1 } }, true, true],

  ['two things', { version: { is: 2 }, text: { is: 'two' } }, true, false],
  ['one of two things', { version: { is: 2 }, text: { is: 'three' } }, false, false],
  ['the other of two things', { version: { below: 2 }, never: 'absent' }, false, true],
];

describe.each(useEveryEngine())('on %s', (_engine, createTable) => {
  test.each(CONDITIONS)('a condition holds or does not: %s', async (_reason, condition, onItem, onNone) => {
    const { items } = await createTable();
    const before = { ...KEY, ...ATTRIBUTES };
    await items.put(before);

    const filtered = await items.query({ partition: KEY.pk, filter: condition });
    const isDone = await items.update(KEY, { set: { changed: true } }, condition);
    const isMade = await items.update({ ...KEY, sk: 'none' }, { set: { changed: true } }, condition);

    expect({ isDone, isMade, isFound: filtered.items.length === 1 }).toEqual({
      isDone: onItem,
      isMade: onNone,
      isFound: onItem,
    });
    expect(await items.get(KEY)).toEqual(onItem ? { ...before, changed: true } : before);
    expect(await items.get({ ...KEY, sk: 'none' })).toEqual(
      onNone ? { ...KEY, sk: 'none', changed: true } : null,
    );
  });

  test.each<[string, Condition, boolean, boolean]>([
    ['the key', { pk: { is: 'LAYERS' } }, true, false],
    ['another key', { sk: { is: 'none' } }, false, false],
    ['an item', { pk: 'present' }, true, false],
    ['no item', { pk: 'absent' }, false, true],
  ])('a write may ask for its key: %s', async (_reason, condition, onItem, onNone) => {
    const { items } = await createTable();
    await items.put(KEY);

    const isDone = await items.update(KEY, { set: { changed: true } }, condition);
    const isMade = await items.update({ ...KEY, sk: 'none' }, { set: { changed: true } }, condition);

    expect([isDone, isMade]).toEqual([onItem, onNone]);
  });

  test('a filter that asks for a key is refused', async () => {
    const { items } = await createTable();

    const answer = items.query({ partition: KEY.pk, filter: { sk: { is: KEY.sk } } });

    await expect(answer).rejects.toThrow(HistoryUnavailableError);
  });
});
