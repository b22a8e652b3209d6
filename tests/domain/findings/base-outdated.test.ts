import { describe, expect, it, test } from 'vitest';
import { type BaseBuild, findBaseOutdated } from '../../../src/domain/findings/base-outdated.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { at, fakeDigest, REPOSITORY } from '../../support/builders.ts';

const DAY = 86_400;
const GIB = 2 ** 30;
const SERIES = { ...REPOSITORY, series: 'default', platform: 'linux/amd64' };
const IMAGE = { ...SERIES, digest: fakeDigest('image'), tags: ['1.4.2'] };
const BASE = { digest: fakeDigest('build 0'), sizeBytes: GIB };

/** A build of the base that came on this day. */
function build(day: number, tags: readonly string[] = [`3.12-${day}`]): BaseBuild {
  return { repository: 'platform/python', digest: fakeDigest(`build ${day}`), tags, pushedAt: at(day * DAY) };
}

function findOn(day: number, builds: readonly BaseBuild[], thresholds = DEFAULT_THRESHOLDS) {
  return findBaseOutdated(IMAGE, BASE, builds, at(day * DAY), thresholds);
}

describe('findBaseOutdated', () => {
  it('names the build that it stands on and the newest one, and says for how long', () => {
    const finding = findOn(45, [build(-9), build(0), build(5), build(20), build(44)]);

    expect(finding).toMatchObject({
      kind: 'base-outdated',
      strategy: 'S1',
      severity: 'low',
      repository: 'team/orders',
      digest: IMAGE.digest,
      base: { digest: BASE.digest, tags: ['3.12-0'] },
      newest: { tags: ['3.12-44'], pushedAt: at(44 * DAY) },
      newerBuilds: 3,
      days: 40,
      costBytes: GIB,
      bound: 'upper',
      monthlyCostUsd: 0.1,
    });
    expect(finding?.remedy[0]).toContain('Build it again on platform/python:3.12-44');
    expect(finding?.remedy.at(-1)).toContain('layerwatch:mute = base-outdated until');
  });

  test.each([
    { day: 35, days: 30, reason: 'thirty days, counted from the first newer build' },
    { day: 34, days: null, reason: 'one less' },
  ])('on day $day says $days ($reason)', ({ day, days }) => {
    expect(findOn(day, [build(0), build(5), build(30)])?.days ?? null).toBe(days);
  });

  test.each([
    { days: 30, severity: 'low' },
    { days: 89, severity: 'low' },
    { days: 90, severity: 'medium' },
    { days: 179, severity: 'medium' },
    { days: 180, severity: 'high' },
  ])('is $severity after $days days', ({ days, severity }) => {
    expect(findOn(days + 1, [build(0), build(1)])?.severity).toBe(severity);
  });

  test.each([
    { reason: 'it stands on the newest', builds: [build(-5), build(0)] },
    { reason: 'the build that it stands on is not among them', builds: [build(-5), build(5)] },
    { reason: 'none is known', builds: [] },
  ])('finds nothing where $reason', ({ builds }) => {
    expect(findOn(400, builds)).toBeNull();
  });

  it('goes by the days of its repository', () => {
    const builds = [build(0), build(5)];

    expect(findOn(12, builds, { ...DEFAULT_THRESHOLDS, baseOutdatedDays: 7 })).toMatchObject({ days: 7 });
    expect(findOn(99, builds, { ...DEFAULT_THRESHOLDS, baseOutdatedDays: 100 })).toBeNull();
  });

  it('names a build without a tag by its digest', () => {
    const finding = findOn(45, [build(0), build(5, [])]);

    expect(finding?.remedy[0]).toContain(`platform/python@${fakeDigest('build 5')}`);
  });
});
