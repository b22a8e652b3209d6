import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

/**
 * Content address of a blob or manifest, `algorithm:encoded`. Registered algorithms must have their exact length;
 * others are legal by the OCI grammar and kept as they are.
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
 */
export type Digest = string & { readonly __brand: 'Digest' };

const GRAMMAR = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]{1,128}$/;
const SHA256 = /^sha256:[a-f0-9]{64}$/;
const SHA512 = /^sha512:[a-f0-9]{128}$/;

export function isDigest(value: string): value is Digest {
  if (value.startsWith('sha256:')) return SHA256.test(value);
  if (value.startsWith('sha512:')) return SHA512.test(value);
  return value.length <= 200 && GRAMMAR.test(value);
}

export const Digest = z.custom<Digest>(
  (value) => typeof value === 'string' && isDigest(value),
  'not a digest: expected sha256: and 64 hex digits',
);

/** Digest of exactly these bytes (a string is hashed as UTF-8, never re-serialised). */
export function digestOf(content: string | Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}` as Digest;
}
