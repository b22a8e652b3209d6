import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { distinctLayers, type Image } from '../domain/image.ts';
import type { KnownImage } from '../domain/ports.ts';
import type { Tagging } from '../domain/tagging.ts';
import type { Item } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import * as places from './dynamodb-places.ts';

/** The shapes of the items, parsed when they are read: an item that is not one of ours fails with its path. */
const key = { pk: z.string(), sk: z.string() };
const count = z.int().check(z.minimum(0));
const flag = z.optional(z.boolean());
const Kind = z.enum(['image', 'index', 'artifact', 'unsupported']);

const state = z._default(count, 0);

/** What is known of an image by its digest alone: that somebody asked the registry whether it is there. */
export const HeardOfItem = z.object({
  ...key,
  digest: Digest,
  /** Counts how often the image came to its repository and went: odd while it is there. */
  generation: state,
  /** Counts the inquiries about it; the last one is answered where `answered` has come as far. */
  inquiry: state,
  answered: state,
  storageClass: z._default(z.enum(['standard', 'archive']), 'standard'),
});

/** An image in its repository. */
export const ImageItem = z.extend(HeardOfItem, {
  kind: Kind,
  /** Counts changes of the tagging, for conditional writes. */
  revision: count,
  tags: z.array(z.string()),
  pushedAt: z.string(),
  series: z.nullable(z.string()),
  seriesFrom: z.nullable(z.string()),
  platform: z.nullable(z.string()),
  sizeBytes: count,
  layerCount: count,
  layers: z.array(z.unknown()),
  children: z._default(z.array(Digest), []),
  /** All that follows from its coming, or its going, was done. */
  complete: flag,
  deletedAt: z._default(z.nullable(z.string()), null),
  newBytes: z.optional(count),
  findings: z.optional(z.custom<Uint8Array>((value) => value instanceof Uint8Array)),
});
export type ImageItem = z.infer<typeof ImageItem>;

/** The row of an image that has just come and is not complete yet. */
export function imageItem(image: Image) {
  const { kind, platform, sizeBytes, digest, children } = image;
  return {
    ...keys.imageKey(image),
    live: places.placeKey(image, true),
    time: places.timeKey(image),
    digest,
    kind,
    generation: 1,
    attempts: 1,
    revision: 1,
    ...taggingOf(image),
    platform,
    sizeBytes,
    layerCount: image.layers.length,
    isLambda: image.lambda ? true : undefined,
    layers: distinctLayers(image.layers).map((layer) => packDigest(layer.digest)),
    children: children.length > 0 ? children : undefined,
  };
}

export function knownImage(item: Item): KnownImage {
  const { digest, generation, inquiry, answered, storageClass } = HeardOfItem.parse(item);
  const row = 'kind' in item ? ImageItem.parse(item) : null;
  return {
    digest,
    isLive: generation % 2 === 1,
    isComplete: row?.complete === true,
    wasDoubted: inquiry > 0,
    isInQuestion: inquiry > answered,
    deletedAt: row?.deletedAt ?? null,
    storageClass,
    content: row && { kind: row.kind, children: row.children, ...taggingOf(row) },
  };
}

export function taggingOf({ tags, pushedAt, series, seriesFrom }: Tagging): Tagging {
  return { tags: [...tags], pushedAt, series, seriesFrom };
}

/** The entry of an image in the index of live images. */
export const LiveItem = z.object({
  sk: z.string(),
  live: z.string(),
  sizeBytes: count,
  isLambda: z._default(z.boolean(), false),
});

/** A layer's digest in the fewest bytes; other algorithms than sha256 stay text. */
export function packDigest(digest: Digest): Uint8Array | string {
  return digest.startsWith('sha256:') ? Buffer.from(digest.slice('sha256:'.length), 'hex') : digest;
}

export function unpackDigest(packed: unknown): Digest {
  return Digest.parse(
    packed instanceof Uint8Array ? `sha256:${Buffer.from(packed).toString('hex')}` : packed,
  );
}

/** The layers in a row, or in its entry in the index of live images. */
export function unpackDigests(packed: unknown): Digest[] {
  return Array.isArray(packed) ? packed.map(unpackDigest) : [];
}
