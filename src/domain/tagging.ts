import { tagFamily } from './series.ts';
import { matchSeries, type SeriesPattern } from './series-pattern.ts';
import { versionLine, versionTag } from './version-order.ts';

/** One push event of an image: `tag` is null for a push by digest. */
export interface Push {
  readonly tag: string | null;
  /** The tag of an index that lists this image: it places the image in a series without tagging it. */
  readonly viaIndex?: boolean;
  /** RFC 3339, the event's time. */
  readonly at: string;
}

/** What the push events of one image add up to, whatever their order. */
export interface Tagging {
  /** Sorted. */
  readonly tags: readonly string[];
  /** The earliest event. */
  readonly pushedAt: string;
  /** Null where no tag places the image, or one that names nothing but its content. */
  readonly series: string | null;
  /** The earliest tagged event, `<time> <tag>`: it decides the series, so that order of arrival does not. */
  readonly seriesFrom: string | null;
}

export function firstTagging({ tag, viaIndex, at }: Push): Tagging {
  return {
    tags: tag !== null && !viaIndex ? [tag] : [],
    pushedAt: at,
    series: tag === null ? null : tagFamily(tag),
    seriesFrom: tag === null ? null : `${at} ${tag}`,
  };
}

/** The line of versions that the image is in, within its series, as text that sorts as the versions do (`version-order.ts`). */
export function lineOf({ seriesFrom, tags }: Pick<Tagging, 'seriesFrom' | 'tags'>): string {
  const placing = seriesFrom?.split(' ')[1];
  return placing === undefined ? '' : versionLine(versionTag(placing, tags));
}

/** The tagging with the series that its tag is in by the repository's own pattern; the very same object where it is in it. */
export function placeTagging<T extends Pick<Tagging, 'series' | 'seriesFrom'>>(
  tagging: T,
  pattern: SeriesPattern | null,
): T {
  const tag = tagging.seriesFrom?.split(' ')[1];
  if (tag === undefined) return tagging;
  const series = (pattern && matchSeries(pattern, tag)) ?? tagFamily(tag);
  return series === tagging.series ? tagging : { ...tagging, series };
}

/** The pushes that an image must have had which the registry lists so. */
export function pushesOf({
  tags,
  pushedAt: at,
}: {
  readonly tags: readonly string[];
  readonly pushedAt: string;
}): [Push, ...Push[]] {
  const [first = null, ...rest] = tags;
  return [{ tag: first, at }, ...rest.map((tag) => ({ tag, at }))];
}

/** The tagging after one more event; the very same object where the event tells nothing new. */
export function addPush(before: Tagging, push: Push): Tagging {
  return mergeTaggings(before, firstTagging(push));
}

/** What two sets of events add up to; `a` itself where `b` tells nothing new. */
export function mergeTaggings(a: Tagging, b: Tagging): Tagging {
  const newTags = b.tags.filter((tag) => !a.tags.includes(tag));
  const isEarlier = b.pushedAt < a.pushedAt;
  const places = b.seriesFrom !== null && (a.seriesFrom === null || b.seriesFrom < a.seriesFrom);
  if (newTags.length === 0 && !isEarlier && !places) return a;
  return {
    tags: [...a.tags, ...newTags].sort(),
    pushedAt: isEarlier ? b.pushedAt : a.pushedAt,
    series: places ? b.series : a.series,
    seriesFrom: places ? b.seriesFrom : a.seriesFrom,
  };
}
