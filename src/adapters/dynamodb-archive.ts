import * as z from 'zod/mini';
import type { HoldingRepository } from '../domain/consolidation/repository-group.ts';
import type { Digest } from '../domain/digest.ts';
import type { Archive, SeriesEntry, SharedLayerSum } from '../domain/examine-ports.ts';
import type { BaseBuild } from '../domain/findings/base-outdated.ts';
import type { Image } from '../domain/image.ts';
import type { ImageRef, RegistryId, RepositoryId } from '../domain/registry.ts';
import { parseRepositorySettings } from '../domain/repository-settings.ts';
import { type Items, type Query, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import * as places from './dynamodb-places.ts';
import { holdersOf as layerHolders, liveImages, partition } from './dynamodb-queries.ts';
import { recordedImage } from './dynamodb-recorded-image.ts';
import { lineOf } from '../domain/tagging.ts';
import { areBuildsOfOne } from '../domain/version-order.ts';
import { ImageItem, LiveItem } from './dynamodb-records.ts';
import { LayerSumItem } from './dynamodb-sum-records.ts';

/** So many builds of a base are looked at after one. */
const BUILDS_MAX = 100;

/** What is kept of a repository besides its sum (`dynamodb-runs.ts`). */
const RepositoryItem = z.object({
  sk: z.string(),
  encryption: z._default(
    z.nullable(z.object({ type: z.enum(['AES256', 'KMS', 'KMS_DSSE']), key: z.nullable(z.string()) })),
    null,
  ),
  isPullThrough: z._default(z.boolean(), false),
  tags: z._default(z.record(z.string(), z.string()), {}),
});

/** Many images at once, eventually consistent. */
export function createDynamodbArchive(items: Items): Archive {
  return { series, readAll, buildsSince, holdingRepositories, sharedLayers, holdersOf };

  async function* holdingRepositories(registry: RegistryId): AsyncGenerator<HoldingRepository> {
    const all = partition(keys.registryPartition(registry), keys.REPOSITORY_PREFIX);
    for await (const item of queryAll(items, { ...all, filter: { 'counts.manifests': { above: 0 } } })) {
      const { sk, encryption, isPullThrough, tags } = RepositoryItem.parse(item);
      const { owners } = parseRepositorySettings(new Map(Object.entries(tags)));
      yield { repository: sk.slice(keys.REPOSITORY_PREFIX.length), encryption, isPullThrough, owners };
    }
  }

  async function* sharedLayers(registry: RegistryId): AsyncGenerator<SharedLayerSum> {
    const query: Query = { index: 'gsi1', partition: keys.duplicatesPartition(registry), newestFirst: true };
    for await (const item of queryAll(items, query)) {
      const { digest, sizeBytes, instruction, counts } = LayerSumItem.parse(item);
      yield { digest, sizeBytes, instruction, duplicateBytes: sizeBytes * (counts.layers - 1) };
    }
  }

  async function holdersOf(registry: RegistryId, layer: Digest): Promise<string[]> {
    const names: string[] = [];
    for await (const { sk } of queryAll(items, layerHolders(registry, layer)))
      names.push(keys.parseHolderSortKey(sk));
    return names;
  }

  async function* series(repository: RepositoryId): AsyncGenerator<SeriesEntry> {
    for await (const item of queryAll(items, liveImages(repository))) {
      const { sk, live, sizeBytes, isLambda } = LiveItem.parse(item);
      const place = places.parsePlaceKey(live);
      if (place) yield { ...place, digest: keys.parseImageSortKey(sk), sizeBytes, isLambda };
    }
  }

  async function readAll(refs: readonly ImageRef[]): Promise<Image[]> {
    const [rows, contents] = await Promise.all([
      items.getMany(refs.map(keys.imageKey), false),
      items.getMany(refs.map(keys.contentKey), false),
    ]);
    const found = new Map([...rows, ...contents].map((item) => [`${item.pk} ${item.sk}`, item]));
    const itemAt = ({ pk, sk }: keys.Key) => found.get(`${pk} ${sk}`);
    return refs.flatMap((ref) => {
      const [row, content] = [itemAt(keys.imageKey(ref)), itemAt(keys.contentKey(ref))];
      return (row && content && recordedImage(ref, row, content)) ?? [];
    });
  }

  async function buildsSince(base: ImageRef): Promise<BaseBuild[]> {
    const row = await items.get(keys.imageKey(base), false);
    if (!row || !('kind' in row)) return [];
    const own = ImageItem.parse(row);
    if (own.kind !== 'image' || own.series === null) return [];
    const { items: found } = await items.query({
      index: 'live',
      partition: keys.repositoryPartition(base),
      range: { from: places.placeKey(own, true), to: `${places.placePrefix(own, true)}~` },
      limit: BUILDS_MAX,
    });
    const line = lineOf(own);
    const builds = found.filter(({ live }) =>
      areBuildsOfOne(places.parsePlaceKey(`${live}`)?.line ?? '', line),
    );
    const later = await items.getMany(builds, false);
    return [row, ...later.filter(({ sk }) => sk !== row.sk)]
      .map((item) => ImageItem.parse(item))
      .map(({ digest, tags, pushedAt }) => ({ repository: base.repository, digest, tags, pushedAt }))
      .sort((a, b) => (a.pushedAt < b.pushedAt ? -1 : 1));
  }
}
