import type { Base } from '../base.ts';
import type { Comparison } from '../comparison.ts';
import type { Image } from '../image.ts';
import type { Thresholds } from '../thresholds.ts';
import { quoteInstruction } from './growth-remedy.ts';
import { type EarlierImage, findImageGrew, type ImageGrewFinding } from './image-grew.ts';

/**
 * Growth in steps that are each too small to be told of: the image against those that came `driftDays` before it and
 * earlier, the next one first. `comparison` is that of the first of them with this image, null where it is not known.
 */
export function findImageDrift(
  image: Image & { readonly series: string },
  before: readonly EarlierImage[],
  comparison: Comparison | null,
  thresholds: Thresholds,
  base?: Base,
): ImageGrewFinding | null {
  const finding = findImageGrew(image, before, comparison, thresholds, base);
  if (!finding) return null;
  const { driftDays } = thresholds;
  const most = finding.instructions.find(({ instruction }) => instruction !== null);
  return {
    ...finding,
    sinceDays: driftDays,
    remedy: [
      most
        ? `No single push did it: look at what ${quoteInstruction(most)} has come to hold in ${driftDays} days.`
        : `No single push did it: look at what has been added in ${driftDays} days.`,
      'Pin what is installed, and remove what is not used any more: dependencies grow by themselves.',
      'If the growth is wanted, do nothing: in as many days it is what is measured against.',
    ],
  };
}
