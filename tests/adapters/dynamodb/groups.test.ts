import { expect, test } from 'vitest';
import { createDynamodbGroups } from '../../../src/adapters/dynamodb-groups.ts';
import { createDynamodbSnapshots } from '../../../src/adapters/dynamodb-snapshots.ts';
import { registryTotals, NO_COUNTS } from '../../../src/domain/totals.ts';
import { at, REGISTRY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { consolidationFinding } from '../../support/shared-findings.ts';

const createTable = useDynamodb();
const PAGE = { limit: 10, cursor: null };

function group(groupId: string, savedBytes: number, repositories: readonly string[]) {
  return { finding: { ...consolidationFinding(), groupId, savedBytes }, repositories };
}

test('groups are listed with what saves most first, page by page, and by a repository in them', async () => {
  const { items, reader } = await createTable();
  const small = group('small', 1_000, ['team/a', 'team/b']);
  const large = group('large', 90_000_000_000, ['team/c', 'team/d']);

  await createDynamodbGroups(items).keep(REGISTRY, [small, large], at());

  const first = await reader.consolidations({}, { limit: 1, cursor: null });
  const second = await reader.consolidations({}, { limit: 1, cursor: first.cursor });
  expect([...first.items, ...second.items]).toEqual([large.finding, small.finding]);
  expect((await reader.consolidations({ repository: 'team/b' }, PAGE)).items).toEqual([small.finding]);
  expect((await reader.consolidations({ accountId: '999999999999' }, PAGE)).items).toEqual([]);
});

test('a group that is as it was costs no write', async () => {
  const { items, calls } = await createTable();
  const groups = createDynamodbGroups(items);
  await groups.keep(REGISTRY, [group('one', 1_000, ['team/a'])], at());
  calls.reset();

  await groups.keep(REGISTRY, [group('one', 1_000, ['team/a'])], at(86_400));

  expect(calls.writes).toBe(0);
});

test('a group that is gone is known and not listed; one that comes back is listed again', async () => {
  const { items, reader } = await createTable();
  const groups = createDynamodbGroups(items);
  const [one, two] = [group('one', 2_000, ['team/a']), group('two', 1_000, ['team/b'])];
  await groups.keep(REGISTRY, [one, two], at());

  await groups.keep(REGISTRY, [two], at(1));
  const listed = (await reader.consolidations({}, PAGE)).items;
  const known = await groups.known(REGISTRY);
  await groups.keep(REGISTRY, [one, two], at(2));

  expect(listed).toEqual([two.finding]);
  expect(known).toEqual([
    { groupId: 'two', repositories: ['team/b'] },
    { groupId: 'one', repositories: ['team/a'] },
  ]);
  expect((await reader.consolidations({}, PAGE)).items).toEqual([one.finding, two.finding]);
});

test('a snapshot is found by any time from its day on, for seven days, and the first of a day stays', async () => {
  const { items } = await createTable();
  const snapshots = createDynamodbSnapshots(items);
  const totals = (images: number) => registryTotals(REGISTRY, { ...NO_COUNTS, images }, at());
  await snapshots.keep(totals(1), '2026-11-02T03:00:00.000Z');
  await snapshots.keep(totals(2), '2026-11-02T23:00:00.000Z');
  await snapshots.keep(totals(3), '2026-11-09T03:00:00.000Z');

  const found = ['2026-11-01', '2026-11-02', '2026-11-08', '2026-11-09', '2026-11-16', '2026-11-17'].map(
    (day) => snapshots.before(REGISTRY, `${day}T12:00:00.000Z`),
  );

  expect((await Promise.all(found)).map((one) => one?.images ?? null)).toEqual([null, 1, 1, 3, 3, null]);
});
