import { type Base, UNKNOWN_BASE } from './base.ts';
import { compareImages } from './compare-images.ts';
import type { ComparableImage } from './comparison.ts';
import { type EarlierImage, findImageGrew, type ImageGrewFinding } from './findings/image-grew.ts';
import type { Image } from './image.ts';
import type { History } from './ports.ts';
import { placeLayers } from './placed-layers.ts';
import type { Thresholds } from './thresholds.ts';

/** Whether the image is clearly larger than the `earlier` images of its series, newest first. */
export async function compareWithSeries(
  { history, thresholds }: { readonly history: History; readonly thresholds: Thresholds },
  image: Image,
  earlier: readonly EarlierImage[],
): Promise<ImageGrewFinding | null> {
  const { series } = image;
  const predecessor = earlier[0];
  if (image.kind !== 'image' || series === null || !predecessor) return null;
  const placed = { ...image, series };
  // What the predecessor was made of is read only to explain growth, which is rare.
  if (!findImageGrew(placed, earlier, null, thresholds)) return null;
  const before = await history.read({ ...image, digest: predecessor.digest });
  if (!before) return findImageGrew(placed, earlier, null, thresholds);
  const [from = UNKNOWN_BASE, to = UNKNOWN_BASE] = await history.basesOf([before, image]);
  const isAlike = endAlike(from, to);
  const comparison = compareImages(
    comparable(before, isAlike ? from : UNKNOWN_BASE),
    comparable(image, isAlike ? to : UNKNOWN_BASE),
  );
  return findImageGrew(placed, earlier, comparison, thresholds);
}

/**
 * Whether the bytes of two bases may be compared. The first image on a new build of a base that is only inferred holds
 * layers that nobody else has yet: where that base is thought to end says nothing.
 */
function endAlike(from: Base, to: Base): boolean {
  return from.boundary === to.boundary && (from.boundary !== 'inferred' || from.layerCount === to.layerCount);
}

function comparable(image: Image, base: Base): ComparableImage {
  return { layers: placeLayers(image, base), base };
}
