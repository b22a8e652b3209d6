import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { NO_COUNTS } from '../domain/totals.ts';
import type { PendingFact } from './dynamodb-facts.ts';

/** The shapes of what is counted, and of the sums. */
const key = { pk: z.string(), sk: z.string() };
const count = z.int().check(z.minimum(0));
const state = z._default(count, 0);
const flag = z.optional(z.boolean());
const FactName = z.enum(['generation', 'held', 'shared', 'state']);

/** A layer and a repository, whether or not it holds it now. */
export const HoldingItem = z.object({
  ...key,
  digest: Digest,
  /** Counts how often the repository got the layer and lost it: odd while it holds it. */
  held: state,
  /** Counts the changes of what is above and below, for conditional writes. */
  version: count,
  /** Somebody is about to take it away, unless somebody else needs it. */
  leaving: flag,
  /** Whether it is one of several that hold the layer, by the version of the layer's sum (dynamodb-sharing.ts). */
  shared: state,
  sizeBytes: z.optional(count),
});
export type HoldingItem = z.infer<typeof HoldingItem>;

/** A repository that holds a layer, or once did. */
export const HolderItem = z.extend(HoldingItem, {
  diffId: z.nullable(Digest),
  sizeBytes: count,
  instruction: z.nullable(z.string()),
  since: z.string(),
  /** The image that brought the layer to the repository, and in which generation of its own. */
  firstDigest: Digest,
  firstGeneration: count,
});
export type HolderItem = z.infer<typeof HolderItem>;

/** A sum (dynamodb-sums.ts). */
export const SumItem = z.object({
  ...key,
  version: z._default(count, 0),
  counts: z._default(
    z.object({
      repositories: z.int(),
      manifests: z.int(),
      images: z.int(),
      logicalBytes: z.int(),
      layers: z.int(),
      storedBytes: z.int(),
      sharedLayers: z.int(),
      sharedBytes: z.int(),
      distinctSharedLayers: z.int(),
      distinctSharedBytes: z.int(),
    }),
    NO_COUNTS,
  ),
  pending: z._default(z.array(z.string()), []),
  updatedAt: z._default(z.string(), ''),
  state,
  told: state,
  stateInRegistry: state,
});

/** The sum of a layer's holders, with what ranks it. */
export const LayerSumItem = z.extend(SumItem, {
  accountId: z.string(),
  region: z.string(),
  digest: Digest,
  diffId: z._default(z.nullable(Digest), null),
  instruction: z._default(z.nullable(z.string()), null),
  sizeBytes: count,
});
export type LayerSumItem = z.infer<typeof LayerSumItem>;

/** `held 3 LAYER#… REPOSITORY#…`: no key has a space in it. */
export function formatPending({ key, name, state: at }: PendingFact): string {
  return `${name} ${at} ${key.pk} ${key.sk}`;
}

export function parsePending(text: string): PendingFact {
  const [name = '', at, pk = '', sk = ''] = text.split(' ');
  return { name: FactName.parse(name), state: Number(at), key: { pk, sk } };
}
