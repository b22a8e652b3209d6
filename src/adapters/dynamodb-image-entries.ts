import type { Base } from '../domain/base.ts';
import type { Digest } from '../domain/digest.ts';
import type { ImageEntry } from '../domain/reader-ports.ts';
import type { RepositoryId } from '../domain/registry.ts';
import { findBases } from './dynamodb-bases.ts';
import type { Item, Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { unpackFindings } from './dynamodb-finding-records.ts';
import { parseContent } from './dynamodb-content-records.ts';
import * as records from './dynamodb-records.ts';
import { isOdd } from './dynamodb-facts.ts';
import { parseTag } from './dynamodb-tags.ts';

/** Whether a row is that of an image, and not of one that was only heard of. */
export function isImage(row: Item | null | undefined): row is Item {
  return row !== null && row !== undefined && 'kind' in row;
}

/** The rows of images of one repository as they are answered. */
export async function toEntries(
  items: Items,
  repository: RepositoryId,
  rows: readonly Item[],
): Promise<ImageEntry[]> {
  const images = rows.map((row) => records.ImageItem.parse(row));
  const live = images.filter(({ generation }) => isOdd(generation));
  const [targets, bases] = await Promise.all([
    targetsOf(items, repository, new Set(live.flatMap(({ tags }) => tags))),
    basesOf(items, repository, images),
  ]);
  return images.map((image) => toEntry(repository, image, targets, bases.get(image.digest) ?? null));
}

async function basesOf(
  items: Items,
  { accountId, region, repository }: RepositoryId,
  images: readonly records.ImageItem[],
): Promise<ReadonlyMap<Digest, Base>> {
  const place = { accountId, region, repository };
  const wanted = images.filter(({ kind }) => kind === 'image');
  const contents = await items.getMany(
    wanted.map(({ digest }) => keys.contentKey({ ...place, digest })),
    false,
  );
  const bases = await findBases(
    items,
    contents.map((item) => ({ ...place, pk: item.pk, ...parseContent(item) })),
  );
  return new Map([...bases].map(([{ pk }, base]) => [keys.parseContentPartition(pk), base]));
}

/** Where tags point now. */
async function targetsOf(
  items: Items,
  repository: RepositoryId,
  tags: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Digest | null>> {
  const found = await items.getMany(
    [...tags].map((tag) => keys.tagKey(repository, tag)),
    false,
  );
  return new Map(found.map(parseTag).map(({ tag, digest }) => [tag, digest]));
}

function toEntry(
  { accountId, region, repository }: RepositoryId,
  image: records.ImageItem,
  targets: ReadonlyMap<string, Digest | null>,
  base: Base | null,
): ImageEntry {
  const { digest, kind, platform, sizeBytes, layerCount, newBytes = 0, storageClass } = image;
  const isLive = isOdd(image.generation);
  const tagging = records.taggingOf(image);
  return {
    ...{ accountId, region, repository, digest, kind, platform, sizeBytes, layerCount, newBytes },
    ...tagging,
    // The row has every tag that the image was ever seen with; meanwhile they may have moved, or be gone.
    tags: isLive ? tagging.tags.filter((tag) => targets.get(tag) === digest) : tagging.tags,
    base,
    findings: unpackFindings(image.findings),
    storageClass,
    deletedAt: isLive ? null : image.deletedAt,
  };
}
