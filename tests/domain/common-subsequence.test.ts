import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { commonSubsequence, type SequenceItem } from '../../src/domain/common-subsequence.ts';

/** One item for each letter; a dot is an item of which nothing is known, a capital weighs ten. */
function items(letters: string): SequenceItem[] {
  return [...letters].map((letter) => ({
    key: letter === '.' ? null : letter,
    weight: letter === letter.toUpperCase() ? 10 : 1,
  }));
}

/** The best length and weight by trying everything out; of equal lengths the greater weight is better. */
function best(from: string, to: string): readonly [length: number, weight: number] {
  if (from === '' || to === '') return [0, 0];
  const [first = ''] = from;
  const without = best(from.slice(1), to);
  const place = first === '.' ? -1 : to.indexOf(first);
  if (place < 0) return without;
  const [length, weight] = best(from.slice(1), to.slice(place + 1));
  const including = [length + 1, weight + (items(first)[0]?.weight ?? 0)] as const;
  const difference = including[0] - without[0] || including[1] - without[1];
  return difference > 0 ? including : without;
}

describe('commonSubsequence', () => {
  test.each([
    { from: '', to: '', matches: [], reason: 'two of nothing' },
    { from: 'abc', to: '', matches: [], reason: 'one of nothing' },
    {
      from: 'abc',
      to: 'abc',
      matches: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      reason: 'the same',
    },
    { from: 'abc', to: 'xyz', matches: [], reason: 'nothing in common' },
    {
      from: 'abc',
      to: 'xabc',
      matches: [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      reason: 'one more below',
    },
    {
      from: 'abc',
      to: 'axbc',
      matches: [
        [0, 0],
        [1, 2],
        [2, 3],
      ],
      reason: 'one more in between',
    },
    {
      from: 'xaybz',
      to: 'pabq',
      matches: [
        [1, 1],
        [3, 2],
      ],
      reason: 'with gaps on both sides',
    },
    {
      from: 'a..b',
      to: 'a..b',
      matches: [
        [0, 0],
        [3, 3],
      ],
      reason: 'the unknown matches nothing',
    },
    { from: 'xab', to: 'ybA', matches: [[2, 1]], reason: 'one of two that crossed' },
    { from: 'xaBz', to: 'yBaw', matches: [[2, 1]], reason: 'of two that crossed the heavier, lower in to' },
    { from: 'xBaz', to: 'yaBw', matches: [[1, 2]], reason: 'of two that crossed the heavier, lower in from' },
    {
      from: 'xabCz',
      to: 'yCabw',
      matches: [
        [1, 2],
        [2, 3],
      ],
      reason: 'two light ones before one heavy one',
    },
    { from: 'xaz', to: 'yaaw', matches: [[1, 1]], reason: 'the lower of two alike' },
    { from: 'xa', to: 'yaa', matches: [[1, 2]], reason: 'what ends alike belongs together' },
    {
      from: 'aa',
      to: 'aaa',
      matches: [
        [0, 0],
        [1, 1],
      ],
      reason: 'nothing is matched from both ends',
    },
  ])('of $from and $to ($reason)', ({ from, to, matches }) => {
    expect(commonSubsequence(items(from), items(to))).toEqual(matches);
  });

  it('is in order, of equal keys, and as long and as heavy as can be', () => {
    const sequence = fc.string({ unit: fc.constantFrom('a', 'b', 'C', 'D', 'e', '.'), maxLength: 9 });
    fc.assert(
      fc.property(sequence, sequence, (from, to) => {
        const matches = commonSubsequence(items(from), items(to));

        const [lower, upper] = [matches.map(([one]) => one), matches.map(([, other]) => other)];
        const weight = lower.reduce((sum, index) => sum + (items(from)[index]?.weight ?? 0), 0);
        expect(lower).toEqual([...new Set(lower)].sort((a, b) => a - b));
        expect(upper).toEqual([...new Set(upper)].sort((a, b) => a - b));
        expect(lower.map((index) => from[index])).toEqual(upper.map((index) => to[index]));
        expect([matches.length, weight]).toEqual(best(from, to));
      }),
    );
  });
});
