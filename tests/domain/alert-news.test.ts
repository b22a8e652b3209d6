import { describe, expect, it, test } from 'vitest';
import { type Alert, nextAlert } from '../../src/domain/alert.ts';
import type { Finding } from '../../src/domain/findings/finding.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { at, fakeDigest } from '../support/builders.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';
import {
  baseChangedFinding,
  baseOutdatedFinding,
  buildLeftoversFinding,
  layerOrderFinding,
  notForLambdaFinding,
} from '../support/series-findings.ts';
import {
  consolidationFinding,
  sameContentFinding,
  settingIgnoredFinding,
} from '../support/shared-findings.ts';

const MB = 1_000_000;

/** Whether an alert that is open tells of the finding. */
function isNews(before: Alert, finding: Finding, time = at(5)): boolean {
  const after = nextAlert(before, { finding, at: time, owners: [] }, DEFAULT_THRESHOLDS);
  if (after) expect(after).toMatchObject({ id: before.id, state: 'grew', revision: before.revision + 1 });
  return after !== null;
}

describe('an alert of a duplicate layer', () => {
  test.each([
    { from: 2, to: 2, news: false, reason: 'the same fact' },
    { from: 4, to: 2, news: false, reason: 'fewer' },
    { from: 3, to: 4, news: false, reason: 'one copy more, not twice the bytes' },
    { from: 2, to: 3, news: true, reason: 'twice the bytes: two copies beyond the first instead of one' },
    { from: 3, to: 5, news: true, reason: 'exactly twice the bytes' },
    { from: 5, to: 8, news: false, reason: 'not quite twice the bytes' },
  ])('from $from to $to repositories: $news ($reason)', ({ from, to, news }) => {
    const before = alertOf(duplicateLayerFinding({ repositoryCount: from }));

    expect(isNews(before, duplicateLayerFinding({ repositoryCount: to }))).toBe(news);
  });

  it('grows from what was told last', () => {
    const told = alertOf(duplicateLayerFinding({ repositoryCount: 4 }), { state: 'grew', revision: 2 });

    expect(isNews(told, duplicateLayerFinding({ repositoryCount: 6 }))).toBe(false);
    expect(isNews(told, duplicateLayerFinding({ repositoryCount: 7 }))).toBe(true);
  });
});

test.each<[Finding]>([
  [sameContentFinding()],
  [consolidationFinding()],
  [buildLeftoversFinding()],
  [layerOrderFinding()],
])('an alert of $kind is news again when its bytes have doubled', (finding) => {
  const [almost, twice] = [finding, finding].map((one, index) => ({
    ...one,
    costBytes: ('costBytes' in one ? one.costBytes : 0) * 2 - (index === 0 ? 1 : 0),
  })) as [Finding, Finding];

  expect(isNews(alertOf(finding), almost)).toBe(false);
  expect(isNews(alertOf(finding), twice)).toBe(true);
});

test.each<[Finding, Finding]>([
  [registryScannedFinding(), registryScannedFinding({ duplicateBytes: 2 ** 40 })],
  [baseOutdatedFinding(), { ...baseOutdatedFinding(), days: 400, newerBuilds: 9, costBytes: 2 ** 40 }],
])('an alert of $kind is told once, however much worse it gets', (finding, worse) => {
  expect(isNews(alertOf(finding), worse)).toBe(false);
});

describe('an alert of an image that grew', () => {
  const opened = alertOf(imageGrewFinding());

  test.each([
    { baseline: 250, size: 540.2, days: 1, news: false, reason: 'as large as the one that was told' },
    { baseline: 255, size: 560, days: 1, news: false, reason: 'the same step in another line of versions' },
    { baseline: 250, size: 540.2, days: 31, news: true, reason: 'the same step more than 30 days later' },
    { baseline: 540.2, size: 700, days: 1, news: true, reason: 'another step, from there on' },
    { baseline: 250, size: 900, days: 1, news: true, reason: 'another step, to a larger size' },
  ])('from $baseline to $size MB after $days days: $news ($reason)', ({ baseline, size, days, news }) => {
    const later = imageGrewFinding({
      ...{ digest: fakeDigest('later image'), baselineBytes: baseline * MB, sizeBytes: size * MB },
    });

    expect(isNews(opened, later, at(days * 86_400))).toBe(news);
  });

  it('is silent when the very same image comes again', () => {
    expect(isNews(opened, imageGrewFinding({ sizeBytes: 900 * MB }))).toBe(false);
  });
});

describe('an alert of a base that grew', () => {
  const base = {
    id: 'base/node',
    name: 'base/node',
    repository: null,
    digest: null,
    sizeBytes: 200 * MB,
  };
  const grown = (digest: string, sizeBytes: number) =>
    imageGrewFinding({ digest: fakeDigest(digest), base: { ...base, sizeBytes } });

  test.each([
    { size: 200, news: false, reason: 'another image on the same build' },
    { size: 210, news: false, reason: 'a build that is not clearly larger' },
    { size: 400, news: true, reason: 'a build that is' },
  ])('of 200 MB that has $size MB now: $news ($reason)', ({ size, news }) => {
    expect(isNews(alertOf(grown('one', 200 * MB)), grown('two', size * MB))).toBe(news);
  });
});

test.each([
  { to: 'docker.io/library/node:24-slim', leftAws: false, news: false, reason: 'on the same base' },
  { to: 'docker.io/library/node:26', leftAws: false, news: false, reason: 'on another version of it' },
  { to: 'docker.io/library/alpine:3', leftAws: false, news: true, reason: 'on yet another base' },
  {
    to: 'docker.io/library/alpine:3',
    leftAws: true,
    news: false,
    reason: "what left AWS's has left it once",
  },
])('an alert of a base that changed, to $to: $news ($reason)', ({ to, leftAws, news }) => {
  const told = { ...baseChangedFinding(), leftAws };
  const later = { ...told, digest: fakeDigest('later'), to: { ...told.to, name: to } };

  expect(isNews(alertOf(told), later)).toBe(news);
});

test.each([
  { reasons: ['index'] as const, news: false, reason: 'the same' },
  { reasons: ['index', 'platform'] as const, news: true, reason: 'one more' },
  { reasons: [] as const, news: false, reason: 'one less' },
])('an alert of an image not for Lambda, because of $reasons: $news ($reason)', ({ reasons, news }) => {
  expect(isNews(alertOf(notForLambdaFinding()), { ...notForLambdaFinding(), reasons })).toBe(news);
});

test.each([
  { tags: { 'growth-percent': 'eleven' }, news: false, reason: 'a setting that was told' },
  { tags: { 'growth-percent': 'ten', 'drift-days': 'ten' }, news: true, reason: 'another setting' },
])('an alert of settings, of $tags: $news ($reason)', ({ tags, news }) => {
  const told = alertOf(settingIgnoredFinding({ 'growth-percent': 'ten' }));

  expect(isNews(told, settingIgnoredFinding(tags))).toBe(news);
});
