import { describe, expect, test } from 'vitest';
import { resolvedAlert } from '../../../src/domain/alert.ts';
import type { KeptAlert } from '../../../src/domain/alert-ports.ts';
import type { AlertFilter } from '../../../src/domain/reader-ports.ts';
import { at, REGISTRY } from '../../support/builders.ts';
import { type Table, useDynamodb } from '../../support/dynamodb.ts';
import { alertOf, duplicateLayerFinding, imageGrewFinding } from '../../support/findings.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };
const UNTOLD = { publishedRevision: 0, publishedState: null, claimedUntil: at() };

function ids(kept: readonly KeptAlert[]): string[] {
  return kept.map(({ alert }) => alert.id);
}

describe('alerts', () => {
  const [opened, grown] = [duplicateLayerFinding(), imageGrewFinding({ accountId: '333333333333' })];

  async function keepAll({ alerts }: Table): Promise<void> {
    const kept = [
      alertOf(opened, { id: 'one', updatedAt: at(1), owners: ['team-a', 'team-b'] }),
      alertOf(opened, { id: 'three', updatedAt: at(3), state: 'grew', severity: 'medium' }),
      alertOf(grown, { id: 'two', updatedAt: at(2), owners: ['team-b'] }),
    ];
    for (const alert of kept) await alerts.keep({ alert, ...UNTOLD }, null);
  }

  test.each<[string, AlertFilter, string[]]>([
    ['all of them, last updated first', {}, ['three', 'two', 'one']],
    ['of a kind', { kind: 'image-grew' }, ['two']],
    ['in a state', { state: 'open' }, ['two', 'one']],
    ['of a severity', { severity: 'medium' }, ['three']],
    ['of an owner', { owner: 'team-b' }, ['two', 'one']],
    ['of another owner', { owner: 'team-a' }, ['one']],
    ['of what is only a part of an owner', { owner: 'team' }, []],
    ['of the repository of a series', { repository: 'team/web' }, ['three', 'two', 'one']],
    ['of a repository that holds the layer', { repository: 'team/jobs' }, ['three', 'one']],
    ['of an account', { accountId: '333333333333' }, ['two']],
    ['of a region', { region: 'us-east-1' }, []],
    [
      'of everything at once',
      {
        ...{ kind: 'duplicate-layer', state: 'open', severity: 'low' },
        ...{ repository: 'team/api', owner: 'team-a', ...REGISTRY },
      },
      ['one'],
    ],
  ])('are those asked for: %s', async (_what, filter, expected) => {
    const table = await createTable();
    await keepAll(table);

    const { items } = await table.reader.alerts(filter, PAGE);

    expect(ids(items)).toEqual(expected);
  });

  test('are active until they are resolved, and again when they are opened again', async () => {
    const { alerts, reader } = await createTable();
    const first = alertOf(opened, { updatedAt: at(1) });
    await alerts.keep({ alert: first, ...UNTOLD }, null);
    await alerts.keep({ alert: alertOf(grown, { updatedAt: at(2), state: 'grew' }), ...UNTOLD }, null);
    const second = resolvedAlert(first, 'It is gone.', at(3));

    const before = await reader.alerts({ state: 'active' }, PAGE);
    await alerts.keep({ alert: second, ...UNTOLD }, await alerts.find(first.id));
    const resolved = await reader.alerts({ state: 'active' }, PAGE);
    const third = alertOf(opened, { updatedAt: at(4), revision: 3 });
    await alerts.keep({ alert: third, ...UNTOLD }, await alerts.find(first.id));
    const again = await reader.alerts({ state: 'active' }, PAGE);

    const other = alertOf(grown).id;
    expect([before, resolved, again].map(({ items }) => ids(items))).toEqual([
      [other, first.id],
      [other],
      [first.id, other],
    ]);
  });

  test('move to the front when they are updated', async () => {
    const table = await createTable();
    await keepAll(table);
    const before = await table.alerts.find('one');
    const alert = alertOf(opened, { id: 'one', updatedAt: at(9), state: 'grew', revision: 2 });

    await table.alerts.keep({ alert, ...UNTOLD, publishedRevision: 1 }, before);

    const { items } = await table.reader.alerts({}, PAGE);
    expect(ids(items)).toEqual(['one', 'three', 'two']);
    expect(items[0]).toEqual({ alert, ...UNTOLD, publishedRevision: 1, mute: null });
  });

  test('come with their mutes, which stay when they are updated', async () => {
    const { alerts, reader } = await createTable();
    const alert = alertOf(opened);
    const mute = { reason: 'known', until: at(60) };
    await alerts.keep({ alert, ...UNTOLD }, null);

    const isMuted = await alerts.mute(alert.id, mute);
    await alerts.keep({ alert: { ...alert, revision: 2 }, ...UNTOLD }, await alerts.find(alert.id));
    const muted = await reader.alerts({}, PAGE);
    await alerts.mute(alert.id, null);
    const unmuted = await reader.alerts({}, PAGE);

    expect(isMuted).toBe(true);
    expect([muted, unmuted].map(({ items }) => items[0]?.mute)).toEqual([mute, null]);
    expect(await alerts.mute('unheard of', mute)).toBe(false);
  });
});
