import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import type { Finding } from '../domain/findings/finding.ts';
import { distinctLayers, type Image, type Layer } from '../domain/image.ts';
import type { KnownImage } from '../domain/ports.ts';
import type { Tagging } from '../domain/tagging.ts';
import type { Item } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

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
  findings: z.optional(z.string()),
});
export type ImageItem = z.infer<typeof ImageItem>;

/** The row of an image that has just come and is not complete yet. */
export function imageItem(image: Image) {
  const { kind, platform, sizeBytes, digest, children } = image;
  return {
    ...keys.imageKey(image),
    live: keys.placeKey(image, true),
    time: keys.timeKey(image),
    digest,
    kind,
    generation: 1,
    attempts: 1,
    revision: 1,
    ...taggingOf(image),
    platform,
    sizeBytes,
    layerCount: image.layers.length,
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
export const LiveItem = z.object({ sk: z.string(), live: z.string(), sizeBytes: count });

/** An image's content: immutable, compressed because layers and instructions are most of what is stored. */
const ContentItem = z.object({
  ...key,
  mediaType: z.string(),
  layers: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  artifactType: z._default(z.nullable(z.string()), null),
  subject: z._default(z.nullable(Digest), null),
  declaredBase: z._default(
    z.nullable(z.object({ name: z.nullable(z.string()), digest: z.nullable(Digest) })),
    null,
  ),
  lambda: z._default(
    z.nullable(z.object({ runtime: z.nullable(z.string()), os: z.nullable(z.string()) })),
    null,
  ),
  looseInstructions: z._default(z.array(z.nullable(z.string())), []),
});

/** What the item of an image's content says of it. */
export function parseContent(item: Item) {
  const { pk: _pk, sk: _sk, layers, ...said } = ContentItem.parse(item);
  return { ...said, layers: unpackLayers(layers) };
}

export function contentItem(image: Image) {
  const { mediaType, artifactType, subject, declaredBase, lambda, looseInstructions } = image;
  return {
    ...keys.contentKey(image),
    mediaType,
    layers: packLayers(image.layers),
    // What is not said is not kept.
    artifactType: artifactType ?? undefined,
    subject: subject ?? undefined,
    declaredBase: declaredBase ?? undefined,
    lambda: lambda ?? undefined,
    looseInstructions: looseInstructions.length > 0 ? looseInstructions : undefined,
  };
}

const StoredLayers = z.array(
  z.object({
    digest: Digest,
    diffId: z.nullable(Digest),
    sizeBytes: count,
    instruction: z.nullable(z.string()),
  }),
);

function packLayers(layers: readonly Layer[]): Uint8Array {
  return deflateRawSync(JSON.stringify(layers));
}

function unpackLayers(packed: Uint8Array): Layer[] {
  return StoredLayers.parse(JSON.parse(inflateRawSync(packed).toString()));
}

/** An item has at most 400 KB; an image that brings more findings than this has each of them as an alert. */
const FINDINGS_MAX = 20;

/** Findings are kept as the JSON they are published as, the first twenty of them; none are not kept at all. */
export function formatFindings(findings: readonly Finding[]): string | undefined {
  return findings.length > 0 ? JSON.stringify(findings.slice(0, FINDINGS_MAX)) : undefined;
}

export function parseFindings(json: string | undefined): Finding[] {
  return json === undefined ? [] : (JSON.parse(json) as Finding[]);
}

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
