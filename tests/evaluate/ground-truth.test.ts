import { describe, expect, it, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { versionLine } from '../../src/domain/version-order.ts';
import { at, fakeDigest } from '../support/builders.ts';
import { groundTruth, stepsOf } from './ground-truth.ts';
import type { Version } from './recording.ts';
import { judge } from './verdicts.ts';

const MB = 1_000_000;
const DAY = 86_400;

function version(tag: string, megabytes: number, day = 0, more: Partial<Version> = {}): Version {
  return {
    repository: 'mysql',
    digest: fakeDigest(`${tag} ${day}`),
    sizeBytes: megabytes * MB,
    pushedAt: at(day * DAY),
    tags: [tag],
    series: 'default',
    line: versionLine(tag),
    isInventory: false,
    pushCount: 1,
    ...more,
  };
}

function sequence(...megabytes: readonly number[]): Version[] {
  return megabytes.map((size, day) => version('1.0', size, day));
}

describe('stepsOf', () => {
  test.each([
    { sizes: [100, 120, 120, 120], steps: ['1 lasting'], reason: 'three images above the level' },
    { sizes: [100, 120, 120, 100], steps: ['1 passing'], reason: 'two only' },
    { sizes: [100, 120, 120], steps: ['1 open'], reason: 'the recording ends' },
    { sizes: [100, 105, 109, 108], steps: [], reason: 'below ten percent' },
    { sizes: [20, 29, 29, 29], steps: [], reason: 'below ten megabytes' },
    {
      sizes: [100, 120, 150, 150, 150],
      steps: ['1 lasting', '2 lasting'],
      reason: 'one step after the other',
    },
    { sizes: [100, 100, 106, 112, 112, 112], steps: ['3 lasting'], reason: 'in two halves' },
    { sizes: [100, 100, 100, 60, 100, 100, 100], steps: [], reason: 'back from a dip' },
  ])('of $sizes are $steps ($reason)', ({ sizes, steps }) => {
    const images = sequence(...sizes);

    const found = stepsOf(images, DEFAULT_THRESHOLDS);

    expect(found.map(({ version, fate }) => `${images.indexOf(version)} ${fate}`)).toEqual(steps);
  });
});

describe('stepsOf, counted in tags', () => {
  it('lets an image with three tags last three pushes', () => {
    const [before, grown, after] = sequence(100, 120, 100);
    const images = [before, { ...grown, pushCount: 3 }, after] as Version[];

    expect(stepsOf(images, DEFAULT_THRESHOLDS).map(({ fate }) => fate)).toEqual(['passing']);
    expect(stepsOf(images, DEFAULT_THRESHOLDS, 'tags').map(({ fate }) => fate)).toEqual(['lasting']);
  });
});

describe('groundTruth', () => {
  it('sees no step where two versions are rebuilt in turn', () => {
    const small = [0, 2, 4, 6].map((day) => version('5.5', 90, day));
    const large = [1, 3, 5, 7].map((day) => version('5.7', 140, day));

    const truth = groundTruth([small, large], [...small, ...large], DEFAULT_THRESHOLDS);

    expect([...truth.keys()]).toEqual([large[0]]);
  });

  it('follows a tag that moves on to the next version', () => {
    const images = [
      version('5.7', 100, 0),
      version('8.0', 120, 1),
      version('8.0', 120, 2),
      version('8.0', 120, 3),
    ];

    const truth = groundTruth([images], images, DEFAULT_THRESHOLDS);

    expect([...truth.values()]).toEqual([{ version: images[1], levelBytes: 100 * MB, fate: 'lasting' }]);
  });

  test.each([
    { tag: '1.5.0', steps: 1, reason: 'a new line grew out of the one below' },
    { tag: '1.5.0-jdk9', steps: 0, reason: 'a new variant did not' },
    { tag: '1.3.0', steps: 0, reason: 'there is none below' },
  ])('of $tag, new and large, has $steps steps ($reason)', ({ tag, steps }) => {
    const old = version('1.4.0', 100, 0);
    const fresh = [1, 2, 3].map((day) => version(tag, 130, day));

    const truth = groundTruth([[old], fresh], [old, ...fresh], DEFAULT_THRESHOLDS);

    expect(truth.size).toBe(steps);
  });

  it('leaves out what was there when the recording began', () => {
    const images = sequence(100, 120, 120, 120).map((image) => ({ ...image, isInventory: true }));

    expect(groundTruth([images], images, DEFAULT_THRESHOLDS).size).toBe(0);
  });
});

describe('judge', () => {
  const images = sequence(100, 120, 120, 120, 150, 150, 150, 300, 150);
  const truth = groundTruth([images], images, DEFAULT_THRESHOLDS);
  const claim = (place: number, megabytes: number) => ({
    version: images[place] as Version,
    finding: { baselineBytes: megabytes * MB },
  });

  it('tells what was found from what was missed', () => {
    const { atOnce, folded, missed } = judge([claim(1, 100)], truth, DEFAULT_THRESHOLDS);

    expect(atOnce.map(({ version }) => version)).toEqual([images[1]]);
    expect(folded).toEqual([]);
    expect(missed.map(({ version }) => version)).toEqual([images[4]]);
  });

  it('tells what was right from what was not', () => {
    const claims = [claim(1, 100), claim(2, 105), claim(7, 150)];

    const { verdicts } = judge(claims, truth, DEFAULT_THRESHOLDS);

    expect([...verdicts.values()]).toEqual(['lasting', 'none', 'passing']);
  });

  it('accepts a step that was found before, in another line', () => {
    const early = { ...claim(0, 105), version: { ...version('0.9', 122), pushedAt: at(-DAY) } };

    const { folded, verdicts } = judge([early], truth, DEFAULT_THRESHOLDS);

    expect(folded.map(({ version }) => version)).toEqual([images[1]]);
    expect(verdicts.get(early)).toBe('lasting');
  });

  test.each([
    { days: 20, verdict: 'late', late: 1, reason: 'a later image says so' },
    { days: 40, verdict: 'none', late: 0, reason: 'too late' },
  ])('knows a step that was told $days days late ($reason)', ({ days, verdict, late: count }) => {
    const first = [...truth.values()][0]?.version as Version;
    const claimed = version('2.0', 121, 1 + days);
    const one = { version: claimed, finding: { baselineBytes: 100 * MB } };

    const { verdicts, late, missed } = judge([one], truth, DEFAULT_THRESHOLDS);

    expect(verdicts.get(one)).toBe(verdict);
    expect(late.map((step) => step.version)).toEqual(count === 1 ? [first] : []);
    expect(late.length + missed.length).toBe(2);
  });

  it('accepts a step of which an alert about something else tells', () => {
    const first = [...truth.values()][0]?.version as Version;

    const { folded, missed } = judge([], truth, DEFAULT_THRESHOLDS, new Set([first]));

    expect(folded.map((step) => step.version)).toEqual([first]);
    expect(missed).toHaveLength(1);
  });
});
