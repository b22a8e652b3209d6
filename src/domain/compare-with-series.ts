import { type EarlierImage, findImageGrew, type ImageGrewFinding } from './findings/image-grew.ts';
import type { Image } from './image.ts';
import type { History } from './ports.ts';
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
  const compare = (layers: Image['layers']) =>
    findImageGrew({ ...image, series }, earlier, layers, thresholds);
  // The predecessor's layers are read only to explain growth, which is rare.
  return compare([]) && compare((await history.read({ ...image, digest: predecessor.digest }))?.layers ?? []);
}
