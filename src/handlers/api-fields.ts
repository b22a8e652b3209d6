import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';

/** What the API's document says about a schema; `id` makes it a named component. */
interface Documentation {
  readonly description: string;
  readonly id?: string;
}

/** The words of every documented schema. A registry of its own, so that ids cannot meet those of other code. */
export const documentation = z.registry<Documentation>();

/** The same schema, with its words; `id` names it in the OpenAPI document. */
export function described<S extends z.ZodMiniType>(schema: S, description: string, id?: string): S {
  documentation.add(schema, id === undefined ? { description } : { description, id });
  return schema;
}

export const accountId = described(
  z.string().check(z.regex(/^\d{12}$/, 'must be the 12 digits of an AWS account')),
  'AWS account of the registry, 12 digits.',
);

export const region = described(
  z.string().check(z.regex(/^[a-z0-9-]{2,32}$/, 'must be a region such as eu-west-1')),
  'AWS region of the registry.',
);

export const repository = described(
  z.string().check(z.regex(/^[a-z0-9][a-z0-9._/-]{0,255}$/, 'must be the name of a repository')),
  'Repository name, slashes included.',
);

export const bound = described(
  z.enum(['exact', 'upper']),
  '`upper`: duplicateBytes is the most that can be stored twice, because nothing tells which copies are mounted.',
);

export const instruction = described(
  z.nullable(z.string()),
  'Dockerfile step that made the layer, redacted and shortened; null where it is not known.',
);

export const diffId = described(
  z.nullable(z.pipe(z.string(), Digest)),
  'Digest of the uncompressed layer; null where the config does not say.',
);

export const origin = described(
  z.nullable(z.enum(['base', 'own'])),
  'Whether it belongs to the base or to the image itself; null where it is not known where the base ends.',
);

export const platform = described(
  z.nullable(z.string()),
  '`os/architecture`, with its variant; null where it is not stated.',
);

export const cursor = described(
  z.nullable(z.string()),
  'Where the next page starts; null on the last page. Opaque.',
);

export function digest(description: string) {
  return described(z.pipe(z.string(), Digest), description);
}

/** An integer of compressed bytes. */
export function bytes(description: string) {
  return described(z.int().check(z.minimum(0)), `${description} Compressed bytes.`);
}

export function count(description: string) {
  return described(z.int().check(z.minimum(0)), description);
}

export function usd(description: string) {
  return described(z.number().check(z.minimum(0)), `${description} USD a month, before tax and discounts.`);
}

/** RFC 3339, UTC. */
export function time(description: string) {
  return described(z.iso.datetime(), `${description} RFC 3339, UTC.`);
}

/** The envelope of every list. */
export function listOf<S extends z.ZodMiniType>(item: S, description: string, id: string) {
  return described(
    z.strictObject({ items: described(z.array(item), 'This page.'), cursor }),
    description,
    id,
  );
}
