import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { matchSeries, parseSeriesPattern } from '../../src/domain/series-pattern.ts';
import { patternOf } from '../support/repository-settings.ts';

describe('a pattern', () => {
  test.each([
    { pattern: '@-:', tag: 'orders-1.4.2', series: 'orders', reason: 'the name first' },
    {
      pattern: '@-:',
      tag: 'order-history-1.4.2',
      series: 'order-history',
      reason: 'a version begins with a digit',
    },
    { pattern: '@-:', tag: 'orders-2-web-1.4.2', series: 'orders', reason: 'as short as possible' },
    { pattern: '@-:', tag: 'orders-latest', series: null, reason: 'no version' },
    { pattern: '@-:', tag: '-1', series: null, reason: 'a name of no letter' },
    { pattern: '@-:', tag: 'orders-', series: null, reason: 'a version of no digit' },
    { pattern: ':-@', tag: '1.4.2-web', series: 'web', reason: 'the version first' },
    {
      pattern: ':-@',
      tag: '1.4.2-rc.1-web',
      series: 'rc.1-web',
      reason: 'what comes first is as short as possible',
    },
    { pattern: 'build-+-@', tag: 'build-123-web-1', series: 'web-1', reason: 'something to be left out' },
    { pattern: '@', tag: 'jdk17', series: 'jdk17', reason: 'each tag a series of its own' },
    { pattern: '+-@', tag: '3.12-alpine3.18', series: 'alpine3.18', reason: 'parallel variants' },
    { pattern: '@.+', tag: '5.7.20', series: '5', reason: 'parallel major versions' },
    { pattern: '@.:.:', tag: '5.7.20', series: '5', reason: 'three numbers' },
    { pattern: 'v@.:', tag: 'v5.7', series: '5', reason: 'a letter that stands for itself' },
    { pattern: '@-:', tag: 'Orders-1', series: 'orders', reason: 'small letters, as in every series' },
    { pattern: 'Build-@', tag: 'bUILD-Web', series: 'web', reason: 'small and capital letters are one' },
    { pattern: '  @-:  ', tag: 'orders-1', series: 'orders', reason: 'spaces around it are typing errors' },
    { pattern: 'orders-@', tag: 'orders', series: null, reason: 'the tag is shorter' },
    { pattern: '@-1', tag: 'orders-12', series: null, reason: 'the whole tag has to match' },
    { pattern: '1.@', tag: '1x5', series: null, reason: 'a dot is a dot' },
    { pattern: ':@', tag: '12', series: '2', reason: 'a version is as short as possible, too' },
    { pattern: '+:@', tag: 'a1b', series: 'b', reason: 'three in a row' },
  ])('$pattern makes $series of $tag ($reason)', ({ pattern, tag, series }) => {
    expect(matchSeries(patternOf(pattern), tag)).toBe(series);
  });

  test.each([
    { value: '', problem: '@ has to stand in it exactly once', reason: 'nothing' },
    { value: 'orders', problem: '@ has to stand in it exactly once', reason: 'no group' },
    { value: '@-@', problem: '@ has to stand in it exactly once', reason: 'two groups' },
    {
      value: '@=1',
      problem: 'it has a character that no tag has',
      reason: 'AWS allows it, a registry does not',
    },
    {
      value: 'a/@',
      problem: 'it has a character that no tag has',
      reason: 'AWS allows it, a registry does not',
    },
    {
      value: 'a @',
      problem: 'it has a character that no tag has',
      reason: 'AWS allows it, a registry does not',
    },
    { value: '@-é', problem: 'it has a character that no tag has', reason: 'a letter, but none of a tag' },
    { value: '^(@)$', problem: 'it has a character that no tag has', reason: 'it is no regular expression' },
    {
      value: `@${'-'.repeat(256)}`,
      problem: 'longer than 256 characters',
      reason: 'AWS allows no more either',
    },
  ])('$value is none ($reason)', ({ value, problem }) => {
    expect(parseSeriesPattern(value)).toEqual({ problem });
  });

  it('may be as long as the value of a tag', () => {
    expect(parseSeriesPattern(`@${'-'.repeat(255)}`)).toEqual({ text: `@${'-'.repeat(255)}` });
  });
});

const text = (parts: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...parts), { maxLength }).map((all) => all.join(''));

const EXPRESSIONS = new Map([
  ['.', String.raw`\.`],
  ['+', '(?:.+?)'],
  [':', String.raw`(?:\d.*?)`],
  ['@', '(.+?)'],
]);

it('matches as the regular expression does that says the same', () => {
  const parts = ['a', 'b', '1', '-', '.', '+', ':'];
  const pattern = fc.tuple(text(parts, 4), text(parts, 4)).map(([before, after]) => `${before}@${after}`);
  fc.assert(
    fc.property(pattern, text(['a', 'b', '1', '2', '-', '.'], 9), (value, tag) => {
      const source = [...value].map((part) => EXPRESSIONS.get(part) ?? part).join('');

      const expected = new RegExp(`^${source}$`).exec(tag)?.[1] ?? null;

      expect(matchSeries(patternOf(value), tag)).toBe(expected);
    }),
    { numRuns: 5_000 },
  );
});

it('takes some milliseconds for the longest pattern and the longest tag, however many ways there are to match', () => {
  const part = fc.constantFrom('+', ':', '1', 'a', '+:', '+1', 'a+', ':+1', '+-');
  const pattern = fc.tuple(part, fc.nat(255)).map(([some, place]) =>
    some
      .repeat(256)
      .slice(0, 255)
      .replace(/^(.*)$/s, (all) => `${all.slice(0, place)}@${all.slice(place)}`),
  );
  const tag = fc
    .tuple(fc.constantFrom('1', 'a', '11', '1-', 'a1'), fc.constantFrom('', '!', '-', '1'))
    .map(([some, last]) => some.repeat(128).slice(0, 128 - last.length) + last);
  const short = pattern.map((value) => value.slice(0, 40)).filter((value) => value.includes('@'));
  fc.assert(
    fc.property(fc.oneof(pattern, short), tag, (value, subject) => {
      const times = [1, 2, 3].map(() => {
        const start = performance.now();
        matchSeries(patternOf(value), subject);
        return performance.now() - start;
      });

      // Another process may get in its way once, not three times.
      expect(Math.min(...times)).toBeLessThan(50);
    }),
    { numRuns: 500 },
  );
});
