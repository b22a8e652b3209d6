import type { Digest } from '../digest.ts';
import type { Comparison, InstructionChange } from '../comparison.ts';
import type { Image } from '../image.ts';
import type { Thresholds } from '../thresholds.ts';
import type { Severity } from './severity.ts';

/** The baseline is the median of this many images of the series before the one at hand. */
export const BASELINE_IMAGES = 5;

/** An image that is clearly larger than the images of its series before it. */
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
  /** Median size of the last five images of the series before this one. */
  readonly baselineBytes: number;
  readonly grownBytes: number;
  readonly grownPercent: number;
  readonly predecessor: { readonly digest: Digest; readonly sizeBytes: number };
  /** Bytes that the base has more than the predecessor's, or less; null where it is not known where either base ends. */
  readonly baseChangeBytes: number | null;
  /** The same of the image's own layers. */
  readonly ownChangeBytes: number | null;
  /** Largest growth first; at most five. The base is one of them, as `FROM` and its name. */
  readonly instructions: readonly InstructionChange[];
  readonly remedy: readonly string[];
}

/** An earlier image of the series. */
export interface EarlierImage {
  readonly digest: Digest;
  readonly sizeBytes: number;
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
 * `earlier` are the images of the series before this one, newest first (at most five count). `comparison` is that of the
 * first of them with this image, to name what grew; null where it is not known what that was made of.
 */
export function findImageGrew(
  image: Image & { readonly series: string },
  earlier: readonly EarlierImage[],
  comparison: Comparison | null,
  thresholds: Thresholds,
): ImageGrewFinding | null {
  const predecessor = earlier[0];
  const baseline = baselineOf(earlier.slice(0, BASELINE_IMAGES).map((entry) => entry.sizeBytes));
  if (!predecessor || baseline === null || !hasGrown(image.sizeBytes, baseline, thresholds)) return null;
  const grownBytes = image.sizeBytes - baseline;
  const instructions = comparison ? growthByInstruction(comparison) : [];
  const baseChangeBytes = changeOf(comparison?.from.baseBytes, comparison?.to.baseBytes);
  const ownChangeBytes = changeOf(comparison?.from.ownBytes, comparison?.to.ownBytes);
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
    instructions,
    remedy: [
      instructions.length > 0
        ? 'Look at the instructions above first: they hold the bytes that are new.'
        : `Compare the layers of ${image.digest} with those of ${predecessor.digest}.`,
      (baseChangeBytes ?? 0) > (ownChangeBytes ?? 0)
        ? 'Most of it came with the base: ask those who build that, or stay with the build before until it is mended.'
        : 'Keep build tools and caches out of the final image with a multi-stage build.',
      'If the growth is wanted, do nothing: the next images are measured against it.',
    ],
  };
}

/**
 * The instructions whose layers weigh more than before; largest growth first. Empty where layers of unknown instructions
 * gave way to known ones: what those weighed before could only be guessed.
 */
export function growthByInstruction({ steps, instructions }: Comparison): InstructionChange[] {
  const isUnknown = ({ instruction }: { readonly instruction: string | null }) => instruction === null;
  const [removed, added] = [
    steps.filter(({ kind }) => kind === 'removed'),
    steps.filter(({ kind }) => kind === 'added'),
  ];
  if (removed.some(isUnknown) && !added.some(isUnknown)) return [];
  return instructions
    .filter(({ bytesBefore, bytesAfter }) => bytesAfter > bytesBefore)
    .sort((a, b) => b.bytesAfter - b.bytesBefore - (a.bytesAfter - a.bytesBefore))
    .slice(0, 5);
}

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
