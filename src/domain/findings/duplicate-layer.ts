import { monthlyCostUsd } from '../cost.ts';
import type { Digest } from '../digest.ts';
import type { RegistryId } from '../registry.ts';
import type { Thresholds } from '../thresholds.ts';
import type { Severity, Strategy } from './severity.ts';

/** One large layer that several repositories of a registry store, each its own copy. */
export interface DuplicateLayerFinding {
  readonly kind: 'duplicate-layer';
  readonly strategy: Strategy;
  readonly severity: Severity;
  readonly accountId: string;
  readonly region: string;
  readonly digest: Digest;
  readonly diffId: Digest | null;
  readonly instruction: string | null;
  readonly sizeBytes: number;
  readonly repositoryCount: number;
  /** The first ten by name. */
  readonly repositories: readonly string[];
  /** Bytes of the copies beyond the first: an upper bound where layers may be mounted. */
  readonly duplicateBytes: number;
  readonly bound: 'exact' | 'upper';
  readonly monthlyCostUsd: number;
  readonly remedy: readonly string[];
}

/** A layer and how widely it is held. */
export interface HeldLayer extends RegistryId {
  readonly digest: Digest;
  readonly diffId: Digest | null;
  readonly instruction: string | null;
  readonly sizeBytes: number;
  readonly repositoryCount: number;
}

/** The same with the first ten repositories by name. */
export interface SharedLayer extends HeldLayer {
  readonly repositories: readonly string[];
}

/**
 * Raised for a layer of at least `largeLayerBytes` in two or more repositories of one registry; `blobMounting` is
 * whether that lets clients mount layers, null where it is not known.
 */
export function findDuplicateLayer(
  layer: SharedLayer,
  blobMounting: boolean | null,
  thresholds: Thresholds,
): DuplicateLayerFinding | null {
  const bytes = duplicateBytes(layer);
  if (layer.sizeBytes < thresholds.largeLayerBytes || bytes === 0) return null;
  return {
    kind: 'duplicate-layer',
    strategy: 'S4',
    severity: severityOf(bytes, thresholds),
    accountId: layer.accountId,
    region: layer.region,
    digest: layer.digest,
    diffId: layer.diffId,
    instruction: layer.instruction,
    sizeBytes: layer.sizeBytes,
    repositoryCount: layer.repositoryCount,
    repositories: layer.repositories.slice(0, 10),
    duplicateBytes: bytes,
    bound: boundOf(blobMounting),
    monthlyCostUsd: monthlyCostUsd(bytes, thresholds.storagePricePerGbMonth),
    remedy: remedyFor(blobMounting),
  };
}

/** From the cheapest step to the one that costs isolation; what is done already is left out. */
export function remedyFor(blobMounting: boolean | null): string[] {
  const mount =
    'Turn on blob mounting for the registry: aws ecr put-account-setting --name BLOB_MOUNTING --value ENABLED';
  return [
    ...(blobMounting ? [] : [mount]),
    'Give the repositories the same encryption type and key: layers are only mounted between equals.',
    'Build from an internal base image in this registry, so that pushing clients know where to mount the layer from.',
    'Merge repositories only where their access rules are the same anyway.',
  ];
}

/** Nothing tells which copies are mounted: where any may be, the copies' bytes are the most that can be stored twice. */
export function boundOf(blobMounting: boolean | null): 'exact' | 'upper' {
  return blobMounting === false ? 'exact' : 'upper';
}

/** size × (n − 1): what the copies cost beyond the first. */
export function duplicateBytes(layer: {
  readonly sizeBytes: number;
  readonly repositoryCount: number;
}): number {
  return layer.sizeBytes * Math.max(0, layer.repositoryCount - 1);
}

/** High where a hundred large layers' bytes are duplicate, medium where ten are. */
export function severityOf(bytes: number, { largeLayerBytes }: Thresholds): Severity {
  if (bytes >= 100 * largeLayerBytes) return 'high';
  return bytes >= 10 * largeLayerBytes ? 'medium' : 'low';
}
