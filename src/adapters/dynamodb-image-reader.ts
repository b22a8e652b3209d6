import type { Digest } from '../domain/digest.ts';
import type { SharedLayer } from '../domain/findings/duplicate-layer.ts';
import type * as ports from '../domain/ports.ts';
import type { ImageRef, RegistryId, RepositoryId } from '../domain/registry.ts';
import { firstHolders } from './dynamodb-holders.ts';
import type { Item, Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { readPage } from './dynamodb-pages.ts';
import { byTime, holdersOf, partition, type TimeRange } from './dynamodb-queries.ts';
import * as records from './dynamodb-records.ts';
import { LIVE_INDEX } from './dynamodb-table.ts';

type ImageReader = Pick<ports.HistoryReader, 'images' | 'locations' | 'image' | 'layer' | 'holders'>;

/** Questions about images and layers, eventually consistent. */
export function createDynamodbImageReader(items: Items): ImageReader {
  return { images, locations, image, layer, holders };

  async function images(
    repository: RepositoryId,
    range: TimeRange,
    page: ports.PageRequest,
  ): Promise<ports.Page<ports.ImageEntry>> {
    const { items: found, cursor } = await readPage(
      items,
      [byTime(repository, range)],
      ['pk', 'sk', 'time'],
      page,
    );
    const rows = new Map((await items.getMany(found, false)).map((row) => [row.sk, row]));
    const entries = found.map(({ sk }) => rows.get(sk)).filter((row) => row !== undefined);
    return { items: entries.map((row) => toEntry(repository, row)), cursor };
  }

  async function locations(digest: Digest): Promise<ImageRef[]> {
    const found: ImageRef[] = [];
    for await (const { sk } of items.queryAll(partition(keys.contentPartition(digest))))
      found.push({ ...keys.parsePlace(sk), digest });
    return found;
  }

  async function image(ref: ImageRef): Promise<ports.ImageDetail | null> {
    const [row, content] = await Promise.all([
      items.get(keys.imageKey(ref), false),
      items.get(keys.contentKey(ref), false),
    ]);
    if (!row || !content) return null;
    const { mediaType, layers: packed } = records.ContentItem.parse(content);
    const layers = records.unpackLayers(packed);
    const sums = await items.getMany(
      [...new Set(layers.map(({ digest }) => digest))].map((digest) => keys.layerSumKey(ref, digest)),
      false,
    );
    const counts = new Map(
      sums.map((sum) => records.LayerSumItem.parse(sum)).map((sum) => [sum.digest, sum.counts.layers]),
    );
    const { children } = records.ImageItem.parse(row);
    const counted = layers.map((layer) => ({ ...layer, repositoryCount: counts.get(layer.digest) ?? 1 }));
    return { ...toEntry(ref, row), mediaType, children, layers: counted };
  }

  async function layer(registry: RegistryId, digest: Digest): Promise<SharedLayer | null> {
    const [first, sum] = await Promise.all([
      firstHolders(items, registry, digest, false),
      items.get(keys.layerSumKey(registry, digest), false),
    ]);
    if (!first[0]) return null;
    const { diffId, instruction, sizeBytes } = records.HolderItem.parse(first[0]);
    const repositoryCount = sum ? records.LayerSumItem.parse(sum).counts.layers : 1;
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
    page: ports.PageRequest,
  ): Promise<ports.Page<ports.LayerHolder>> {
    const { items: found, cursor } = await readPage(items, [holdersOf(registry, digest)], ['pk', 'sk'], page);
    const all = found.map(async (item) => {
      const { sk, since, firstDigest } = records.HolderItem.parse(item);
      const { accountId, region } = registry;
      const repository = { accountId, region, repository: keys.parseHolderSortKey(sk) };
      return { ...repository, since, firstDigest, ...(await imagesWith(repository, digest)) };
    });
    return { items: await Promise.all(all), cursor };
  }

  /** Looked for in one page of live images (1 MB, some 1,500 images): a repository with more is not counted. */
  async function imagesWith(repository: RepositoryId, layer: Digest) {
    const live = await items.query({ index: LIVE_INDEX, ...partition(keys.repositoryPartition(repository)) });
    const images = live.items
      .filter(
        ({ layers }) => Array.isArray(layers) && layers.some((one) => records.unpackDigest(one) === layer),
      )
      .map(({ sk }) => keys.parseImageSortKey(sk));
    return { images: images.slice(0, 10), imageCount: live.nextKey ? null : images.length };
  }
}

function toEntry(repository: RepositoryId, row: Item): ports.ImageEntry {
  const item = records.ImageItem.parse(row);
  const { digest, kind, platform, sizeBytes, layerCount, newBytes = 0 } = item;
  const { accountId, region, repository: name } = repository;
  return {
    ...{ accountId, region, repository: name, digest, kind, platform, sizeBytes, layerCount, newBytes },
    ...records.taggingOf(item),
    findings: records.parseFindings(item.findings),
    deletedAt: null,
  };
}
