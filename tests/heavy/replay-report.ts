import { expect } from 'vitest';
import * as z from 'zod/mini';
import type { Recomputed } from './recompute.ts';

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
const Report = z.object({
  totals: Totals,
  registries: z.array(Totals),
  duplicates: z.array(Duplicate),
  alerts: z.object({ 'duplicate-layer': z.number(), 'image-grew': z.number() }),
});

/** What `npm run replay -- --json` prints. */
export type Report = z.infer<typeof Report>;

/** Throws where there is more on stdout, or less. */
export function parseReport(stdout: string): Report {
  return z.parse(Report, JSON.parse(stdout));
}

/** Exactly these layers are reported, most duplicate bytes first, each with its first ten repositories. */
export function expectDuplicates(report: Report, expected: Recomputed): void {
  const bytes = report.duplicates.map(({ duplicateBytes }) => duplicateBytes);
  expect(bytes).toEqual(expected.duplicates.map(({ duplicateBytes }) => duplicateBytes));
  expect(byDigest(report.duplicates)).toEqual(
    byDigest(
      expected.duplicates.map((layer) => ({ ...layer, repositories: layer.repositories.slice(0, 10) })),
    ),
  );
}

/** Of equally many duplicate bytes, none comes first. */
function byDigest<T extends { readonly digest: string }>(layers: readonly T[]): T[] {
  return layers.toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
}
