import { monthlyCostUsd } from '../cost.ts';
import type { Digest } from '../digest.ts';
import type { RegistryId } from '../registry.ts';
import type { Thresholds } from '../thresholds.ts';
import { severityOf } from './duplicate-layer.ts';
import type { Severity, Strategy } from './severity.ts';

/** One content that a registry stores under several digests: compressed differently, it cannot be shared. */
export interface SameContentFinding {
  readonly kind: 'same-content';
  readonly strategy: Strategy;
  readonly severity: Severity;
  readonly accountId: string;
  readonly region: string;
  /** Digest of the uncompressed bytes. */
  readonly diffId: Digest;
  readonly instruction: string | null;
  /** Held by most repositories first; at most five, and how many there are. */
  readonly layers: readonly ContentLayer[];
  readonly layerCount: number;
  /** Bytes of all digests but the largest, each counted once. */
  readonly costBytes: number;
  readonly bound: 'upper';
  readonly monthlyCostUsd: number;
  readonly remedy: readonly string[];
}

/** One compressed form of a content. */
export interface ContentLayer {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly repositoryCount: number;
  /** The first ten by name. */
  readonly repositories: readonly string[];
}

const LAYERS_NAMED = 5;

/**
 * Raised for a content with two or more digests of at least `largeLayerBytes` each, all of them held in the registry.
 * The bytes are what could be saved at most: only a repository that holds two of them, or blob mounting, saves them.
 */
export function findSameContent(
  content: RegistryId & { readonly diffId: Digest; readonly instruction: string | null },
  layers: readonly ContentLayer[],
  thresholds: Thresholds,
): SameContentFinding | null {
  const large = layers.filter(
    ({ sizeBytes, repositoryCount }) => sizeBytes >= thresholds.largeLayerBytes && repositoryCount > 0,
  );
  if (large.length < 2) return null;
  const sizes = large.map(({ sizeBytes }) => sizeBytes);
  const costBytes = sizes.reduce((sum, size) => sum + size, 0) - Math.max(...sizes);
  return {
    kind: 'same-content',
    strategy: 'S4',
    severity: severityOf(costBytes, thresholds),
    accountId: content.accountId,
    region: content.region,
    diffId: content.diffId,
    instruction: content.instruction,
    layers: [...large].sort(byHolders).slice(0, LAYERS_NAMED),
    layerCount: large.length,
    costBytes,
    bound: 'upper',
    monthlyCostUsd: monthlyCostUsd(costBytes, thresholds.storagePricePerGbMonth),
    remedy: [
      'Compress everywhere in the same way, with the same builder: docker buildx build --output type=registry,compression=gzip,force-compression=true',
      'Move an image from one repository to another by copying it (crane copy, docker buildx imagetools create), not by docker pull and docker push: a Docker daemon compresses it again.',
      'Build on a base by its digest (FROM name@sha256:…): then all who build on it share its layers as they are.',
    ],
  };
}

function byHolders(a: ContentLayer, b: ContentLayer): number {
  return b.repositoryCount - a.repositoryCount || (a.digest < b.digest ? -1 : 1);
}
