import type { Digest } from '../domain/digest.ts';
import { HistoryUnavailableError } from '../domain/errors.ts';
import type { ImageKind } from '../domain/image.ts';
import type * as ports from '../domain/reader-ports.ts';
import type { RegistryId, RepositoryId } from '../domain/registry.ts';
import { isImage } from './dynamodb-image-entries.ts';
import { inParallel, type Item, type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { liveImages as liveImagesOf } from './dynamodb-queries.ts';
import { parseContent } from './dynamodb-content-records.ts';
import * as records from './dynamodb-records.ts';
import * as sumRecords from './dynamodb-sum-records.ts';

/** DynamoDB reads so many items in one call. */
const KEYS_A_CALL = 100;

/** What simulations ask, eventually consistent. */
export function createDynamodbSimulationReader(items: Items): ports.SimulationReader {
  return { repositorySizes, liveImages, childrenOf, describeLayers };

  async function repositorySizes(registry: RegistryId, repositories: readonly string[]) {
    const found = await getAll(
      repositories.map((repository) => keys.repositorySumKey({ ...registry, repository })),
    );
    const sizes = found.map((item): [string, ports.RepositorySize] => {
      const { sk, counts } = sumRecords.SumItem.parse(item);
      const name = sk.slice(keys.REPOSITORY_PREFIX.length);
      return [name, { liveImages: counts.manifests, storedBytes: counts.storedBytes }];
    });
    return new Map(sizes.filter(([, { liveImages }]) => liveImages > 0));
  }

  async function liveImages(repository: RepositoryId): Promise<ports.LiveImage[]> {
    const images: ports.LiveImage[] = [];
    for await (const item of queryAll(items, liveImagesOf(repository)))
      images.push({
        digest: keys.parseImageSortKey(item.sk),
        kind: kindIn(records.LiveItem.parse(item).live),
        layers: records.unpackDigests(item.layers),
      });
    return images;
  }

  async function childrenOf(repository: RepositoryId, indexes: readonly Digest[]) {
    const { accountId, region } = repository;
    const place = { accountId, region, repository: repository.repository };
    const rows = await getAll(indexes.map((digest) => keys.imageKey({ ...place, digest })));
    return new Map(
      rows.filter(isImage).map((row): [Digest, readonly Digest[]] => {
        const { digest, children } = records.ImageItem.parse(row);
        return [digest, children];
      }),
    );
  }

  /** A holder knows its layer; where it is not written yet, the image itself says what its layers are. */
  async function describeLayers<L extends ports.LayerOfImage>(registry: RegistryId, layers: readonly L[]) {
    const { accountId, region } = registry;
    const found = await getAll(
      layers.flatMap(({ digest, repository }) => [
        keys.layerSumKey(registry, digest),
        keys.holderKey({ ...registry, repository }, digest),
      ]),
    );
    const [sums, holders] = [new Map<Digest, number>(), new Map<Digest, LayerFacts>()];
    for (const item of found) {
      if (item.sk === keys.LAYER_SUM) {
        const { digest, counts } = sumRecords.LayerSumItem.parse(item);
        sums.set(digest, counts.layers);
      } else if (sumRecords.HoldingItem.parse(item).sizeBytes !== undefined) {
        const { digest, sizeBytes, instruction } = sumRecords.HolderItem.parse(item);
        holders.set(digest, { sizeBytes, instruction });
      }
    }
    const missing = layers.filter(({ digest }) => !holders.has(digest));
    const images = missing.map(({ repository, image }) => ({ accountId, region, repository, digest: image }));
    const contents = await getAll(distinct(images.map(keys.contentKey)));
    for (const { digest, sizeBytes, instruction } of contents.flatMap((item) => parseContent(item).layers))
      if (!holders.has(digest)) holders.set(digest, { sizeBytes, instruction });
    return layers.map((layer) => {
      const facts = holders.get(layer.digest);
      if (!facts)
        throw new HistoryUnavailableError('a layer of a live image is not known', {
          details: { digest: layer.digest, repository: layer.repository },
        });
      return { ...layer, ...facts, repositoryCount: Math.max(1, sums.get(layer.digest) ?? 1) };
    });
  }

  /** A few calls at a time. */
  async function getAll(wanted: readonly keys.Key[]): Promise<Item[]> {
    const calls = Array.from({ length: Math.ceil(wanted.length / KEYS_A_CALL) }, (_, call) =>
      wanted.slice(call * KEYS_A_CALL, (call + 1) * KEYS_A_CALL),
    );
    return (await inParallel(calls, (some) => items.getMany(some, false))).flat();
  }
}

type LayerFacts = Pick<ports.DescribedLayer, 'sizeBytes' | 'instruction'>;

/** Where the sort key of a live image has the series of an image, it has the kind of what is none. */
const KINDS: Readonly<Record<string, ImageKind>> = {
  '~index': 'index',
  '~artifact': 'artifact',
  '~unsupported': 'unsupported',
};

function kindIn(live: string): ImageKind {
  return KINDS[live.split('|')[1] ?? ''] ?? 'image';
}

function distinct(wanted: readonly keys.Key[]): keys.Key[] {
  return [...new Map(wanted.map((key) => [`${key.pk} ${key.sk}`, key])).values()];
}
