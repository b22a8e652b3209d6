import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../adapters/dynamodb-table.ts';

// Ten times what 37,000 pushes take. Without it, V8 lets garbage pile up on a machine with much memory.
const HEAP_MAX_MB = 1_024;

export interface DynamodbEngine {
  /** `http://127.0.0.1:40123` */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * An embedded DynamoDB in memory that holds the product's table, empty. It runs on a thread of its own: beside the
 * handlers it would share one core with them.
 */
export async function startDynamodbEngine(tableName: string, region: string): Promise<DynamodbEngine> {
  const worker = new Worker(new URL('./dynamodb-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
  });
  const [port] = await once(worker, 'message');
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  await client.send(new CreateTableCommand(tableDefinition(tableName)));
  await waitUntilTableExists(
    { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 },
    { TableName: tableName },
  );
  client.destroy();
  return {
    endpoint,
    close: async () => {
      await worker.terminate();
    },
  };
}
