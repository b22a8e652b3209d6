import type { Reconciliations } from '../domain/reconcile-ports.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { RegistryItem } from './dynamodb-registries.ts';
import { createDynamodbRuns } from './dynamodb-runs.ts';

/** What reconciliation keeps of registries, and of their repositories. */
export function createDynamodbReconciliations(items: Items): Reconciliations {
  return {
    ...createDynamodbRuns(items),

    async keepSettings(registry, { blobMounting, pullThroughPrefixes }) {
      const set = { blobMounting, pullThroughPrefixes: [...pullThroughPrefixes] };
      await items.update(keys.registryKey(registry), { set }, {});
    },

    async settings(registry) {
      const item = await items.get(keys.registryKey(registry));
      const { blobMounting, pullThroughPrefixes } = RegistryItem.parse(item ?? {});
      return blobMounting === null ? null : { blobMounting, pullThroughPrefixes };
    },

    async finish(registry, { isComplete, drift, at }) {
      const set = { lastReconciledAt: at, drift, ...(isComplete && { isComplete }) };
      await items.update(keys.registryKey(registry), { set }, {});
    },
  };
}
