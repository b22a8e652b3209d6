import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  baselineOf,
  type EarlierImage,
  findImageGrew,
  hasGrown,
  isSameStep,
} from '../../../src/domain/findings/image-grew.ts';
import type { Layer } from '../../../src/domain/image.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { fakeDigest, image, layer } from '../../support/builders.ts';
import { comparisonOf } from '../../support/comparisons.ts';

const MB = 1_000_000;

function ofSize(sizeBytes: number, layers: readonly Layer[] = [layer('app', sizeBytes)]) {
  return { ...image({ layers, sizeBytes }), series: 'default' };
}

function earlier(...sizes: readonly number[]): EarlierImage[] {
  return sizes.map((sizeBytes, position) => ({
    digest: fakeDigest(`earlier ${position}`),
    sizeBytes,
    isLambda: false,
  }));
}

describe('baselineOf', () => {
  test.each([
    { sizes: [], baseline: null, reason: 'nothing to compare with' },
    { sizes: [7], baseline: 7, reason: 'as many as there are' },
    { sizes: [9, 1], baseline: 5, reason: 'the mean of the middle two' },
    { sizes: [2, 1], baseline: 1, reason: 'rounded down to a whole byte' },
    { sizes: [100, 1, 2], baseline: 2, reason: 'not in the order of size' },
    { sizes: [5, 3, 900, 4, 1], baseline: 4, reason: 'one outlier does not move it' },
  ])('of $sizes is $baseline ($reason)', ({ sizes, baseline }) => {
    expect(baselineOf(sizes)).toBe(baseline);
  });

  it('lies between the smallest and the largest and does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (sizes) => {
        const baseline = baselineOf(sizes) ?? Number.NaN;

        expect(baseline).toBeGreaterThanOrEqual(Math.min(...sizes));
        expect(baseline).toBeLessThanOrEqual(Math.max(...sizes));
        expect(baselineOf([...sizes].reverse())).toBe(baseline);
      }),
    );
  });
});

describe('hasGrown', () => {
  test.each([
    { before: 200 * MB, after: 220 * MB, grown: true, reason: 'exactly 10 %' },
    { before: 200 * MB, after: 220 * MB - 1, grown: false, reason: 'a byte less than 10 %' },
    { before: 50 * MB, after: 60 * MB, grown: true, reason: 'exactly 10 MB' },
    { before: 50 * MB, after: 60 * MB - 1, grown: false, reason: 'a byte less than 10 MB' },
    { before: 1 * MB, after: 10 * MB, grown: false, reason: 'tenfold, but small' },
    { before: 5_000 * MB, after: 5_400 * MB, grown: false, reason: '400 MB, but 8 %' },
    { before: 0, after: 10 * MB, grown: true, reason: 'from nothing' },
    { before: 100 * MB, after: 50 * MB, grown: false, reason: 'it shrank' },
  ])('from $before to $after bytes: $grown ($reason)', ({ before, after, grown }) => {
    expect(hasGrown(after, before, DEFAULT_THRESHOLDS)).toBe(grown);
  });

  it('is about growth even where the thresholds are 0', () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, growthPercent: 0, growthBytes: 0 };

    expect(hasGrown(100, 100, thresholds)).toBe(false);
    expect(hasGrown(101, 100, thresholds)).toBe(true);
  });

  it('takes parts of a percent', () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, growthPercent: 2.5, growthBytes: 0 };

    expect(hasGrown(1_025, 1_000, thresholds)).toBe(true);
    expect(hasGrown(1_024, 1_000, thresholds)).toBe(false);
  });
});

describe('findImageGrew', () => {
  it('says what grew, by how much, and since which image', () => {
    const base = layer('base', 150 * MB);
    const before = [base, layer('app 1', 50 * MB, { instruction: 'COPY . .' })];
    const grown = ofSize(231 * MB, [base, layer('app 2', 81 * MB, { instruction: 'COPY . .' })]);

    const finding = findImageGrew(
      grown,
      earlier(200 * MB),
      comparisonOf(before, grown.layers, 1),
      DEFAULT_THRESHOLDS,
    );

    expect(finding).toEqual({
      kind: 'image-grew',
      severity: 'low',
      accountId: grown.accountId,
      region: grown.region,
      repository: grown.repository,
      series: 'default',
      platform: 'linux/amd64',
      digest: grown.digest,
      tags: ['1.0.0'],
      sizeBytes: 231 * MB,
      baselineBytes: 200 * MB,
      grownBytes: 31 * MB,
      grownPercent: 15.5,
      predecessor: { digest: fakeDigest('earlier 0'), sizeBytes: 200 * MB },
      baseChangeBytes: 0,
      ownChangeBytes: 31 * MB,
      sinceDays: null,
      base: null,
      monthlyCostUsd: 0.0029,
      instructions: [{ instruction: 'COPY . .', bytesBefore: 50 * MB, bytesAfter: 81 * MB }],
      remedy: expect.arrayContaining([expect.stringMatching(/^Look at `[^`]+` first: it/)]),
    });
  });

  it('names the two images where the instructions are not known', () => {
    const finding = findImageGrew(ofSize(300 * MB), earlier(200 * MB), null, DEFAULT_THRESHOLDS);

    expect(finding?.instructions).toEqual([]);
    expect(finding?.remedy[0]).toContain(fakeDigest('earlier 0'));
    expect(finding?.remedy[0]).toContain(fakeDigest('image'));
  });

  it('measures against the median of the last five, not against the predecessor', () => {
    const sizes = earlier(100 * MB, 200 * MB, 200 * MB, 200 * MB, 100 * MB, 1, 1, 1, 1);

    const finding = findImageGrew(ofSize(220 * MB), sizes, null, DEFAULT_THRESHOLDS);

    expect(finding).toMatchObject({ baselineBytes: 200 * MB, predecessor: { sizeBytes: 100 * MB } });
  });

  test.each([
    { reason: 'the first of its series', sizes: [] },
    { reason: 'as large as before', sizes: [300 * MB] },
    { reason: 'larger than the predecessor only', sizes: [100 * MB, 300 * MB, 300 * MB] },
    { reason: 'the predecessor had grown so already', sizes: [300 * MB, 200 * MB, 200 * MB] },
    { reason: 'one further back had, and shrank', sizes: [200 * MB, 200 * MB, 300 * MB, 200 * MB, 200 * MB] },
    { reason: 'the predecessor had, of less than now', sizes: [290 * MB, 272 * MB, 200 * MB] },
  ])('is not raised ($reason)', ({ sizes }) => {
    expect(findImageGrew(ofSize(300 * MB), earlier(...sizes), null, DEFAULT_THRESHOLDS)).toBeNull();
  });

  test.each([
    { reason: 'larger still by a step', sizes: [250 * MB, 200 * MB, 200 * MB] },
    { reason: 'two halves of a step', sizes: [215 * MB, 200 * MB, 200 * MB], size: 225 * MB },
    {
      reason: 'what comes after the fifth does not count',
      sizes: [200, 200, 200, 200, 200, 300].map((mb) => mb * MB),
    },
  ])('is raised ($reason)', ({ sizes, size = 300 * MB }) => {
    expect(findImageGrew(ofSize(size), earlier(...sizes), null, DEFAULT_THRESHOLDS)).not.toBeNull();
  });

  it('calls growth from nothing 100 %', () => {
    const finding = findImageGrew(ofSize(300 * MB), earlier(0), null, DEFAULT_THRESHOLDS);

    expect(finding?.grownPercent).toBe(100);
  });

  test.each([
    { before: 400, after: 449, severity: 'low', reason: 'above both thresholds' },
    { before: 400, after: 450, severity: 'medium', reason: 'five times the bytes' },
    { before: 400, after: 799, severity: 'medium', reason: 'not yet ten times the percentage' },
    { before: 400, after: 800, severity: 'high', reason: 'ten times both' },
    { before: 20, after: 119, severity: 'medium', reason: 'not yet ten times the bytes' },
  ])('from $before to $after MB is of severity $severity ($reason)', ({ before, after, severity }) => {
    const finding = findImageGrew(ofSize(after * MB), earlier(before * MB), null, DEFAULT_THRESHOLDS);

    expect(finding?.severity).toBe(severity);
  });
});

describe('isSameStep', () => {
  const told = { at: '2026-11-01T00:00:00Z', baselineBytes: 200 * MB, sizeBytes: 300 * MB };

  test.each([
    { more: {}, same: true, reason: 'another line, the same day' },
    { more: { at: '2026-12-01T00:00:00Z' }, same: true, reason: 'thirty days later' },
    { more: { at: '2026-12-01T00:00:01Z' }, same: false, reason: 'more than thirty days later' },
    { more: { at: '2026-10-31T00:00:00Z' }, same: true, reason: 'heard of late' },
    { more: { sizeBytes: 329 * MB, baselineBytes: 219 * MB }, same: true, reason: 'about as large' },
    { more: { sizeBytes: 330 * MB }, same: false, reason: 'larger by a step' },
    { more: { baselineBytes: 220 * MB }, same: false, reason: 'was larger before by a step' },
    { more: { baselineBytes: 100 * MB }, same: false, reason: 'was smaller before by a step' },
  ])('$reason: $same', ({ more, same }) => {
    expect(isSameStep(told, { ...told, ...more }, DEFAULT_THRESHOLDS)).toBe(same);
  });
});
