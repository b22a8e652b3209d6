import { describe, expect, test } from 'vitest';
import { InvalidQueryError } from '../../../src/domain/errors.ts';
import type { Page, PageRequest } from '../../../src/domain/page.ts';
import { at, fakeDigest, image, layer, REGISTRY, REPOSITORY } from '../../support/builders.ts';
import { type Table, useDynamodb } from '../../support/dynamodb.ts';
import { allPages } from '../../support/everything.ts';
import { alertOf, imageGrewFinding } from '../../support/findings.ts';
import { recordAll, versionAt } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const ELSEWHERE = { accountId: '999999999999', region: 'us-east-1' };
const BASE = layer('base');

/** Two registries with three and two repositories, six versions in one of them, three shared layers, five alerts. */
async function createFilledTable(): Promise<Table> {
  const table = await createTable();
  const layers = [BASE, layer('runtime', 2_000), layer('packages', 3_000)];
  const images = ['a', 'b', 'c'].map((repository) => image({ repository, layers }));
  const others = ['a', 'd'].map((repository) => image({ ...ELSEWHERE, repository, layers }));
  const versions = [1, 2, 3, 4, 5, 6].map((second) => versionAt(second, { repository: 'a' }));
  await recordAll(table.history, [...images, ...others, ...versions]);
  for (const number of [1, 2, 3, 4, 5]) {
    const finding = imageGrewFinding({ repository: ['a', 'b'][number % 2] ?? '', series: `s${number}` });
    const alert = alertOf(finding, { id: `alert ${number}`, updatedAt: at(number) });
    await table.alerts.keep(
      { alert, publishedRevision: 1, publishedState: 'open', claimedUntil: at() },
      null,
    );
  }
  return table;
}

let filled: Promise<Table> | undefined;

/** All tests of this file only read, so they read the same table. */
function filledTable(): Promise<Table> {
  filled ??= createFilledTable();
  return filled;
}

/** The lists there are, with how many items they have, and a name for each item. */
const LISTS = [
  ['repositories', 5, ({ reader }, page) => reader.repositories({}, page)],
  [
    'repositories of an account',
    2,
    ({ reader }, page) => reader.repositories({ accountId: ELSEWHERE.accountId }, page),
  ],
  ['repositories of a name', 2, ({ reader }, page) => reader.repositories({ repository: 'a' }, page)],
  ['images', 7, ({ reader }, page) => reader.images({ ...REGISTRY, repository: 'a' }, {}, page)],
  [
    'images of some time',
    3,
    ({ reader }, page) => reader.images({ ...REGISTRY, repository: 'a' }, { from: at(2), to: at(5) }, page),
  ],
  ['holders', 3, ({ reader }, page) => reader.holders(REGISTRY, BASE.digest, page)],
  ['duplicates', 6, ({ reader }, page) => reader.duplicates({}, page)],
  ['duplicates of a registry', 3, ({ reader }, page) => reader.duplicates(ELSEWHERE, page)],
  ['duplicates of a region', 3, ({ reader }, page) => reader.duplicates({ region: ELSEWHERE.region }, page)],
  ['alerts', 5, ({ reader }, page) => reader.alerts({}, page)],
  ['alerts of a repository', 3, ({ reader }, page) => reader.alerts({ repository: 'b' }, page)],
  ['alerts of no repository', 0, ({ reader }, page) => reader.alerts({ repository: 'c' }, page)],
] as const satisfies readonly (readonly [
  name: string,
  items: number,
  read: (table: Table, page: PageRequest) => Promise<Page<object>>,
])[];

describe('a list', () => {
  test('is the same list in pages of any size, none longer than asked for, without gaps or repetitions', async () => {
    const table = await filledTable();

    for (const [name, count, read] of LISTS) {
      const whole = await read(table, { limit: 200, cursor: null });
      expect({ name, count: whole.items.length, cursor: whole.cursor }).toEqual({
        name,
        count,
        cursor: null,
      });

      for (let limit = 1; limit <= count + 1; limit++) {
        const items = await allPages<object>((page) => read(table, page), limit);
        expect({ name, limit, items }).toEqual({ name, limit, items: whole.items });
      }
    }
  });

  test.each(LISTS)('of an empty table is empty: %s', async (_name, _count, read) => {
    const table = await createTable();

    expect(await read(table, { limit: 50, cursor: null })).toEqual({ items: [], cursor: null });
  });
});

describe('a cursor', () => {
  const encode = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url');
  const repository = 'REPOSITORY#123456789012/eu-west-1#a';
  const start = { pk: repository, sk: `IMAGE#${fakeDigest('version 3')}`, time: `${at(3)}|` };

  test.each([
    ['text', 'no cursor'],
    ['nothing', ''],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['null', encode(null)],
    ['a list', encode([0, null])],
    ['an object of another kind', encode({ position: 1 })],
    ['a partition that is no number', encode({ partition: '0', key: null })],
    ['a partition before the first', encode({ partition: -1, key: null })],
    ['a partition after the last', encode({ partition: 1, key: null })],
    ['a partition and a half', encode({ partition: 0.5, key: null })],
    ['no key', encode({ partition: 0 })],
    ['an empty key', encode({ partition: 0, key: {} })],
    ['a key of empty strings', encode({ partition: 0, key: { pk: '', sk: '', time: '' } })],
    ['a key of another type', encode({ partition: 0, key: { ...start, time: 3 } })],
    ['a key without its range', encode({ partition: 0, key: { pk: start.pk, sk: start.sk } })],
    ['a key with more', encode({ partition: 0, key: { ...start, pk1: 'ALERTS' } })],
    [
      'the key of another repository',
      encode({ partition: 0, key: { ...start, pk: repository.replace('#a', '#b') } }),
    ],
    ['a key of another kind of item', encode({ partition: 0, key: { ...start, pk: 'REGISTRIES' } })],
    ['a key outside the range', encode({ partition: 0, key: { ...start, time: '~' } })],
  ])('that was not made here is refused: %s', async (_what, cursor) => {
    const { reader } = await filledTable();

    const answer = reader.images({ ...REGISTRY, repository: 'a' }, {}, { limit: 2, cursor });

    await expect(answer).rejects.toThrow(InvalidQueryError);
  });

  test('of one list is refused by every other one that cannot go on there', async () => {
    const table = await filledTable();
    const { reader } = table;
    const pages: Record<string, (page: PageRequest) => Promise<Page<object>>> = {
      repositories: (page) => reader.repositories({}, page),
      images: (page) => reader.images({ ...REGISTRY, repository: 'a' }, {}, page),
      'images elsewhere': (page) => reader.images(REPOSITORY, {}, page),
      holders: (page) => reader.holders(REGISTRY, BASE.digest, page),
      'holders of another layer': (page) => reader.holders(REGISTRY, layer('runtime').digest, page),
      duplicates: (page) => reader.duplicates({}, page),
      'duplicates of a registry': (page) => reader.duplicates(REGISTRY, page),
      alerts: (page) => reader.alerts({}, page),
    };

    for (const [from, read] of Object.entries(pages)) {
      const { cursor } = await read({ limit: 1, cursor: null });
      if (cursor === null) continue;
      for (const [to, readElse] of Object.entries(pages)) {
        if (to === from) continue;
        const refused = await readElse({ limit: 1, cursor }).catch((error: unknown) => error);
        expect({ from, to, refused }).toEqual({ from, to, refused: expect.any(InvalidQueryError) });
      }
    }
  });
});
