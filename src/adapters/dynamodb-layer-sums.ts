import { duplicateBytes, type HeldLayer } from '../domain/findings/duplicate-layer.ts';
import type { RegistryId } from '../domain/registry.ts';
import { isOdd } from './dynamodb-facts.ts';
import * as keys from './dynamodb-keys.ts';
import type { HolderItem } from './dynamodb-sum-records.ts';
import type { Sum } from './dynamodb-sums.ts';

/** What a layer's sum says of the layer, and where it ranks among the duplicates. */
export function describeLayer(registry: RegistryId, holder: HolderItem, sum: Sum) {
  const { accountId, region } = registry;
  const { digest, diffId, instruction, sizeBytes } = holder;
  const position = keys.rankKey(duplicateBytes({ sizeBytes, repositoryCount: sum.counts.layers }), digest);
  const places = {
    pk1: keys.duplicatesPartition(registry),
    sk1: position,
    pk2: keys.DUPLICATES,
    sk2: position,
  };
  return {
    set: {
      ...{ accountId, region, digest },
      // The size is never changed under the sums that have counted it.
      sizeBytes: sum.version === 1 ? sizeBytes : undefined,
      // What this image does not know, another one may have told: it is not overwritten with nothing.
      ...{ diffId: diffId ?? undefined, instruction: instruction ?? undefined },
      ...(isOdd(sum.state) && places),
    },
    ...(!isOdd(sum.state) && { remove: Object.keys(places) }),
  };
}

export function heldLayer(registry: RegistryId, holder: HolderItem, sum: Sum): HeldLayer {
  const { accountId, region } = registry;
  const { digest, diffId, instruction, sizeBytes } = holder;
  return { accountId, region, digest, diffId, instruction, sizeBytes, repositoryCount: sum.counts.layers };
}
