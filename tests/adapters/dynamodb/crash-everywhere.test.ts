import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import { REGISTRY } from '../../support/builders.ts';
import type { Table } from '../../support/dynamodb.ts';
import type { CrashAt } from '../../support/dynamodb-calls.ts';
import { useEveryEngine } from '../../support/item-engines.ts';
import { push, remove, Story } from '../../support/story.ts';

const MB = 1_000_000;
/** Tables that are in use at the same time. */
const AT_ONCE = 10;
// On an engine every seventeenth call is taken, PROPERTY_RUNS=17 takes each; on tables in memory each is taken anyway.
const STEP = Math.max(1, Math.round(17 / Number(process.env.PROPERTY_RUNS ?? 1)));

function imageOf(repository: string, own: string) {
  const layers = [
    { seed: 'runtime', sizeBytes: 60 * MB },
    { seed: own, sizeBytes: MB },
  ];
  return { repository, layers };
}

const [ORDERS, NEXT, BILLING] = [
  imageOf('team/orders', 'orders 1'),
  imageOf('team/orders', 'orders 2'),
  imageOf('team/billing', 'billing 1'),
];

/** The second repository gets the layer of the first, which is told; then it loses it, and one image with it. */
const ACTS = [push(ORDERS), push(BILLING), push(NEXT), remove(ORDERS), remove(BILLING)];

/** One process takes all events, until it crashes; another one takes over. */
async function run(createTable: () => Promise<Table>, crash?: CrashAt) {
  const [table, story] = [await createTable(), new Story()];
  const process = table.connect(crash);
  for (const act of ACTS) {
    const telling = story.act(act);
    if (!(await telling(process))) await story.repeat(telling, () => table);
  }
  return {
    state: await stateOf(table),
    told: toldIn(story.publisher.published),
    calls: process.calls.total,
  };
}

/** Everything the two repositories came to; when somebody last claimed an alert is no part of it. */
async function stateOf({ reader }: Table) {
  const first = { limit: 50, cursor: null };
  const alerts = (await reader.alerts({}, first)).items;
  return {
    registries: await reader.registries({}),
    repositories: await reader.repositories({}, first),
    duplicates: await reader.duplicates({}, first),
    orders: await reader.images({ ...REGISTRY, repository: 'team/orders' }, {}, first),
    billing: await reader.images({ ...REGISTRY, repository: 'team/billing' }, {}, first),
    alerts: alerts.map(({ claimedUntil: _claimedUntil, ...kept }) => kept),
  };
}

/** What was published, each revision once: it may be published again. */
function toldIn(published: readonly Alert[]) {
  return new Map(published.map((alert) => [`${alert.id} ${alert.revision}`, alert]));
}

describe.each(useEveryEngine())('on %s', (engine, createTable) => {
  // To crash before a call is to crash after the one before it.
  test('a crash at any call, and the same events again, end in the state of no crash; everything is told', async () => {
    const { state, told, calls } = await run(createTable);

    const step = engine === 'memory' ? 1 : STEP;
    const at = Array.from({ length: Math.ceil(calls / step) }, (_, number) => number * step + 1);
    for (let start = 0; start < at.length; start += AT_ONCE)
      await Promise.all(
        at.slice(start, start + AT_ONCE).map(async (call) => {
          const outcome = await run(createTable, { call, when: 'after' });

          expect({ call, ...outcome.state }).toEqual({ call, ...state });
          expect({ call, told: outcome.told }).toEqual({ call, told });
        }),
      );

    expect([...told.values()].map(({ kind }) => kind)).toEqual(['duplicate-layer']);
    expect(state).toMatchObject({ repositories: { items: [{ images: 1 }] }, duplicates: { items: [] } });
    expect(calls).toBeGreaterThan(100);
  }, 60_000);
});
