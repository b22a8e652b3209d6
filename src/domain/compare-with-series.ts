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
  const [from, to] = await history.basesOf([before, image]);
  const comparison = compareImages(comparable(before, from), comparable(image, to));
  return findImageGrew(placed, earlier, comparison, thresholds);
}

function comparable(image: Image, base: Base | undefined): ComparableImage {
  return { layers: placeLayers(image, base ?? UNKNOWN_BASE), base: base ?? null };
}
