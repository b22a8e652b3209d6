import * as z from 'zod/mini';

// Only what the recomputation knows as well; the answers' own schemas are tested elsewhere.
const Totals = z.object({
  repositories: z.number(),
  images: z.number(),
  layers: z.number(),
  logicalBytes: z.number(),
  storedBytes: z.number(),
  uniqueBytes: z.number(),
  duplicateBytes: z.number(),
});
const Duplicate = z.object({
  digest: z.string(),
  sizeBytes: z.number(),
  repositoryCount: z.number(),
  duplicateBytes: z.number(),
  repositories: z.array(z.string()),
});
/** What `npm run replay -- --json` prints. */
export const Report = z.object({
  totals: Totals,
  registries: z.array(Totals),
  duplicates: z.array(Duplicate),
  alerts: z.object({ 'duplicate-layer': z.number(), 'image-grew': z.number() }),
});

/** Of equally many duplicate bytes, none comes first. */
export function byDigest<T extends { readonly digest: string }>(layers: readonly T[]): T[] {
  return layers.toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
}
