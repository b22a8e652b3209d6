import type { TimedChange, TimedPush } from './sample-pushes.ts';

const DAY_SECONDS = 86_400;

/**
 * What a lifecycle policy deletes that keeps the newest builds of a series, in the night after there is one too many:
 * the index of a build before the images it lists, by digest, without a word about tags.
 */
export function expireBuilds(builds: readonly (readonly TimedPush[])[], keep: number): TimedChange[] {
  return builds.slice(keep).flatMap((newest, position) => {
    const pushed = newest[0]?.second ?? 0;
    const second = (Math.floor(pushed / DAY_SECONDS) + 1) * DAY_SECONDS;
    const oldest = builds[position] ?? [];
    const images = new Map(oldest.toReversed().map((push) => [push.digest, push]));
    return [...images.values()].map(({ repository, digest }) => ({
      action: 'DELETE',
      repository,
      digest,
      tag: null,
      second,
    }));
  });
}
