import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, type TestContext } from 'vitest';
import { createDynamodbAlerts } from '../../src/adapters/dynamodb-alerts.ts';
import { createDynamodbHistory } from '../../src/adapters/dynamodb-history.ts';
import type { Items } from '../../src/adapters/dynamodb-items.ts';
import { createDynamodbItems } from '../../src/adapters/dynamodb-items-client.ts';
import { createDynamodbReader } from '../../src/adapters/dynamodb-reader.ts';
import { tableDefinition } from '../../src/adapters/dynamodb-table.ts';
import { createDynamodbTags } from '../../src/adapters/dynamodb-tags.ts';
import type { Alerts } from '../../src/domain/alert-ports.ts';
import type { History, Tags } from '../../src/domain/ports.ts';
import type { HistoryReader } from '../../src/domain/reader-ports.ts';
import { startDynamodbEngine } from '../../src/local/dynamodb-engine.ts';
import { at } from './builders.ts';
import { Calls, type CrashAt } from './dynamodb-calls.ts';
import { createInMemoryItems, type InMemoryTable } from './in-memory-items.ts';

/** The adapters of one process, on a client of its own. */
export interface Connection {
  readonly items: Items;
  readonly history: History;
  readonly tags: Tags;
  readonly alerts: Alerts;
  readonly reader: HistoryReader;
  readonly calls: Calls;
}

/** A table of its own, empty at first, with one process that uses it. */
export interface Table extends Connection {
  /** One more process, which may crash. */
  connect(crash?: CrashAt): Connection;
}

/** Deleted images stay this long in the history of every table here. */
export const HISTORY_DAYS = 90;
/** The time at which everything happens to it. */
const NOW = new Date(at());

const CLIENT = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  // A call is one call, so that calls can be counted.
  maxAttempts: 1,
};

const EXTERNAL = process.env.DYNAMODB_ENDPOINT;

/** What the tests run on: the engine at DYNAMODB_ENDPOINT, with STORE=memory a map, else an embedded engine. */
export const ENGINE =
  EXTERNAL !== undefined
    ? 'DynamoDB at DYNAMODB_ENDPOINT'
    : process.env.STORE === 'memory'
      ? 'memory'
      : 'dynalite';

/** Skips a test that needs an engine where there is none, and says why. */
export function needsEngine({ skip }: TestContext, reason: string): void {
  if (ENGINE !== 'memory') return;
  console.log(`skipped where there is no engine: ${reason}`);
  skip(reason);
}

/** An engine for the tests of one file. Answers what makes an empty table, as often as it is asked. */
export function useDynamodb(): () => Promise<Table> {
  if (ENGINE === 'memory') return async () => createInMemoryTable();
  const clients: DynamoDBClient[] = [];
  const names: string[] = [];
  // Several suites may begin in the same millisecond.
  const run = randomUUID();
  let endpoint = EXTERNAL ?? '';
  let close = async () => {};

  function createClient(): DynamoDBClient {
    const client = new DynamoDBClient({ ...CLIENT, endpoint });
    clients.push(client);
    return client;
  }

  beforeAll(async () => {
    if (!EXTERNAL) ({ endpoint, close } = await startDynamodbEngine('unused', CLIENT.region));
  });

  afterAll(async () => {
    const client = createClient();
    if (EXTERNAL) for (const TableName of names) await client.send(new DeleteTableCommand({ TableName }));
    for (const each of clients) each.destroy();
    await close();
  });

  return async () => {
    const name = `test-${run}-${names.length}`;
    names.push(name);
    const admin = createClient();
    await admin.send(new CreateTableCommand(tableDefinition(name)));
    await untilActive(admin, name);
    const connect = (crash?: CrashAt) => {
      const [client, calls] = [createClient(), new Calls()];
      calls.watch(client, crash);
      return connection(createDynamodbItems(client, name), calls);
    };
    return { ...connect(), connect };
  };
}

/** The same without an engine: an empty map. */
export function createInMemoryTable(): Table {
  const table: InMemoryTable = new Map();
  const connect = (crash?: CrashAt) => {
    const calls = new Calls();
    return connection(calls.watchItems(createInMemoryItems(table), crash), calls);
  };
  return { ...connect(), connect };
}

/** An embedded engine needs a moment as well. */
async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
  }
}

function connection(items: Items, calls: Calls): Connection {
  return {
    items,
    history: createDynamodbHistory(items, { now: () => NOW, historyDays: HISTORY_DAYS }),
    tags: createDynamodbTags(items, () => NOW),
    alerts: createDynamodbAlerts(items),
    reader: createDynamodbReader(items),
    calls,
  };
}
