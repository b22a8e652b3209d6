import type { Digest } from '../domain/digest.ts';
import type { ImageKind } from '../domain/image.ts';
import { lineOf, type Tagging } from '../domain/tagging.ts';

/**
 * Sorts the images of a repository by series, platform, line of versions and time, the live ones (`LIVE|`) apart from the
 * deleted ones; only images are in a series.
 */
export function placeKey(image: PlacedImage, isLive: boolean): string {
  return `${placePrefix(image, isLive)}${lineOf(image)}|${image.pushedAt}|${image.digest}`;
}

export function placePrefix(
  image: Pick<PlacedImage, 'kind' | 'series' | 'platform'>,
  isLive: boolean,
): string {
  const group = image.kind === 'image' ? `${image.series ?? ''}|${image.platform ?? ''}` : `~${image.kind}|`;
  return `${isLive ? LIVE_PREFIX : 'DELETED|'}${group}|`;
}

/** What the place of an image that is in a series says; null for all else. Neither tags nor platforms have a `|`. */
export function parsePlaceKey(live: string): Place | null {
  const [, series = '', platform = '', line = '', pushedAt = ''] = live.split('|');
  if (series === '' || series.startsWith('~')) return null;
  return { series, platform: platform || null, line, pushedAt };
}

interface Place {
  readonly series: string;
  readonly platform: string | null;
  readonly line: string;
  /** RFC 3339. */
  readonly pushedAt: string;
}

export const LIVE_PREFIX = 'LIVE|';

interface PlacedImage extends Pick<Tagging, 'series' | 'seriesFrom' | 'tags' | 'pushedAt'> {
  readonly kind: ImageKind;
  readonly platform: string | null;
  readonly digest: Digest;
}

/** Sorts the images of a repository by time. */
export function timeKey({ pushedAt, digest }: Pick<PlacedImage, 'pushedAt' | 'digest'>): string {
  return `${pushedAt}|${digest}`;
}
