import { describe, expect, test } from 'vitest';
import type { AlertFilter } from '../../../src/domain/reader-ports.ts';
import { at, REGISTRY } from '../../support/builders.ts';
import { type Table, useDynamodb } from '../../support/dynamodb.ts';
import { alertOf, duplicateLayerFinding, imageGrewFinding } from '../../support/findings.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };

describe('alerts', () => {
  const [opened, grown] = [duplicateLayerFinding(), imageGrewFinding({ accountId: '333333333333' })];

  async function keepAll({ alerts }: Table): Promise<void> {
    const kept = [
      alertOf(opened, { id: 'one', updatedAt: at(1) }),
      alertOf(opened, { id: 'three', updatedAt: at(3), state: 'grew' }),
      alertOf(grown, { id: 'two', updatedAt: at(2) }),
    ];
    for (const alert of kept) await alerts.keep({ alert, publishedRevision: 0, claimedUntil: at() }, null);
  }

  test.each<[string, AlertFilter, string[]]>([
    ['all of them, last updated first', {}, ['three', 'two', 'one']],
    ['of a kind', { kind: 'image-grew' }, ['two']],
    ['in a state', { state: 'open' }, ['two', 'one']],
    ['of the repository of a series', { repository: 'team/web' }, ['three', 'two', 'one']],
    ['of a repository that holds the layer', { repository: 'team/jobs' }, ['three', 'one']],
    ['of an account', { accountId: '333333333333' }, ['two']],
    ['of a region', { region: 'us-east-1' }, []],
    [
      'of everything at once',
      { kind: 'duplicate-layer', state: 'grew', repository: 'team/api', ...REGISTRY },
      ['three'],
    ],
  ])('are those asked for: %s', async (_what, filter, ids) => {
    const table = await createTable();
    await keepAll(table);

    const { items } = await table.reader.alerts(filter, PAGE);

    expect(items.map(({ id }) => id)).toEqual(ids);
  });

  test('move to the front when they are updated', async () => {
    const table = await createTable();
    await keepAll(table);
    const before = await table.alerts.find('one');
    const alert = alertOf(opened, { id: 'one', updatedAt: at(9), state: 'grew', revision: 2 });

    await table.alerts.keep({ alert, publishedRevision: 1, claimedUntil: at() }, before);

    const { items } = await table.reader.alerts({}, PAGE);
    expect(items.map(({ id, revision }) => [id, revision])).toEqual([
      ['one', 2],
      ['three', 1],
      ['two', 1],
    ]);
    expect(items[0]).toEqual(alert);
  });
});
