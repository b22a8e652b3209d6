import type { Digest } from '../domain/digest.ts';
import { HistoryUnavailableError } from '../domain/errors.ts';
import type { Finding } from '../domain/findings/finding.ts';
import { BASELINE_IMAGES, type EarlierImage } from '../domain/findings/image-grew.ts';
import type { Image } from '../domain/image.ts';
import type { History, KnownImage, PushResult, Recorded } from '../domain/ports.ts';
import { formatRegistry, type ImageRef, type RegistryId, type RepositoryId } from '../domain/registry.ts';
import { mergeTaggings, type Tagging } from '../domain/tagging.ts';
import { holderNames } from './dynamodb-holders.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { LayerIndex } from './dynamodb-layers.ts';
import * as records from './dynamodb-records.ts';
import { type Fact, type Sum, Sums } from './dynamodb-sums.ts';
import { LIVE_INDEX } from './dynamodb-table.ts';

const RETAG_ATTEMPTS_MAX = 20;

/** The history in DynamoDB. `docs/architecture.md` has the access patterns and the protocol of a push. */
export function createDynamodbHistory(items: Items): History {
  const sums = new Sums(items);
  const layers = new LayerIndex(items, sums);

  return { find, record, retag, holdersOf, earlierOf, read, complete };

  async function find(
    repository: RepositoryId,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, KnownImage>> {
    const found = await items.getMany(digests.map((digest) => keys.imageKey({ ...repository, digest })));
    return new Map(
      found
        .map((item) => records.ImageItem.parse(item))
        .map((item) => [item.digest, records.knownImage(item)]),
    );
  }

  /**
   * Row first, then the holders of its layers, then the sums, then the content: whoever finds the row incomplete
   * does it all again, and finds done what was done. See dynamodb-sums.ts for why sums are read before the row.
   */
  async function record(image: Image): Promise<Recorded> {
    const [repositorySum, shard] = await Promise.all([
      sums.read(keys.repositorySumKey(image)),
      sums.read(keys.shardKey(image, image.repository)),
    ]);
    const isNew = await items.putNew(records.imageItem(image));
    if (!isNew) await retag(image, image, []);
    const earlier = await earlierOf(image);
    // A row that was there before may own holders that the images after it rely on: then each one is read.
    const held = isNew ? await layersOfComplete(image, earlier[0]) : new Set<Digest>();
    const { holders, shared, sharedFacts, unsettled } = await layers.bring(image, held);
    const newBytes = holders.reduce((sum, holder) => sum + holder.sizeBytes, 0);
    await count(image, newBytes, holders.length, sharedFacts, isNew ? { repositorySum, shard } : null);
    await sums.mark(unsettled, { settled: true, inRegistry: true });
    await items.put(records.contentItem(image));
    return { newBytes, earlier, shared };
  }

  async function count(
    image: Image,
    newBytes: number,
    newLayers: number,
    sharedFacts: readonly Fact[],
    seen: { repositorySum: Sum; shard: Sum } | null,
  ): Promise<void> {
    const { pushedAt: at } = image;
    const isImage = image.kind === 'image';
    const own: Fact = {
      key: keys.imageKey(image),
      counts: {
        images: isImage ? 1 : 0,
        logicalBytes: image.sizeBytes,
        layers: newLayers,
        storedBytes: newBytes,
      },
    };
    const facts = [own, ...sharedFacts];
    const sum = await sums.add({
      key: keys.repositorySumKey(image),
      mark: 'inRepository',
      facts,
      at,
      seen: seen?.repositorySum,
      factsAreNew: true,
    });
    // A repository is a fact of its registry, counted with its first image.
    const isNewRepository = sum.inRegistry !== true;
    if (isNewRepository) await items.put({ pk: keys.REGISTRIES, sk: formatRegistry(image) });
    const repository: Fact = { key: keys.repositorySumKey(image), counts: { repositories: 1 } };
    await sums.add({
      key: keys.shardKey(image, image.repository),
      mark: 'inRegistry',
      facts: isNewRepository ? [repository, ...facts] : facts,
      at,
      seen: isNewRepository ? undefined : seen?.shard,
      factsAreNew: true,
    });
    if (isNewRepository) await sums.mark([repository.key], { inRegistry: true });
    await sums.mark(
      sharedFacts.map(({ key }) => key),
      { inRepository: true, inRegistry: true, inLayer: true },
    );
  }

  async function retag(ref: ImageRef, news: Tagging, findings: readonly Finding[]): Promise<void> {
    for (let attempt = 0; attempt < RETAG_ATTEMPTS_MAX; attempt++) {
      const found = await items.get(keys.imageKey(ref));
      if (!found) return;
      const row = records.ImageItem.parse(found);
      const before = records.taggingOf(row);
      const after = mergeTaggings(before, news);
      if (after === before) return;
      const amended = { ...row, ...after };
      const places = { live: keys.liveKey(amended), time: keys.timeKey(amended) };
      const all = [...records.parseFindings(row.findings), ...findings];
      const changes = {
        ...after,
        ...places,
        findings: records.formatFindings(all),
        revision: row.revision + 1,
      };
      const condition = { text: '#revision = :revision', values: { revision: row.revision } };
      if (await items.set(row, changes, condition)) return;
    }
    throw new HistoryUnavailableError('too many writers met on one image', {
      details: { digest: ref.digest },
    });
  }

  function holdersOf(registry: RegistryId, layer: Digest): Promise<readonly string[]> {
    return holderNames(items, registry, layer, true);
  }

  async function earlierOf(image: Image): Promise<readonly EarlierImage[]> {
    if (image.kind !== 'image' || image.series === null) return [];
    const { items: found } = await items.query({
      index: LIVE_INDEX,
      where: {
        text: 'pk = :pk AND #live BETWEEN :from AND :to',
        values: {
          pk: keys.repositoryPartition(image),
          from: keys.livePrefix(image),
          to: keys.liveKey(image),
        },
      },
      consistent: true,
      newestFirst: true,
      limit: BASELINE_IMAGES + 1,
    });
    return found
      .map((item) => records.LiveItem.parse(item))
      .map(({ sk, sizeBytes }) => ({ digest: keys.parseImageSortKey(sk), sizeBytes }))
      .filter(({ digest }) => digest !== image.digest)
      .slice(0, BASELINE_IMAGES);
  }

  /** The layers of the predecessor, where all that follows from its push was done: the repository holds them. */
  async function layersOfComplete(
    image: Image,
    predecessor: EarlierImage | undefined,
  ): Promise<ReadonlySet<Digest>> {
    const found = predecessor && (await items.get(keys.imageKey({ ...image, digest: predecessor.digest })));
    if (found?.complete !== true || !Array.isArray(found.layers)) return new Set();
    return new Set(found.layers.map(records.unpackDigest));
  }

  async function read(ref: ImageRef): Promise<Image | null> {
    const [row, content] = await Promise.all([
      items.get(keys.imageKey(ref)),
      items.get(keys.contentKey(ref)),
    ]);
    if (!row || !content) return null;
    const image = records.ImageItem.parse(row);
    const { mediaType, layers: packed } = records.ContentItem.parse(content);
    const { kind, platform, sizeBytes, children } = image;
    const { accountId, region, repository, digest } = ref;
    const place = { accountId, region, repository, digest };
    const known = { kind, mediaType, platform, sizeBytes, children, ...records.taggingOf(image) };
    return { ...place, ...known, layers: records.unpackLayers(packed) };
  }

  async function complete(image: Image, { newBytes, findings }: PushResult): Promise<void> {
    const marks = { complete: true, inRepository: true, inRegistry: true, newBytes };
    const unmoved = await items.set(
      keys.imageKey(image),
      { ...marks, findings: records.formatFindings(findings) },
      {
        text: '#pushedAt = :pushedAt AND #seriesFrom = :seriesFrom',
        values: { pushedAt: image.pushedAt, seriesFrom: image.seriesFrom },
      },
    );
    if (!unmoved)
      throw new HistoryUnavailableError('another event moved the image while it was recorded', {
        details: { digest: image.digest },
      });
  }
}
