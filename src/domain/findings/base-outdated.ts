import { monthlyCostUsd } from '../cost.ts';
import type { Digest } from '../digest.ts';
import type { Thresholds } from '../thresholds.ts';
import { pickSeriesImage, type SeriesImage } from './series-image.ts';
import type { Severity, Strategy } from './severity.ts';

/** The newest image of a series stands on a base of which a newer build has long been there. */
export interface BaseOutdatedFinding extends SeriesImage {
  readonly kind: 'base-outdated';
  readonly strategy: Strategy;
  readonly severity: Severity;
  readonly base: BaseBuild;
  readonly newest: BaseBuild;
  /** So many builds came after the one that it stands on. */
  readonly newerBuilds: number;
  /** Whole days since the first of them came. */
  readonly days: number;
  /** Bytes of the base: its layers are stored beside those of the newer builds. */
  readonly costBytes: number;
  readonly bound: 'upper';
  readonly monthlyCostUsd: number;
  readonly remedy: readonly string[];
}

/** One build of a base, as an image of the organisation. */
export interface BaseBuild {
  readonly repository: string;
  readonly digest: Digest;
  readonly tags: readonly string[];
  /** RFC 3339. */
  readonly pushedAt: string;
}

const DAY_MS = 86_400_000;

/**
 * Raised where a newer build of the base has been there for `baseOutdatedDays` at the time `now` (RFC 3339). `builds`
 * are those of the same series and platform as the base, in the order of time, the base among them.
 */
export function findBaseOutdated(
  image: SeriesImage,
  base: { readonly digest: Digest; readonly sizeBytes: number },
  builds: readonly BaseBuild[],
  now: string,
  thresholds: Thresholds,
): BaseOutdatedFinding | null {
  const position = builds.findIndex(({ digest }) => digest === base.digest);
  const own = builds[position];
  const newer = builds.slice(position + 1);
  const [first, newest] = [newer[0], newer.at(-1)];
  if (!own || !first || !newest) return null;
  const days = Math.floor((Date.parse(now) - Date.parse(first.pushedAt)) / DAY_MS);
  if (days < thresholds.baseOutdatedDays) return null;
  const tag = newest.tags[0];
  return {
    kind: 'base-outdated',
    strategy: 'S1',
    severity: severityOf(days, thresholds),
    ...pickSeriesImage(image),
    base: own,
    newest,
    newerBuilds: newer.length,
    days,
    costBytes: base.sizeBytes,
    bound: 'upper',
    monthlyCostUsd: monthlyCostUsd(base.sizeBytes, thresholds.storagePricePerGbMonth),
    remedy: [
      `Build it again on ${newest.repository}${tag === undefined ? `@${newest.digest}` : `:${tag}`}: docker build --pull takes the newest build of the tag it is FROM.`,
      'Build it again on a schedule, once a week, even where nothing of its own changed: that brings the security fixes of the base as well.',
      'If it has to stay on the old build, say until when: tag the repository layerwatch:mute = base-outdated until YYYY-MM-DD reason.',
    ],
  };
}

/** High at six times the days, medium at three times. */
function severityOf(days: number, { baseOutdatedDays }: Thresholds): Severity {
  if (days >= 6 * baseOutdatedDays) return 'high';
  return days >= 3 * baseOutdatedDays ? 'medium' : 'low';
}
