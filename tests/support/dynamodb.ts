import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { createDynamodbAlerts } from '../../src/adapters/dynamodb-alerts.ts';
import { createDynamodbHistory } from '../../src/adapters/dynamodb-history.ts';
import { Items } from '../../src/adapters/dynamodb-items.ts';
import { createDynamodbReader } from '../../src/adapters/dynamodb-reader.ts';
import { tableDefinition } from '../../src/adapters/dynamodb-table.ts';
import type { Alerts, History, HistoryReader } from '../../src/domain/ports.ts';
import { startDynamodbEngine } from '../../src/local/dynamodb-engine.ts';
import { Calls, type CrashAt } from './dynamodb-calls.ts';

/** The adapters of one process, on a client of its own. */
export interface Connection {
  readonly items: Items;
  readonly history: History;
  readonly alerts: Alerts;
  readonly reader: HistoryReader;
  readonly calls: Calls;
}

/** A table of its own, empty at first, with one process that uses it. */
export interface Table extends Connection {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** One more process, which may crash. */
  connect(crash?: CrashAt): Connection;
}

const CLIENT = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  // A call is one call, so that calls can be counted.
  maxAttempts: 1,
};

/**
 * An engine for the tests of one file: the one at DYNAMODB_ENDPOINT where that is set, else an embedded one.
 * Answers what makes an empty table, as often as it is asked.
 */
export function useDynamodb(): () => Promise<Table> {
  const clients: DynamoDBClient[] = [];
  const names: string[] = [];
  const external = process.env.DYNAMODB_ENDPOINT;
  const run = `${process.pid}-${Date.now()}`;
  let endpoint = external ?? '';
  let close = async () => {};

  function createClient(): DynamoDBClient {
    const client = new DynamoDBClient({ ...CLIENT, endpoint });
    clients.push(client);
    return client;
  }

  beforeAll(async () => {
    if (!external) ({ endpoint, close } = await startDynamodbEngine('unused', CLIENT.region));
  });

  afterAll(async () => {
    const client = createClient();
    if (external) for (const TableName of names) await client.send(new DeleteTableCommand({ TableName }));
    for (const each of clients) each.destroy();
    await close();
  });

  return async () => {
    const name = `test-${run}-${names.length}`;
    const client = createClient();
    names.push(name);
    await client.send(new CreateTableCommand(tableDefinition(name)));
    await untilActive(client, name);
    const connect = (crash?: CrashAt) => connection(createClient(), name, crash);
    return { ...connection(client, name), client, name, connect };
  };
}

/** An embedded engine needs a moment as well. */
async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
  }
}

function connection(client: DynamoDBClient, name: string, crash?: CrashAt): Connection {
  const calls = new Calls();
  calls.watch(client, crash);
  const items = new Items(client, name);
  return {
    items,
    history: createDynamodbHistory(items),
    alerts: createDynamodbAlerts(items),
    reader: createDynamodbReader(items),
    calls,
  };
}
