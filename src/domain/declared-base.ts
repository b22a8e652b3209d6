import * as z from 'zod/mini';
import { isDigest } from './digest.ts';
import type { DeclaredBase } from './image.ts';
import { plainLine } from './plain-text.ts';

const NAME = 'org.opencontainers.image.base.name';
const DIGEST = 'org.opencontainers.image.base.digest';
const NAME_MAX_LENGTH = 500;

const Declaration = z.object({ [NAME]: z.optional(z.unknown()), [DIGEST]: z.optional(z.unknown()) });

/**
 * The base that a manifest's annotations, or a config's labels, declare; null where they declare none. What is not in
 * the form the specification asks for is passed over: a wrong label must not keep an image from being recorded.
 * https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export function parseDeclaredBase(declarations: unknown): DeclaredBase | null {
  const parsed = Declaration.safeParse(declarations);
  if (!parsed.success) return null;
  const { [NAME]: name, [DIGEST]: digest } = parsed.data;
  const declared = {
    name: typeof name === 'string' && name.trim() !== '' ? plainLine(name, NAME_MAX_LENGTH) : null,
    digest: typeof digest === 'string' && isDigest(digest) ? digest : null,
  };
  return declared.name === null && declared.digest === null ? null : declared;
}
