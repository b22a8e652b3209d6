import { type Base, UNKNOWN_BASE } from './base.ts';
import { compareImages } from './compare-images.ts';
import type { ComparableImage } from './comparison.ts';
import { findImageDrift } from './findings/image-drift.ts';
import { type EarlierImage, findImageGrew, hasGrown, type ImageGrewFinding } from './findings/image-grew.ts';
import type { Image } from './image.ts';
import type { History } from './ports.ts';
import { placeLayers } from './placed-layers.ts';
import type { Thresholds } from './thresholds.ts';

interface CompareWithSeriesDependencies {
  readonly history: History;
  readonly thresholds: Thresholds;
}

const DAY_MS = 86_400_000;

/** Whether the image is clearly larger than the `earlier` images of its series, newest first. */
export function compareWithSeries(
  deps: CompareWithSeriesDependencies,
  image: Image,
  earlier: readonly EarlierImage[],
): Promise<ImageGrewFinding | null> {
  return compare(deps, image, earlier, findImageGrew);
}

/** Whether it is clearly larger than those were that came `driftDays` before `now` and earlier. */
export async function compareWithPast(
  deps: CompareWithSeriesDependencies,
  image: Image,
  earlier: readonly EarlierImage[],
  now: Date,
): Promise<ImageGrewFinding | null> {
  const past = new Date(now.getTime() - deps.thresholds.driftDays * DAY_MS).toISOString();
  if (image.pushedAt <= past) return null;
  // What one push brought is told by that push, or was told when it came first and may go again.
  const [predecessor] = earlier;
  if (!predecessor || hasGrown(image.sizeBytes, predecessor.sizeBytes, deps.thresholds)) return null;
  const before = await deps.history.earlierOf({ ...image, pushedAt: past }, 'line');
  return compare(deps, image, before, findImageDrift);
}

async function compare(
  { history, thresholds }: CompareWithSeriesDependencies,
  image: Image,
  earlier: readonly EarlierImage[],
  find: typeof findImageGrew,
): Promise<ImageGrewFinding | null> {
  const { series } = image;
  const predecessor = earlier[0];
  if (image.kind !== 'image' || series === null || !predecessor) return null;
  const placed = { ...image, series };
  // What the predecessor was made of is read only to explain growth, which is rare.
  if (!find(placed, earlier, null, thresholds)) return null;
  const before = await history.read({ ...image, digest: predecessor.digest });
  if (!before) return find(placed, earlier, null, thresholds);
  const [from = UNKNOWN_BASE, to = UNKNOWN_BASE] = await history.basesOf([before, image]);
  const isAlike = endAlike(from, to);
  const comparison = compareImages(
    comparable(before, isAlike ? from : UNKNOWN_BASE),
    comparable(image, isAlike ? to : UNKNOWN_BASE),
  );
  return find(placed, earlier, comparison, thresholds, isAlike ? to : UNKNOWN_BASE);
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
