import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import type { Image, Layer } from '../domain/image.ts';
import type { Item } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { packTraces, unpackTraces } from './dynamodb-traces.ts';

/** An image's content: immutable, compressed because layers and instructions are most of what is stored. */
const ContentItem = z.object({
  pk: z.string(),
  sk: z.string(),
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
  traces: z.optional(z.custom<Uint8Array>((value) => value instanceof Uint8Array)),
});

/** What the item of an image's content says of it. */
export function parseContent(item: Item) {
  const { pk: _pk, sk: _sk, layers, traces, ...said } = ContentItem.parse(item);
  return { ...said, layers: unpackLayers(layers), traces: unpackTraces(traces) };
}

export function contentItem(image: Image) {
  const { mediaType, artifactType, subject, declaredBase, lambda, looseInstructions, traces } = image;
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
    traces: packTraces(traces),
  };
}

const StoredLayers = z.array(
  z.object({
    digest: Digest,
    diffId: z.nullable(Digest),
    sizeBytes: z.int().check(z.minimum(0)),
    instruction: z.nullable(z.string()),
  }),
);

function packLayers(layers: readonly Layer[]): Uint8Array {
  return deflateRawSync(JSON.stringify(layers));
}

function unpackLayers(packed: Uint8Array): Layer[] {
  return StoredLayers.parse(JSON.parse(inflateRawSync(packed).toString()));
}
