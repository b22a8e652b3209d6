import * as z from 'zod/mini';
import { byTime, type ChainImage } from '../domain/base.ts';
import { chainIds } from '../domain/chain.ts';
import type { Digest } from '../domain/digest.ts';
import type { Image } from '../domain/image.ts';
import { formatRegistry, formatRepository, parseRegistry } from '../domain/registry.ts';
import { untilDone } from './dynamodb-attempts.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { packDigest, unpackDigest } from './dynamodb-records.ts';

/** Two repositories: whichever of them asks, there is another one. */
const REPOSITORIES_MAX = 2;
const REGISTRIES_MAX = 100;

/** The first images, in each registry, that were made of exactly these layers. They stay when their image is deleted. */
const ChainItem = z.object({
  pk: z.string(),
  revision: z.int(),
  images: z.array(
    z.object({
      registry: z.string(),
      repository: z.string(),
      digest: z.unknown(),
      at: z.string(),
      isBare: z.boolean(),
    }),
  ),
});
type Entry = z.infer<typeof ChainItem>['images'][number];

/** Remembers which image its layers make, as a whole: others may stand on it. Repeating it changes nothing. */
export async function keepChain(items: Items, image: Image): Promise<void> {
  const chainId = chainIds(image.layers).at(-1);
  if (image.kind !== 'image' || chainId === undefined) return;
  const key = keys.chainKey(chainId);
  const { accountId, region, repository, digest, pushedAt: at } = image;
  const isBare = image.layers.every(({ instruction }) => instruction === null);
  const own: ChainImage = { accountId, region, repository, digest, at, isBare };
  const once = async () => {
    if (await items.putNew({ ...key, revision: 1, images: [toEntry(own)] })) return true;
    const found = await items.get(key);
    if (!found) return undefined;
    const { revision, images: entries } = ChainItem.parse(found);
    const images = entries.map(toChainImage);
    const merged = merge(images, own);
    if (merged === images) return true;
    const set = { images: merged.map(toEntry), revision: revision + 1 };
    return (await items.update(key, { set }, { revision: { is: revision } })) || undefined;
  };
  await untilDone(items, once, {
    message: 'too many images of the same layers came at once',
    details: { digest: image.digest },
  });
}

/** The images that these chains are, eventually consistent. */
export async function findChains(
  items: Items,
  chains: Iterable<Digest>,
): Promise<ReadonlyMap<Digest, readonly ChainImage[]>> {
  const found = await items.getMany([...new Set(chains)].map(keys.chainKey), false);
  return new Map(
    found.map((item) => {
      const { pk, images } = ChainItem.parse(item);
      return [keys.parseChainPartition(pk), images.map(toChainImage)];
    }),
  );
}

function toChainImage({ registry, repository, digest, at, isBare }: Entry): ChainImage {
  return { ...parseRegistry(registry), repository, digest: unpackDigest(digest), at, isBare };
}

function toEntry(image: ChainImage): Entry {
  const { repository, digest, at, isBare } = image;
  return { registry: formatRegistry(image), repository, digest: packDigest(digest), at, isBare };
}

/** The earliest of each registry, whatever the order in which they come; the very same list where nothing changes. */
function merge(images: readonly ChainImage[], own: ChainImage): readonly ChainImage[] {
  const known = images.find((one) => formatRepository(one) === formatRepository(own));
  if (known && byTime(known, own) <= 0) return images;
  const all = [...images.filter((one) => one !== known), own].sort(byTime);
  const merged = [...Map.groupBy(all, formatRegistry).values()]
    .slice(0, REGISTRIES_MAX)
    .flatMap((some) => some.slice(0, REPOSITORIES_MAX));
  return merged.includes(own) ? merged : images;
}
