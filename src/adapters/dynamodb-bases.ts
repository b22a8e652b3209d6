import { type Base, type KnownLayers, recogniseBase } from '../domain/base.ts';
import { chainIds } from '../domain/chain.ts';
import type { Digest } from '../domain/digest.ts';
import type { Image } from '../domain/image.ts';
import type { RepositoryId } from '../domain/registry.ts';
import { findChains } from './dynamodb-chains.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import * as sumRecords from './dynamodb-sum-records.ts';

type Based = RepositoryId & Pick<Image, 'layers' | 'declaredBase' | 'lambda' | 'looseInstructions'>;

/**
 * What images of one registry stand on, as far as it is known now, eventually consistent: a base that became known
 * after its children is found as well. Costs one small read for each distinct run of layers from the bottom, whatever
 * there is in the organisation, and one for each layer of those for which no image is found.
 */
export async function findBases<Some extends Based>(
  items: Items,
  images: readonly Some[],
): Promise<ReadonlyMap<Some, Base>> {
  const chains = await findChains(
    items,
    images.flatMap(({ layers }) => chainIds(layers).slice(0, -1)),
  );
  const known: KnownLayers = { chains, repositoryCounts: new Map() };
  const bases = new Map(images.map((image) => [image, recogniseBase(image, known)]));
  const open = images.filter((image) => bases.get(image)?.boundary !== 'layers');
  const repositoryCounts = await countHolders(items, open);
  for (const image of open) bases.set(image, recogniseBase(image, { chains, repositoryCounts }));
  return bases;
}

/** How many repositories hold each layer that ever was in more than one. */
async function countHolders(items: Items, images: readonly Based[]): Promise<ReadonlyMap<Digest, number>> {
  const sums = new Map(
    images.flatMap((image) =>
      image.layers.map(({ digest }) => [digest, keys.layerSumKey(image, digest)] as const),
    ),
  );
  const found = await items.getMany([...sums.values()], false);
  return new Map(
    found
      .map((item) => sumRecords.LayerSumItem.parse(item))
      .map(({ digest, counts }) => [digest, counts.layers]),
  );
}
