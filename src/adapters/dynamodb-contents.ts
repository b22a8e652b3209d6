import { Digest } from '../domain/digest.ts';
import type { ContentLayer } from '../domain/findings/same-content.ts';
import { distinctLayers, type Image } from '../domain/image.ts';
import type { RegistryId } from '../domain/registry.ts';
import { firstHolders } from './dynamodb-holders.ts';
import { inParallel, type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { partition } from './dynamodb-queries.ts';
import { HolderItem, LayerSumItem } from './dynamodb-sum-records.ts';

/** Smaller layers are not kept by their content: hardly anything is to be gained, and each costs a write. */
const CONTENT_BYTES_MIN = 10_000_000;

/**
 * Remembers which compressed forms a content has in the registry. What is remembered of a layer that is gone does no
 * harm: who holds it is asked anew.
 */
export async function keepContents(
  items: Items,
  image: Image,
  newLayers: ReadonlySet<Digest>,
): Promise<void> {
  const layers = distinctLayers(image.layers).filter(
    ({ digest, sizeBytes }) => newLayers.has(digest) && sizeBytes >= CONTENT_BYTES_MIN,
  );
  await inParallel(layers, async ({ digest, diffId }) => {
    if (diffId !== null) await items.putNew({ pk: keys.diffPartition(image, diffId), sk: digest });
  });
}

/** The compressed forms of a content that some repository holds. */
export async function findContents(
  items: Items,
  registry: RegistryId,
  diffId: Digest,
): Promise<readonly ContentLayer[]> {
  const digests: Digest[] = [];
  const query = { ...partition(keys.diffPartition(registry, diffId)), consistent: true };
  for await (const { sk } of queryAll(items, query)) digests.push(Digest.parse(sk));
  // Most contents have one form.
  if (digests.length < 2) return [];
  const layers = await inParallel(digests, async (digest) => {
    const [first, sum] = await Promise.all([
      firstHolders(items, registry, digest, true),
      items.get(keys.layerSumKey(registry, digest)),
    ]);
    const [holder] = first;
    if (!holder) return [];
    const counted = sum ? LayerSumItem.parse(sum).counts.layers : 1;
    const repositories = first.map(({ sk }) => keys.parseHolderSortKey(sk));
    const repositoryCount = Math.max(counted, repositories.length);
    return [{ digest, sizeBytes: HolderItem.parse(holder).sizeBytes, repositoryCount, repositories }];
  });
  return layers.flat();
}
