import * as z from 'zod/mini';
import type { ChainImage } from '../domain/base.ts';
import { chainIds } from '../domain/chain.ts';
import type { Digest } from '../domain/digest.ts';
import type { Image } from '../domain/image.ts';
import { formatRegistry, parseRegistry } from '../domain/registry.ts';
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
    z.object({ registry: z.string(), repository: z.string(), digest: z.unknown(), at: z.string() }),
  ),
});
type Entry = z.infer<typeof ChainItem>['images'][number];

/** Remembers which image its layers make, as a whole: others may stand on it. Repeating it changes nothing. */
export async function keepChain(items: Items, image: Image): Promise<void> {
  const chainId = chainIds(image.layers).at(-1);
  if (image.kind !== 'image' || chainId === undefined) return;
  const key = keys.chainKey(chainId);
  const own: Entry = {
    registry: formatRegistry(image),
    repository: image.repository,
    digest: packDigest(image.digest),
    at: image.pushedAt,
  };
  const once = async () => {
    if (await items.putNew({ ...key, revision: 1, images: [own] })) return true;
    const found = await items.get(key);
    if (!found) return undefined;
    const { revision, images } = ChainItem.parse(found);
    const merged = merge(images, own);
    if (isSame(images, merged)) return true;
    const set = { images: merged, revision: revision + 1 };
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

function toChainImage({ registry, repository, digest, at }: Entry): ChainImage {
  return { ...parseRegistry(registry), repository, digest: unpackDigest(digest), at };
}

/** The earliest of each registry, whatever the order in which they come. */
function merge(images: readonly Entry[], own: Entry): readonly Entry[] {
  const known = images.find((one) => one.registry === own.registry && one.repository === own.repository);
  if (known && !(own.at < known.at)) return images;
  const all = [...images.filter((one) => one !== known), own].sort((a, b) =>
    textOf(a) < textOf(b) ? -1 : 1,
  );
  const byRegistry = Map.groupBy(all, ({ registry }) => registry);
  return [...byRegistry.values()].slice(0, REGISTRIES_MAX).flatMap((some) => some.slice(0, REPOSITORIES_MAX));
}

function textOf({ at, registry, repository }: Entry): string {
  return `${at} ${registry} ${repository}`;
}

function isSame(a: readonly Entry[], b: readonly Entry[]): boolean {
  return a === b || a.map(textOf).join() === b.map(textOf).join();
}
