import { compareImages } from '../../src/domain/compare-images.ts';
import type { Comparison } from '../../src/domain/comparison.ts';
import type { Layer } from '../../src/domain/image.ts';
import { comparableImage } from './compared-images.ts';

/** Two images of these layers; the lowest `layerCount` of both are their base's, where that is known. */
export function comparisonOf(
  before: readonly Layer[],
  after: readonly Layer[],
  layerCount: number | null = null,
): Comparison {
  return compareImages(comparableImage(before, { layerCount }), comparableImage(after, { layerCount }));
}
