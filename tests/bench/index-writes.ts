import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

const INDEX_KEYS = ['live', 'time', 'pk1', 'pk2'] as const;

const Input = z.object({
  Item: z.optional(z.record(z.string(), z.unknown())),
  ExpressionAttributeNames: z.optional(z.record(z.string(), z.string())),
});

/**
 * Write units of the indexes, which the embedded engine does not count: one for each index that a new item is in,
 * two for each whose key an update may change (one entry goes, one comes). Entries here are smaller than 1 KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ThroughputConsiderations.Writes
 */
export class IndexWrites {
  units = 0;

  reset(): void {
    this.units = 0;
  }

  watch(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const { Item, ExpressionAttributeNames } = Input.parse(args.input);
        const set = Object.entries(ExpressionAttributeNames ?? {}).filter(([name]) =>
          name.startsWith('#set_'),
        );
        const names = set.map(([, name]) => name);
        for (const key of INDEX_KEYS) {
          if (Item && key in Item) this.units += 1;
          if (names.includes(key)) this.units += 2;
        }
        return answer;
      },
      { step: 'initialize', name: 'countIndexWrites' },
    );
  }
}
