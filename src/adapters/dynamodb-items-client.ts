import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { HistoryUnavailableError } from '../domain/errors.ts';
import { errorName } from './aws-errors.ts';
import { Expressions, encode } from './dynamodb-expressions.ts';
import type { Change, Condition, Item, Items, Query, QueryAnswer } from './dynamodb-items.ts';
import type { Key } from './dynamodb-keys.ts';
import { pause } from './dynamodb-pause.ts';

/** DynamoDB accepts at most this many keys a call. */
const BATCH_GET_KEYS = 100;
/** So often in a row may it leave keys of a batch unprocessed: where it throttles, and where an answer has 16 MB. */
const BATCH_GET_ATTEMPTS_MAX = 8;

/** The items of one DynamoDB table. */
export function createDynamodbItems(client: DynamoDBClient, table: string): Items {
  return {
    async get(key: Key, consistent = true): Promise<Item | null> {
      const { Item } = await answered(
        client.send(
          new GetItemCommand({ TableName: table, Key: encode(pick(key)), ConsistentRead: consistent }),
        ),
      );
      return Item ? decode(Item) : null;
    },

    async getMany(keys: readonly Key[], consistent = true): Promise<Item[]> {
      const found: Item[] = [];
      let wanted = keys.map((key) => encode(pick(key)));
      let attempt = 0;
      while (wanted.length > 0) {
        const batch = { Keys: wanted.slice(0, BATCH_GET_KEYS), ConsistentRead: consistent };
        const answer = await answered(
          client.send(new BatchGetItemCommand({ RequestItems: { [table]: batch } })),
        );
        found.push(...(answer.Responses?.[table] ?? []).map(decode));
        const unprocessed = answer.UnprocessedKeys?.[table]?.Keys ?? [];
        wanted = [...unprocessed, ...wanted.slice(BATCH_GET_KEYS)];
        attempt = unprocessed.length > 0 ? attempt + 1 : 0;
        if (attempt > BATCH_GET_ATTEMPTS_MAX)
          throw new HistoryUnavailableError('DynamoDB leaves keys unprocessed');
        if (attempt > 0) await pause(attempt);
      }
      return found;
    },

    async put(item: Item): Promise<void> {
      await answered(client.send(new PutItemCommand({ TableName: table, Item: encode(item) })));
    },

    putNew(item: Item): Promise<boolean> {
      const expressions = new Expressions();
      return whetherDone(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: encode(item),
            ConditionExpression: expressions.condition({ pk: 'absent' }),
            ...expressions.substitutions(),
          }),
        ),
      );
    },

    update(key: Key, change: Change, condition: Condition): Promise<boolean> {
      const expressions = new Expressions();
      return whetherDone(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: encode(pick(key)),
            UpdateExpression: expressions.update(change),
            ConditionExpression: expressions.condition(condition),
            ...expressions.substitutions(),
          }),
        ),
      );
    },

    pause,

    async query(query: Query): Promise<QueryAnswer> {
      const expressions = new Expressions();
      const answer = await answered(
        client.send(
          new QueryCommand({
            TableName: table,
            IndexName: query.index,
            KeyConditionExpression: expressions.keyCondition(query),
            FilterExpression: expressions.condition(query.filter),
            ...expressions.substitutions(),
            ConsistentRead: query.consistent ?? false,
            ScanIndexForward: !query.newestFirst,
            Limit: query.limit,
            ExclusiveStartKey: query.startKey && encode(query.startKey),
          }),
        ),
      );
      return {
        items: (answer.Items ?? []).map(decode),
        nextKey: answer.LastEvaluatedKey && unmarshall(answer.LastEvaluatedKey),
      };
    },
  };
}

async function whetherDone(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw unavailable(error);
  }
}

async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(cause: unknown): HistoryUnavailableError {
  return new HistoryUnavailableError('DynamoDB did not answer', {
    details: { awsError: errorName(cause) },
    cause,
  });
}

function pick({ pk, sk }: Key): Key {
  return { pk, sk };
}

function decode(item: Record<string, AttributeValue>): Item {
  const { pk, sk, ...rest } = unmarshall(item);
  return { pk: String(pk), sk: String(sk), ...rest };
}
