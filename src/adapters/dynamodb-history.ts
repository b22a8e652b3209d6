import { UNKNOWN_BASE } from '../domain/base.ts';
import type { Digest } from '../domain/digest.ts';
import type { Image } from '../domain/image.ts';
import type { History, KnownImage } from '../domain/ports.ts';
import type { ImageRef, RepositoryId } from '../domain/registry.ts';
import { findContents } from './dynamodb-contents.ts';
import { Counting } from './dynamodb-counting.ts';
import { findBases } from './dynamodb-bases.ts';
import type { Expiry } from './dynamodb-expiry.ts';
import { Forgetting } from './dynamodb-forgetting.ts';
import { holderNames } from './dynamodb-holders.ts';
import { type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { LayerIndex } from './dynamodb-layers.ts';
import { moveSeries } from './dynamodb-moving.ts';
import { partition } from './dynamodb-queries.ts';
import { recordedImage } from './dynamodb-recorded-image.ts';
import { Recording } from './dynamodb-recording.ts';
import * as records from './dynamodb-records.ts';
import { Series } from './dynamodb-series.ts';
import { Sharing } from './dynamodb-sharing.ts';
import { Sums } from './dynamodb-sums.ts';

/** The history in DynamoDB. `docs/architecture.md` has the access patterns and the protocols. */
export function createDynamodbHistory(items: Items, expiry: Expiry): History {
  const sums = new Sums(items);
  const layers = new LayerIndex(items);
  const counting = new Counting(items, sums);
  const sharing = new Sharing(items, sums, counting);
  const series = new Series(items);
  const forgetting = new Forgetting(items, layers, sharing, counting, series, expiry);
  const recording = new Recording(items, layers, sharing, counting, forgetting, series);

  return {
    find,
    all,
    read,
    record: (image, inquiry, storageClass) => recording.record(image, inquiry, storageClass),
    retag: (ref, news, findings) => recording.retag(ref, news, findings),
    moveSeries: (ref, place) => moveSeries(items, ref, place),
    complete: (image, attempt, result) => recording.complete(image, attempt, result),
    earlierOf: async (image, within) =>
      (await series.earlierOf(image, within)).map(({ digest, sizeBytes, isLambda }) => ({
        digest,
        sizeBytes,
        isLambda,
      })),
    basesOf: async (images) => {
      const bases = await findBases(items, images);
      return images.map((image) => bases.get(image) ?? UNKNOWN_BASE);
    },
    contentOf: (registry, diffId) => findContents(items, registry, diffId),
    holdersOf: (registry, layer) => holderNames(items, registry, layer, true),
    inquire: (ref) => forgetting.inquire(ref),
    keep: (inquiry, storageClass) => forgetting.keep(inquiry, storageClass),
    forget: (repository, gone) => forgetting.forget(repository, gone),
    completeForgotten: (gone) => forgetting.completeForgotten(gone),
  };

  async function find(
    repository: RepositoryId,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, KnownImage>> {
    const found = await items.getMany(digests.map((digest) => keys.imageKey({ ...repository, digest })));
    return new Map(found.map((item) => records.knownImage(item)).map((known) => [known.digest, known]));
  }

  async function* all(repository: RepositoryId): AsyncGenerator<KnownImage> {
    const rows = partition(keys.repositoryPartition(repository), keys.IMAGE_PREFIX);
    for await (const item of queryAll(items, { ...rows, consistent: true })) yield records.knownImage(item);
  }

  async function read(ref: ImageRef): Promise<Image | null> {
    const [row, content] = await Promise.all([
      items.get(keys.imageKey(ref)),
      items.get(keys.contentKey(ref)),
    ]);
    if (!row || !content) return null;
    return recordedImage(ref, row, content);
  }
}
