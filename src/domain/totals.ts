import type { RegistryId, RepositoryId } from './registry.ts';

/** What one repository adds up to. `exclusiveBytes` are those of layers no other repository of the registry holds. */
export interface RepositoryTotals extends RepositoryId {
  readonly images: number;
  readonly logicalBytes: number;
  readonly storedBytes: number;
  readonly exclusiveBytes: number;
  readonly lastPushedAt: string | null;
}

/** What one registry adds up to; `duplicateBytes = storedBytes - uniqueBytes`, always. */
export interface RegistryTotals extends RegistryId {
  readonly repositories: number;
  readonly images: number;
  /** Distinct layers. */
  readonly layers: number;
  readonly logicalBytes: number;
  readonly storedBytes: number;
  readonly uniqueBytes: number;
  readonly duplicateBytes: number;
  /** When these numbers last changed. */
  readonly asOf: string;
}

/** The counts a store keeps; everything published is derived from them by the functions below. */
export interface Counts {
  /** Those that hold anything. */
  readonly repositories: number;
  /** Whatever has a manifest: images, indexes, artifacts. */
  readonly manifests: number;
  readonly images: number;
  readonly logicalBytes: number;
  /** (layer, repository) pairs, and their bytes. */
  readonly layers: number;
  readonly storedBytes: number;
  /** The pairs whose layer is held by two or more repositories, and their bytes. */
  readonly sharedLayers: number;
  readonly sharedBytes: number;
  /** The distinct layers held by two or more repositories, and their bytes. */
  readonly distinctSharedLayers: number;
  readonly distinctSharedBytes: number;
}

export const NO_COUNTS: Counts = {
  repositories: 0,
  manifests: 0,
  images: 0,
  logicalBytes: 0,
  layers: 0,
  storedBytes: 0,
  sharedLayers: 0,
  sharedBytes: 0,
  distinctSharedLayers: 0,
  distinctSharedBytes: 0,
};

export function addCounts(a: Counts, b: Partial<Counts>): Counts {
  return combine(a, b, (one, other) => one + other);
}

export function subtractCounts(a: Counts, b: Partial<Counts>): Counts {
  return combine(a, b, (one, other) => one - other);
}

function combine(a: Counts, b: Partial<Counts>, operation: (a: number, b: number) => number): Counts {
  const result: Record<keyof Counts, number> = { ...a };
  for (const name of Object.keys(NO_COUNTS) as (keyof Counts)[])
    result[name] = operation(a[name], b[name] ?? 0);
  return result;
}

export function registryTotals(registry: RegistryId, counts: Counts, asOf: string): RegistryTotals {
  // While a push is unfinished its layers may be known as shared before they are counted as stored.
  const duplicateBytes = between(0, counts.sharedBytes - counts.distinctSharedBytes, counts.storedBytes);
  return {
    accountId: registry.accountId,
    region: registry.region,
    repositories: counts.repositories,
    images: counts.images,
    layers: Math.max(0, counts.layers - counts.sharedLayers + counts.distinctSharedLayers),
    logicalBytes: counts.logicalBytes,
    storedBytes: counts.storedBytes,
    uniqueBytes: counts.storedBytes - duplicateBytes,
    duplicateBytes,
    asOf,
  };
}

export function repositoryTotals(
  id: RepositoryId,
  counts: Counts,
  lastPushedAt: string | null,
): RepositoryTotals {
  return {
    accountId: id.accountId,
    region: id.region,
    repository: id.repository,
    images: counts.images,
    logicalBytes: counts.logicalBytes,
    storedBytes: counts.storedBytes,
    exclusiveBytes: Math.max(0, counts.storedBytes - counts.sharedBytes),
    lastPushedAt,
  };
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(least, value), most);
}
