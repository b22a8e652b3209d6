import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

const INDEX_KEYS = ['live', 'time', 'pk1', 'pk2'] as const;

const Input = z.object({
  Item: z.optional(z.record(z.string(), z.unknown())),
  UpdateExpression: z.optional(z.string()),
  ExpressionAttributeNames: z._default(z.record(z.string(), z.string()), {}),
});

/**
 * Write units of the indexes, which the embedded engine does not count: one for each index that a new item is in,
 * two for each whose key an update may change (one entry goes, one comes), one for each it goes from. Entries here are smaller than 1 KB.
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
        const { Item, UpdateExpression = '', ExpressionAttributeNames } = Input.parse(args.input);
        const [set = '', removed = ''] = UpdateExpression.split('REMOVE');
        const namesIn = (clause: string) =>
          [...clause.matchAll(/#\d+/g)].map(([placeholder]) => ExpressionAttributeNames[placeholder]);
        for (const key of INDEX_KEYS) {
          if (Item && key in Item) this.units += 1;
          if (namesIn(set).includes(key)) this.units += 2;
          if (namesIn(removed).includes(key)) this.units += 1;
        }
        return answer;
      },
      { step: 'initialize', name: 'countIndexWrites' },
    );
  }
}
