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
import { type Expression, encode, substitutions } from './dynamodb-expressions.ts';
import type { Key } from './dynamodb-keys.ts';
import { pause } from './dynamodb-pause.ts';

/** An item as it comes from the table, to be parsed by whoever knows its kind. */
export type Item = Key & Record<string, unknown>;

export interface Query {
  readonly index?: string;
  readonly where: Expression;
  readonly filter?: Expression;
  readonly consistent?: boolean;
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly startKey?: Readonly<Record<string, unknown>> | undefined;
}

export interface QueryAnswer {
  readonly items: readonly Item[];
  readonly nextKey: Readonly<Record<string, unknown>> | undefined;
}

/** DynamoDB accepts at most this many keys a call. */
const BATCH_GET_KEYS = 100;
/** So often in a row may it leave keys of a batch unprocessed: where it throttles, and where an answer has 16 MB. */
const BATCH_GET_ATTEMPTS_MAX = 8;

/**
 * The five calls the adapters make, in plain values. Reads are strongly consistent unless said otherwise; a write
 * whose condition does not hold answers false. Throws HistoryUnavailableError for everything DynamoDB refuses.
 */
export class Items {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async get(key: Key, consistent = true): Promise<Item | null> {
    const { Item } = await this.#send(() =>
      this.#client.send(
        new GetItemCommand({ TableName: this.#table, Key: encode(pick(key)), ConsistentRead: consistent }),
      ),
    );
    return Item ? decode(Item) : null;
  }

  /** The items that exist, in no order. */
  async getMany(keys: readonly Key[], consistent = true): Promise<Item[]> {
    const found: Item[] = [];
    let wanted = keys.map((key) => encode(pick(key)));
    let attempt = 0;
    while (wanted.length > 0) {
      const batch = wanted.slice(0, BATCH_GET_KEYS);
      const answer = await this.#send(() =>
        this.#client.send(
          new BatchGetItemCommand({
            RequestItems: { [this.#table]: { Keys: batch, ConsistentRead: consistent } },
          }),
        ),
      );
      found.push(...(answer.Responses?.[this.#table] ?? []).map(decode));
      const unprocessed = answer.UnprocessedKeys?.[this.#table]?.Keys ?? [];
      wanted = [...unprocessed, ...wanted.slice(BATCH_GET_KEYS)];
      attempt = unprocessed.length > 0 ? attempt + 1 : 0;
      if (attempt > BATCH_GET_ATTEMPTS_MAX)
        throw new HistoryUnavailableError('DynamoDB leaves keys unprocessed');
      if (attempt > 0) await pause(attempt);
    }
    return found;
  }

  /** Puts the item where there is none yet; answers whether there was none. */
  async putNew(item: Key & object): Promise<boolean> {
    return this.#conditional(() =>
      this.#client.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: encode(item),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
  }

  async put(item: Key & object): Promise<void> {
    await this.#send(() =>
      this.#client.send(new PutItemCommand({ TableName: this.#table, Item: encode(item) })),
    );
  }

  /** Sets attributes; undefined ones are left as they are. Answers whether the condition held. */
  async set(
    key: Key,
    attributes: Readonly<Record<string, unknown>>,
    condition: Expression,
  ): Promise<boolean> {
    const defined = Object.entries(attributes).filter(([, value]) => value !== undefined);
    const assignments = defined.map(([name]) => `#set_${name} = :set_${name}`);
    const names = Object.fromEntries(defined.map(([name]) => [`#set_${name}`, name]));
    const values = Object.fromEntries(defined.map(([name, value]) => [`:set_${name}`, value]));
    const { ExpressionAttributeNames, ExpressionAttributeValues } = substitutions(condition);
    return this.#conditional(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: encode(pick(key)),
          UpdateExpression: `SET ${assignments.join(', ')}`,
          ConditionExpression: condition.text,
          ExpressionAttributeNames: { ...names, ...ExpressionAttributeNames },
          ExpressionAttributeValues: { ...encode(values), ...ExpressionAttributeValues },
        }),
      ),
    );
  }

  async query(query: Query): Promise<QueryAnswer> {
    const { index, where, filter, limit, startKey } = query;
    const expression = substitutions(where, filter);
    const answer = await this.#send(() =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: index,
          KeyConditionExpression: where.text,
          FilterExpression: filter?.text,
          ...expression,
          ConsistentRead: query.consistent ?? false,
          ScanIndexForward: !query.newestFirst,
          Limit: limit,
          ExclusiveStartKey: startKey && encode(startKey),
        }),
      ),
    );
    return {
      items: (answer.Items ?? []).map(decode),
      nextKey: answer.LastEvaluatedKey && unmarshall(answer.LastEvaluatedKey),
    };
  }

  /** Every item of a query, page after page. */
  async *queryAll(query: Query): AsyncGenerator<Item> {
    let startKey = query.startKey;
    do {
      const { items, nextKey } = await this.query({ ...query, startKey });
      yield* items;
      startKey = nextKey;
    } while (startKey);
  }

  async #conditional(call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw unavailable(error);
    }
  }

  async #send<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw unavailable(error);
    }
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
