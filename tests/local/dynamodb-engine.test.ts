import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { startDynamodbEngine } from '../../src/local/dynamodb-engine.ts';

test('holds the table, and is gone when it is closed', async () => {
  const engine = await startDynamodbEngine('history', 'eu-west-1');
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

  const { Table: table } = await client.send(new DescribeTableCommand({ TableName: 'history' }));
  await engine.close();

  expect(table?.TableStatus).toBe('ACTIVE');
  await expect(client.send(new DescribeTableCommand({ TableName: 'history' }))).rejects.toMatchObject({
    code: expect.stringMatching(/^ECONN(REFUSED|RESET)$/),
  });
});
