import { UNKNOWN_BASE } from '../domain/base.ts';
import type { Digest } from '../domain/digest.ts';
import type { SharedLayer } from '../domain/findings/duplicate-layer.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import { placeLayers } from '../domain/placed-layers.ts';
import type * as ports from '../domain/reader-ports.ts';
import type { ImageRef, RegistryId, RepositoryId } from '../domain/registry.ts';
import { firstHolders } from './dynamodb-holders.ts';
import { isImage, toEntries } from './dynamodb-image-entries.ts';
import { type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { readPage } from './dynamodb-pages.ts';
import { byTime, holdersOf, liveImages, partition, type TimeRange } from './dynamodb-queries.ts';
import { parseContent } from './dynamodb-content-records.ts';
import * as records from './dynamodb-records.ts';
import * as sumRecords from './dynamodb-sum-records.ts';
import { isOdd, stateOf } from './dynamodb-facts.ts';

type ImageReader = Pick<ports.HistoryReader, 'images' | 'locations' | 'image' | 'layer' | 'holders'>;

/** Questions about images and layers, eventually consistent. */
export function createDynamodbImageReader(items: Items): ImageReader {
  return { images, locations, image, layer, holders };

  async function images(
    repository: RepositoryId,
    range: TimeRange,
    page: PageRequest,
  ): Promise<Page<ports.ImageEntry>> {
    const { items: found, cursor } = await readPage(items, [byTime(repository, range)], page);
    const rows = new Map((await items.getMany(found, false)).map((row) => [row.sk, row]));
    const listed = found.map(({ sk }) => rows.get(sk)).filter(isImage);
    return { items: await toEntries(items, repository, listed), cursor };
  }

  async function locations(digest: Digest): Promise<ImageRef[]> {
    const places: ImageRef[] = [];
    for await (const { sk } of queryAll(items, partition(keys.contentPartition(digest))))
      places.push({ ...keys.parsePlace(sk), digest });
    // What is in the image is kept on its own, and may outlive its row.
    const found = (await items.getMany(places.map(keys.imageKey), false)).filter(isImage);
    const generations = new Map(found.map((row) => [row.pk, stateOf(row, 'generation')]));
    const isLive = (place: ImageRef) => isOdd(generations.get(keys.imageKey(place).pk) ?? 0);
    const known = places.filter((place) => generations.has(keys.imageKey(place).pk));
    return [...known.filter(isLive), ...known.filter((place) => !isLive(place))];
  }

  async function image(ref: ImageRef): Promise<ports.ImageDetail | null> {
    const [row, content] = await Promise.all([
      items.get(keys.imageKey(ref), false),
      items.get(keys.contentKey(ref), false),
    ]);
    if (!isImage(row) || !content) return null;
    const said = parseContent(content);
    const { mediaType, artifactType, subject, layers } = said;
    const [entry] = await toEntries(items, ref, [row]);
    if (!entry) return null;
    const counts = await holderCounts(ref, [...new Set(layers.map(({ digest }) => digest))]);
    const placed = placeLayers(said, entry.base ?? UNKNOWN_BASE);
    const held = placed.map((layer) => ({ ...layer, repositoryCount: counts.get(layer.digest) ?? 0 }));
    const { children } = records.ImageItem.parse(row);
    return { ...entry, mediaType, artifactType, subject, children, layers: held };
  }

  /** How many repositories hold each layer: a layer that only one ever held has no sum. */
  async function holderCounts(
    repository: RepositoryId,
    layers: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, number>> {
    const read = [
      ...layers.map((digest) => keys.layerSumKey(repository, digest)),
      ...layers.map((digest) => keys.holderKey(repository, digest)),
    ];
    const counts = new Map<Digest, number>();
    const found = await items.getMany(read, false);
    for (const item of found.filter(({ sk }) => sk !== keys.LAYER_SUM))
      counts.set(sumRecords.HoldingItem.parse(item).digest, Number(isOdd(stateOf(item, 'held'))));
    for (const item of found.filter(({ sk }) => sk === keys.LAYER_SUM)) {
      const sum = sumRecords.LayerSumItem.parse(item);
      counts.set(sum.digest, sum.counts.layers);
    }
    return counts;
  }

  async function layer(registry: RegistryId, digest: Digest): Promise<SharedLayer | null> {
    const [first, sum] = await Promise.all([
      firstHolders(items, registry, digest, false),
      items.get(keys.layerSumKey(registry, digest), false),
    ]);
    if (!first[0]) return null;
    const { diffId, instruction, sizeBytes } = sumRecords.HolderItem.parse(first[0]);
    const repositoryCount = sum ? sumRecords.LayerSumItem.parse(sum).counts.layers : 1;
    const { accountId, region } = registry;
    return {
      accountId,
      region,
      digest,
      diffId,
      instruction,
      sizeBytes,
      repositoryCount,
      repositories: first.map(({ sk }) => keys.parseHolderSortKey(sk)),
    };
  }

  async function holders(
    registry: RegistryId,
    digest: Digest,
    page: PageRequest,
  ): Promise<Page<ports.LayerHolder>> {
    const { items: found, cursor } = await readPage(items, [holdersOf(registry, digest)], page);
    const all = found.map(async (item) => {
      const { sk, since, firstDigest } = sumRecords.HolderItem.parse(item);
      const { accountId, region } = registry;
      const repository = { accountId, region, repository: keys.parseHolderSortKey(sk) };
      return { ...repository, since, firstDigest, ...(await imagesWith(repository, digest)) };
    });
    return { items: await Promise.all(all), cursor };
  }

  /** Looked for in one page of live images (1 MB, some 1,500 images): a repository with more is not counted. */
  async function imagesWith(repository: RepositoryId, layer: Digest) {
    const live = await items.query(liveImages(repository));
    const images = live.items
      .filter(
        ({ layers }) => Array.isArray(layers) && layers.some((one) => records.unpackDigest(one) === layer),
      )
      .map(({ sk }) => keys.parseImageSortKey(sk));
    return { images: images.slice(0, 10), imageCount: live.nextKey ? null : images.length };
  }
}
