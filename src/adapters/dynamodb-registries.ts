import * as z from 'zod/mini';
import type { Registries } from '../domain/ports.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

const count = z.int().check(z.minimum(0));

export const DriftItem = z.object({ missedPushes: count, missedDeletions: count, missedTags: count });

/** What is known of a registry, on the item that says that it is watched. */
export const RegistryItem = z.object({
  isComplete: z._default(z.boolean(), false),
  blobMounting: z._default(z.nullable(z.boolean()), null),
  pullThroughPrefixes: z._default(z.array(z.string()), []),
  lastReconciledAt: z._default(z.nullable(z.string()), null),
  drift: z._default(z.nullable(DriftItem), null),
});

/** What is known of registries as a whole; `dynamodb-reconciliations.ts` keeps it. */
export function createDynamodbRegistries(items: Items): Registries {
  return {
    async find(registry) {
      const item = await items.get(keys.registryKey(registry));
      const { isComplete, blobMounting, lastReconciledAt, drift } = RegistryItem.parse(item ?? {});
      return { isComplete, blobMounting, lastReconciledAt, drift };
    },
  };
}
