import type * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { documentation } from './api-fields.ts';

/** How the schemas of the API are written as JSON Schema, with their words. */
export const JSON_SCHEMA = {
  metadata: documentation,
  unrepresentable: ({ zodSchema }) =>
    Object.is(zodSchema, Digest)
      ? { type: 'string', pattern: '^[a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$' }
      : 'throw',
  override: ({ jsonSchema }) => {
    if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} as const satisfies Parameters<typeof z.toJSONSchema>[1];
