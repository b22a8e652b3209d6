import { BASELINE_IMAGES, baselineOf, hasGrown } from '../../src/domain/findings/image-grew.ts';
import type { Thresholds } from '../../src/domain/thresholds.ts';
import type { GrowthClaim } from './growth.ts';
import type { RecordedVersion } from './recording.ts';

const DAY_MS = 86_400_000;

/**
 * Whether slow growth that was told is real: a tag of the image points to clearly more than it did so many days before,
 * which is the median of the last five images that it had pointed to by then.
 */
export function isRealDrift(
  { version, finding, told }: GrowthClaim,
  tagStreams: readonly (readonly RecordedVersion[])[],
  thresholds: Thresholds,
): boolean {
  const past = new Date(Date.parse(told.at) - (finding.sinceDays ?? 0) * DAY_MS).toISOString();
  return tagStreams.some((stream) => {
    const place = stream.indexOf(version);
    const before = stream.slice(0, Math.max(0, place)).filter(({ pushedAt }) => pushedAt <= past);
    const level = baselineOf(before.slice(-BASELINE_IMAGES).map(({ sizeBytes }) => sizeBytes));
    return level !== null && hasGrown(version.sizeBytes, level, thresholds);
  });
}
