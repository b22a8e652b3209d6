import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDynamodbItems } from '../../../src/adapters/dynamodb-items-client.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';

const client = new DynamoDBClient({ region: 'eu-west-1' });
const dynamodb = mockClient(client);
beforeEach(() => {
  dynamodb.reset();
});

const items = createDynamodbItems(client, 'layerwatch');
const KEY = { pk: 'LAYERS', sk: 'one' };

class ProvisionedThroughputExceeded extends Error {
  override readonly name = 'ProvisionedThroughputExceededException';
}

describe('keys that DynamoDB leaves unprocessed', () => {
  const [one, two] = [
    { pk: { S: 'LAYERS' }, sk: { S: 'one' } },
    { pk: { S: 'LAYERS' }, sk: { S: 'two' } },
  ];

  test('are asked for again until there are none', async () => {
    dynamodb
      .on(BatchGetItemCommand)
      .resolvesOnce({
        Responses: { layerwatch: [one] },
        UnprocessedKeys: { layerwatch: { Keys: [two], ConsistentRead: true } },
      })
      .resolvesOnce({ UnprocessedKeys: { layerwatch: { Keys: [two] } } })
      .resolves({ Responses: { layerwatch: [two] } });

    const found = await items.getMany([KEY, { ...KEY, sk: 'two' }]);

    expect(found).toEqual([KEY, { ...KEY, sk: 'two' }]);
    const asked = dynamodb.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems);
    expect(asked).toEqual([
      { layerwatch: { Keys: [one, two], ConsistentRead: true } },
      { layerwatch: { Keys: [two], ConsistentRead: true } },
      { layerwatch: { Keys: [two], ConsistentRead: true } },
    ]);
  });

  test('for ever end in a failure, to be delivered again', async () => {
    dynamodb.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { layerwatch: { Keys: [one] } } });

    await expect(items.getMany([KEY])).rejects.toThrow(HistoryUnavailableError);
  });
});

describe('what DynamoDB refuses', () => {
  test.each([
    ['a read', () => items.get(KEY)],
    ['reads', () => items.getMany([KEY])],
    ['a query', () => items.query({ partition: 'LAYERS' })],
    ['a write', () => items.put(KEY)],
    ['a new item', () => items.putNew(KEY)],
    ['a change', () => items.update(KEY, { set: { a: 1 } }, { a: { is: 2 } })],
  ])('is worth another delivery, and names the error: %s', async (_what, call) => {
    const cause = new ProvisionedThroughputExceeded('slow down');
    dynamodb.onAnyCommand().rejects(cause);

    const error = await call().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(HistoryUnavailableError);
    expect(error).toMatchObject({
      retryable: true,
      details: { awsError: 'ProvisionedThroughputExceededException' },
      cause,
    });
  });

  test('a condition that does not hold is an answer, not a failure', async () => {
    const failed = new ConditionalCheckFailedException({ $metadata: {}, message: 'no' });
    dynamodb.on(PutItemCommand).rejects(failed);
    dynamodb.on(UpdateItemCommand).rejects(failed);

    expect(await items.putNew(KEY)).toBe(false);
    expect(await items.update(KEY, { set: { a: 1 } }, { a: { is: 2 } })).toBe(false);
  });
});

test('reads are strongly consistent unless said otherwise, queries where they are to be', async () => {
  dynamodb.on(GetItemCommand).resolves({});
  dynamodb.on(BatchGetItemCommand).resolves({});
  dynamodb.on(QueryCommand).resolves({});

  await items.get(KEY);
  await items.get(KEY, false);
  await items.getMany([KEY]);
  await items.getMany([KEY], false);
  await items.query({ partition: 'LAYERS' });
  await items.query({ partition: 'LAYERS', consistent: true });

  expect(dynamodb.commandCalls(GetItemCommand).map(({ args }) => args[0].input.ConsistentRead)).toEqual([
    true,
    false,
  ]);
  const batches = dynamodb.commandCalls(BatchGetItemCommand);
  expect(batches.map(({ args }) => args[0].input.RequestItems?.layerwatch?.ConsistentRead)).toEqual([
    true,
    false,
  ]);
  expect(dynamodb.commandCalls(QueryCommand).map(({ args }) => args[0].input.ConsistentRead)).toEqual([
    false,
    true,
  ]);
});
