import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import { at, type BuiltImage, buildImage, REGISTRY } from '../../support/builders.ts';
import { type Delivery, deliver } from '../../support/deliver.ts';
import { type Table, useDynamodb } from '../../support/dynamodb.ts';
import type { CrashAt } from '../../support/dynamodb-calls.ts';
import { InMemoryRegistry } from '../../support/in-memory-ports.ts';

const createTable = useDynamodb();

const MB = 1_000_000;
/** Tables that are in use at the same time. */
const AT_ONCE = 10;

/** The large layer that all images share, and one of its own. */
function build(own: string, sizeBytes: number): BuiltImage {
  return buildImage([
    { seed: 'runtime', sizeBytes: 60 * MB },
    { seed: own, sizeBytes },
  ]);
}

/** The second repository gets the layer of the first, which is told. */
const PUSHES = [
  { repository: 'team/orders', image: build('orders 1', MB), tag: '1.0.0', second: 1 },
  { repository: 'team/billing', image: build('billing 1', MB), tag: '1.0.0', second: 2 },
];

async function run(crash?: CrashAt) {
  const table = await createTable();
  const registry = new InMemoryRegistry();
  const deliveries: Delivery[] = PUSHES.map(({ repository: name, image, tag, second }) => {
    const repository = { ...REGISTRY, repository: name };
    const digest = registry.push(repository, image);
    return { pushes: [{ repository, digest, push: { tag, at: at(second) } }] };
  });
  // One process takes all events, until it crashes; another one takes over.
  const process = table.connect(crash);
  let delivered = 0;
  const published = await deliver(
    { registry, connect: () => (delivered++ < deliveries.length ? process : table) },
    deliveries.map((delivery) => [delivery]),
    'in order',
  );
  return { state: await stateOf(table), told: toldIn(published), calls: process.calls.total };
}

/** Everything the two repositories came to. */
async function stateOf({ reader }: Table) {
  const first = { limit: 50, cursor: null };
  return {
    registries: await reader.registries({}),
    repositories: await reader.repositories({}, first),
    duplicates: await reader.duplicates({}, first),
    orders: await reader.images({ ...REGISTRY, repository: 'team/orders' }, {}, first),
    billing: await reader.images({ ...REGISTRY, repository: 'team/billing' }, {}, first),
    alerts: await reader.alerts({}, first),
  };
}

/** What was published, each revision once: it may be published again. */
function toldIn(published: readonly Alert[]) {
  return new Map(published.map((alert) => [`${alert.id} ${alert.revision}`, alert]));
}

describe('a crash at any call of DynamoDB, and the same events again', () => {
  test.each(['before', 'after'] as const)(
    'end in the same state as no crash, and everything is told: %s the call',
    async (when) => {
      const { state, told, calls } = await run();

      const at = Array.from({ length: calls }, (_, number) => number + 1);
      for (let start = 0; start < calls; start += AT_ONCE)
        await Promise.all(
          at.slice(start, start + AT_ONCE).map(async (call) => {
            const outcome = await run({ call, when });

            expect({ call, ...outcome.state }).toEqual({ call, ...state });
            expect({ call, told: outcome.told }).toEqual({ call, told });
          }),
        );

      expect([...told.values()].map(({ kind }) => kind)).toEqual(['duplicate-layer']);
    },
    60_000,
  );
});
