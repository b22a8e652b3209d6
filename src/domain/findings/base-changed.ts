import { type Base, type BaseEvidence, baseName, withoutTag } from '../base.ts';
import { monthlyCostUsd } from '../cost.ts';
import type { Digest } from '../digest.ts';
import type { Thresholds } from '../thresholds.ts';
import { pickSeriesImage, type SeriesImage } from './series-image.ts';
import type { Severity, Strategy } from './severity.ts';

/** A series left the base that its images stood on for another one. */
export interface BaseChangedFinding extends SeriesImage {
  readonly kind: 'base-changed';
  readonly strategy: Strategy;
  readonly severity: Severity;
  readonly from: NamedBase;
  readonly to: NamedBase;
  /** The last image that stood on the base of before. */
  readonly predecessor: { readonly digest: Digest; readonly tags: readonly string[] };
  /** That one was an image that AWS provides for Lambda, and this one is not. */
  readonly leftAws: boolean;
  /** Bytes of the new base; 0 where it is not known where it ends. */
  readonly costBytes: number;
  readonly bound: 'upper';
  readonly monthlyCostUsd: number;
  readonly remedy: readonly string[];
}

/** A base as people call it. */
export interface NamedBase {
  readonly name: string;
  readonly evidence: BaseEvidence;
  readonly digest: Digest | null;
  readonly sizeBytes: number | null;
}

/** An image with what it stands on. */
export interface BasedImage extends SeriesImage {
  readonly base: Base;
}

/**
 * Raised where the image stands on another base than `before`, an earlier image of its series. Another build or version
 * of the same base is none. Bases that are known in different ways are not compared, since one may go by two names; but
 * whether it is AWS's base for Lambda, every config says.
 */
export function findBaseChanged(
  image: BasedImage,
  before: BasedImage,
  thresholds: Thresholds,
): BaseChangedFinding | null {
  const leftAws = before.base.provided === 'aws' && image.base.provided === null;
  if (!leftAws && !isAnother(before.base, image.base)) return null;
  const [from, to] = [named(before.base), named(image.base)];
  const costBytes = to.sizeBytes ?? 0;
  return {
    kind: 'base-changed',
    strategy: 'S1',
    severity: leftAws ? 'critical' : 'medium',
    ...pickSeriesImage(image),
    from,
    to,
    predecessor: { digest: before.digest, tags: before.tags },
    leftAws,
    costBytes,
    bound: 'upper',
    monthlyCostUsd: monthlyCostUsd(costBytes, thresholds.storagePricePerGbMonth),
    remedy: leftAws
      ? [
          `Build on AWS's base image again (FROM public.ecr.aws/lambda/…): Lambda keeps it close by, and AWS patches it.`,
          'If another base is needed, keep a runtime interface client in it, and patch it yourselves.',
          'If this image is not for Lambda any more, say so: tag the repository layerwatch:lambda = false.',
        ]
      : [
          `If it was not meant, go back to ${from.name}: its layers are in the registry already.`,
          `If it was, move the others from ${from.name} to ${to.name} as well: two bases are stored, pulled and patched twice.`,
        ],
  };
}

function isAnother(before: Base, now: Base): boolean {
  if (before.evidence !== now.evidence) return false;
  const [one, other] = [identityOf(before), identityOf(now)];
  return one !== null && other !== null && one !== other;
}

/** The name without tag and digest; null where the base is not recognised, or only by the shape of a config. */
function identityOf({ evidence, name }: Base): string | null {
  if (evidence !== 'declared' && evidence !== 'layers') return null;
  return withoutTag(name) || null;
}

function named(base: Base): NamedBase {
  const { evidence, digest, sizeBytes } = base;
  return { name: baseName(base) ?? 'a base that is not known', evidence, digest, sizeBytes };
}
