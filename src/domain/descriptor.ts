import * as z from 'zod/mini';
import { Digest } from './digest.ts';
import { InvalidManifestError } from './errors.ts';
import { boundedArray, describe } from './json-document.ts';
import { plainLine } from './plain-text.ts';

/** Of a manifest, or an index. Docker itself stops at 127 layers; build caches have more. */
const ENTRIES_MAX = 1_000;
/**
 * What one manifest refers to is at most this much, together (ECR stops at 52,000 MiB for a blob): sums stay whole
 * numbers that a double holds, unless more than 8,000 manifests say that they are of such a size.
 */
const BYTES_MAX = 2 ** 40;
// RFC 6838 4.2: two names of at most 127 characters.
const MEDIA_TYPE_MAX_LENGTH = 255;

/** Something that a manifest refers to. */
export interface Blob {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

export const size = z.int().check(z.minimum(0), z.maximum(BYTES_MAX));

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export const Descriptor = z.object({ mediaType: z.string(), digest: Digest, size });

/** Many of them, or null, or nothing at all, all of which are found in the wild. */
export function listOf<Item extends z.core.SomeType>(item: Item) {
  return z.nullish(boundedArray(item, ENTRIES_MAX));
}

/** What a manifest and an index may say of themselves since OCI 1.1. */
export const relation = {
  artifactType: z.nullish(z.string()),
  subject: z.nullish(z.object({ digest: Digest })),
};

/** Throws InvalidManifestError, without the values that are wrong. */
export function check<T>(schema: z.ZodMiniType<T>, document: unknown, what: string): T {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new InvalidManifestError(`${what} has a wrong shape: ${describe(parsed.error)}`);
}

/**
 * A blob has one size. Where a manifest says two of one digest, the larger one counts: 0 stands for sizes nobody knows.
 * Throws InvalidManifestError where all of them together are larger than 1 TiB.
 */
export function toBlobs(descriptors: readonly z.infer<typeof Descriptor>[]): Blob[] {
  const sizes = new Map<Digest, number>();
  for (const { digest, size } of descriptors) sizes.set(digest, Math.max(size, sizes.get(digest) ?? 0));
  if ([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0) > BYTES_MAX)
    throw new InvalidManifestError('manifest refers to more than 1 TiB');
  return descriptors.map(({ mediaType, digest, size }) => ({
    mediaType,
    digest,
    sizeBytes: sizes.get(digest) ?? size,
  }));
}

/** A media type as it may be kept and shown: one line, of the length that media types may have; null for an empty one. */
export function readableType(mediaType: string | null | undefined): string | null {
  return plainLine(mediaType ?? '', MEDIA_TYPE_MAX_LENGTH) || null;
}
