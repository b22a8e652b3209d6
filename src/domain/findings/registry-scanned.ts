import { monthlyCostUsd } from '../cost.ts';
import type { Digest } from '../digest.ts';
import type { Thresholds } from '../thresholds.ts';
import type { RegistryTotals } from '../totals.ts';
import { boundOf, duplicateBytes, type HeldLayer, remedyFor, severityOf } from './duplicate-layer.ts';
import type { Severity, Strategy } from './severity.ts';

/** What the first scan of a registry found, as a whole: nothing of it is told one by one. */
export interface RegistryScannedFinding {
  readonly kind: 'registry-scanned';
  /** Null where no layer is stored more than once. */
  readonly strategy: Strategy | null;
  readonly severity: Severity;
  readonly accountId: string;
  readonly region: string;
  /** Repositories that hold anything. */
  readonly repositoryCount: number;
  readonly imageCount: number;
  readonly storedBytes: number;
  readonly uniqueBytes: number;
  /** Bytes of the copies beyond the first: an upper bound where layers may be mounted. */
  readonly duplicateBytes: number;
  readonly bound: 'exact' | 'upper';
  /** What the duplicate bytes cost. */
  readonly monthlyCostUsd: number;
  /** The most wasteful ones first; at most five. */
  readonly layers: readonly WastefulLayer[];
  /** What else is known now and is not told one by one, by kind, most first. */
  readonly alsoFound: readonly { readonly kind: string; readonly count: number }[];
  readonly remedy: readonly string[];
}

/** A layer that several repositories of the registry store, whatever its size. */
export interface WastefulLayer {
  readonly digest: Digest;
  readonly instruction: string | null;
  readonly sizeBytes: number;
  readonly repositoryCount: number;
  readonly duplicateBytes: number;
}

/** So many of the most wasteful layers are named. */
export const WASTEFUL_LAYERS = 5;

/** Always raised: that nothing is wrong is news, too, after a first scan. `layers` come most wasteful first. */
export function findRegistryScanned(
  totals: RegistryTotals,
  layers: readonly HeldLayer[],
  blobMounting: boolean | null,
  thresholds: Thresholds,
  alsoFound: RegistryScannedFinding['alsoFound'] = [],
): RegistryScannedFinding {
  const hasDuplicates = totals.duplicateBytes > 0;
  return {
    kind: 'registry-scanned',
    strategy: hasDuplicates ? 'S4' : null,
    severity: severityOf(totals.duplicateBytes, thresholds),
    accountId: totals.accountId,
    region: totals.region,
    repositoryCount: totals.repositories,
    imageCount: totals.images,
    storedBytes: totals.storedBytes,
    uniqueBytes: totals.uniqueBytes,
    duplicateBytes: totals.duplicateBytes,
    bound: boundOf(blobMounting),
    monthlyCostUsd: monthlyCostUsd(totals.duplicateBytes, thresholds.storagePricePerGbMonth),
    layers: layers.slice(0, WASTEFUL_LAYERS).map((layer) => ({
      digest: layer.digest,
      instruction: layer.instruction,
      sizeBytes: layer.sizeBytes,
      repositoryCount: layer.repositoryCount,
      duplicateBytes: duplicateBytes(layer),
    })),
    alsoFound,
    remedy: hasDuplicates ? remedyFor(blobMounting) : ['Nothing: no layer is stored more than once.'],
  };
}
