import { type Base, UNKNOWN_BASE } from '../base.ts';
import { monthlyCostUsd } from '../cost.ts';
import type { Digest } from '../digest.ts';
import type { Comparison, InstructionChange } from '../comparison.ts';
import type { Image } from '../image.ts';
import type { Thresholds } from '../thresholds.ts';
import { type GrownBase, growthByInstruction, grownBase } from './growth-evidence.ts';
import { growthRemedy } from './growth-remedy.ts';
import type { Severity } from './severity.ts';

/** The baseline is the median of this many images before the one at hand. */
export const BASELINE_IMAGES = 5;

/** So long a step that comes to another line of versions of the series is the one that was told. */
const SAME_STEP_MS = 30 * 86_400_000;

/** An image that is clearly larger than those that it replaces: the first one that is. */
export interface ImageGrewFinding {
  readonly kind: 'image-grew';
  readonly severity: Severity;
  readonly accountId: string;
  readonly region: string;
  readonly repository: string;
  readonly series: string;
  readonly platform: string | null;
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly sizeBytes: number;
  /** Median size of the last five images that it replaces: those of its line of versions, or else of lower ones. */
  readonly baselineBytes: number;
  readonly grownBytes: number;
  readonly grownPercent: number;
  readonly predecessor: { readonly digest: Digest; readonly sizeBytes: number };
  /** Bytes that the base has more than the predecessor's, or less; null where it is not known where either base ends. */
  readonly baseChangeBytes: number | null;
  /** The same of the image's own layers. */
  readonly ownChangeBytes: number | null;
  /** Where no single push was a step: over so many days it came, and `predecessor` is the last image before them. */
  readonly sinceDays: number | null;
  /** The base, where it alone brought the growth: then that is what the alert is about, and not one for each image on it. */
  readonly base: GrownBase | null;
  /** USD a month that the bytes more than the baseline cost, for this image alone. */
  readonly monthlyCostUsd: number;
  /** Largest growth first; at most five. The base is one of them, as `FROM` and its name. */
  readonly instructions: readonly InstructionChange[];
  readonly remedy: readonly string[];
}

/** An earlier image of the series, which this one replaces. */
export interface EarlierImage {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** It stands on a base that AWS provides for Lambda. */
  readonly isLambda: boolean;
}

/** Median of the sizes; of an even number the mean of the middle two, rounded down. Null without sizes. */
export function baselineOf(sizes: readonly number[]): number | null {
  const sorted = [...sizes].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle];
  return upper === undefined || lower === undefined ? null : Math.floor((lower + upper) / 2);
}

/** Both thresholds must be passed: a percentage alone spams small images, bytes alone large ones. Both may be 0. */
export function hasGrown(
  sizeBytes: number,
  thanBytes: number,
  { growthPercent, growthBytes }: Thresholds,
): boolean {
  const grownBytes = sizeBytes - thanBytes;
  return grownBytes > 0 && grownBytes >= growthBytes && sizeBytes * 100 >= thanBytes * (100 + growthPercent);
}

/**
 * `earlier` are the images that this one replaces, the next one first (at most five count; `predecessors.ts` says which
 * they are). `comparison` is that of the first of them with this image, to name what grew; null where it is not known what
 * that was made of, and `base` what the image stands on. An image as large as one that had already grown brings no finding.
 */
export function findImageGrew(
  image: Image & { readonly series: string },
  earlier: readonly EarlierImage[],
  comparison: Comparison | null,
  thresholds: Thresholds,
  base: Base = UNKNOWN_BASE,
): ImageGrewFinding | null {
  const predecessor = earlier[0];
  const sizes = earlier.slice(0, BASELINE_IMAGES).map((entry) => entry.sizeBytes);
  const baseline = baselineOf(sizes);
  if (!predecessor || baseline === null || !hasGrown(image.sizeBytes, baseline, thresholds)) return null;
  if (hadGrown(image.sizeBytes, sizes, baseline, thresholds)) return null;
  const grownBytes = image.sizeBytes - baseline;
  const instructions = comparison ? growthByInstruction(comparison) : [];
  const baseChangeBytes = changeOf(comparison?.from.baseBytes, comparison?.to.baseBytes);
  const ownChangeBytes = changeOf(comparison?.from.ownBytes, comparison?.to.ownBytes);
  // The base is to blame where it brought more, and without it the image would not have grown.
  const isOwn =
    (baseChangeBytes ?? 0) <= (ownChangeBytes ?? 0) ||
    hasGrown(image.sizeBytes - (baseChangeBytes ?? 0), baseline, thresholds);
  return {
    kind: 'image-grew',
    severity: severityOf(image.sizeBytes, baseline, thresholds),
    accountId: image.accountId,
    region: image.region,
    repository: image.repository,
    series: image.series,
    platform: image.platform,
    digest: image.digest,
    tags: image.tags,
    sizeBytes: image.sizeBytes,
    baselineBytes: baseline,
    grownBytes,
    grownPercent: baseline === 0 ? 100 : Math.round((grownBytes / baseline) * 1000) / 10,
    predecessor: { digest: predecessor.digest, sizeBytes: predecessor.sizeBytes },
    baseChangeBytes,
    ownChangeBytes,
    sinceDays: null,
    base: isOwn ? null : grownBase(base),
    monthlyCostUsd: monthlyCostUsd(grownBytes, thresholds.storagePricePerGbMonth),
    instructions,
    remedy: growthRemedy({
      instructions,
      baseChangeBytes,
      ownChangeBytes,
      digest: image.digest,
      predecessor,
    }),
  };
}

/** Whether one of those before had grown already, and this one is not clearly larger still. */
function hadGrown(
  sizeBytes: number,
  sizes: readonly number[],
  baseline: number,
  thresholds: Thresholds,
): boolean {
  const [last, ...older] = sizes;
  const before = baselineOf(older);
  return sizes.some(
    (size) =>
      !hasGrown(sizeBytes, size, thresholds) &&
      (hasGrown(size, baseline, thresholds) ||
        (size === last && before !== null && hasGrown(size, before, thresholds))),
  );
}

/**
 * Whether the later of two steps of a series is the one that was told, come to another line of versions: within thirty
 * days, from about the same size to about the same size. `at` is RFC 3339.
 */
export function isSameStep(
  told: StepEvidence & { readonly at: string },
  finding: StepEvidence & { readonly at: string },
  thresholds: Thresholds,
): boolean {
  const isAlike = (a: number, b: number) => !hasGrown(a, b, thresholds) && !hasGrown(b, a, thresholds);
  return (
    Math.abs(Date.parse(finding.at) - Date.parse(told.at)) <= SAME_STEP_MS &&
    isAlike(told.baselineBytes, finding.baselineBytes) &&
    isAlike(told.sizeBytes, finding.sizeBytes)
  );
}

type StepEvidence = Pick<ImageGrewFinding, 'baselineBytes' | 'sizeBytes'>;

function changeOf(before: number | null | undefined, after: number | null | undefined): number | null {
  return typeof before === 'number' && typeof after === 'number' ? after - before : null;
}

/** High at ten times both thresholds, medium at five times the bytes. */
function severityOf(sizeBytes: number, baseline: number, thresholds: Thresholds): Severity {
  const tenfold = {
    ...thresholds,
    growthPercent: 10 * thresholds.growthPercent,
    growthBytes: 10 * thresholds.growthBytes,
  };
  if (hasGrown(sizeBytes, baseline, tenfold)) return 'high';
  return sizeBytes - baseline >= 5 * thresholds.growthBytes ? 'medium' : 'low';
}
