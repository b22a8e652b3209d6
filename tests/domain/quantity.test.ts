import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { EXAMPLES, isProblem, type Limits, parseQuantity } from '../../src/domain/quantity.ts';

const BYTES: Limits = { unit: 'bytes', min: 0, max: 10 ** 12 };
const PERCENT: Limits = { unit: 'percent', min: 0, max: 100 };
const DAYS: Limits = { unit: 'days', min: 1, max: 365 };

const NO_BYTES = 'must be a whole number of bytes, like 25000000 or 25MB';
const NO_PERCENT = 'must be a number of percent, like 15 or 15.5, without a % sign';

describe('a quantity', () => {
  test.each([
    { text: '25000000', limits: BYTES, value: 25_000_000, reason: 'plain' },
    { text: ' 25000000 ', limits: BYTES, value: 25_000_000, reason: 'spaces around it are typing errors' },
    { text: '0', limits: BYTES, value: 0, reason: 'the least' },
    { text: '1000000000000', limits: BYTES, value: 10 ** 12, reason: 'the most' },
    { text: '25MB', limits: BYTES, value: 25_000_000, reason: 'thousands' },
    { text: '25mb', limits: BYTES, value: 25_000_000, reason: 'nobody means bits' },
    { text: '100 B', limits: BYTES, value: 100, reason: 'bytes by name' },
    { text: '4 kB', limits: BYTES, value: 4_000, reason: 'kilo' },
    { text: '1.5 GB', limits: BYTES, value: 1_500_000_000, reason: 'a part of a unit' },
    { text: '1.1GB', limits: BYTES, value: 1_100_000_000, reason: 'no part of a byte from binary fractions' },
    { text: '0.5 TB', limits: BYTES, value: 500_000_000_000, reason: 'tera' },
    { text: '512MiB', limits: BYTES, value: 536_870_912, reason: 'binary' },
    { text: '1 KiB', limits: BYTES, value: 1_024, reason: 'binary kilo' },
    { text: '0.0001 kB', limits: BYTES, value: 0, reason: 'rounded to whole bytes' },
    { text: '5.0E7', limits: BYTES, value: 50_000_000, reason: 'as CloudFormation lets numbers be written' },
    { text: '5.0', limits: BYTES, value: 5, reason: 'whole after all' },
    { text: '15', limits: PERCENT, value: 15, reason: 'whole' },
    { text: '15.5', limits: PERCENT, value: 15.5, reason: 'a part of a percent' },
    { text: '365', limits: DAYS, value: 365, reason: 'the most' },
    { text: '007', limits: DAYS, value: 7, reason: 'zeros say nothing' },
  ])('is read from "$text" ($reason)', ({ text, limits, value }) => {
    expect(parseQuantity(text, limits)).toBe(value);
  });

  test.each([
    { text: '', limits: BYTES, problem: NO_BYTES, reason: 'nothing' },
    { text: 'ten', limits: BYTES, problem: NO_BYTES, reason: 'a word' },
    { text: '1.5', limits: BYTES, problem: NO_BYTES, reason: 'a part of a byte' },
    { text: '-1', limits: BYTES, problem: NO_BYTES, reason: 'a sign' },
    { text: '1,000', limits: BYTES, problem: NO_BYTES, reason: 'a comma means two things' },
    { text: '25M', limits: BYTES, problem: NO_BYTES, reason: 'to Docker that is binary' },
    { text: '25 iB', limits: BYTES, problem: NO_BYTES, reason: 'no prefix' },
    { text: '25 MB a', limits: BYTES, problem: NO_BYTES, reason: 'something behind it' },
    { text: '2 TB', limits: BYTES, problem: 'must be from 0 to 1000000000000', reason: 'too many' },
    {
      text: '9'.repeat(400),
      limits: BYTES,
      problem: 'must be from 0 to 1000000000000',
      reason: 'no number has so many digits',
    },
    { text: '15%', limits: PERCENT, problem: NO_PERCENT, reason: 'a sign that no tag can have' },
    { text: '15 percent', limits: PERCENT, problem: NO_PERCENT, reason: 'a word' },
    { text: '15kB', limits: PERCENT, problem: NO_PERCENT, reason: 'bytes' },
    { text: '100.1', limits: PERCENT, problem: 'must be from 0 to 100', reason: 'too many' },
    { text: '0', limits: DAYS, problem: 'must be from 1 to 365', reason: 'too few' },
    { text: '1.5', limits: DAYS, problem: 'must be a whole number of days, like 30', reason: 'half a day' },
    { text: '30d', limits: DAYS, problem: 'must be a whole number of days, like 30', reason: 'a unit' },
    {
      text: 'x',
      limits: { ...DAYS, unit: 'USD' },
      problem: 'must be a number of USD, like 0.1',
      reason: 'USD',
    },
  ] as const)('is not read from "$text" ($reason)', ({ text, limits, problem }) => {
    expect(parseQuantity(text, limits)).toEqual({ problem });
  });

  it('is never outside its limits, whatever is written', () => {
    const piece = fc.oneof(
      fc.constantFrom('1', '0', '.', 'e', '+', 'k', 'M', 'i', 'B', ' ', '-'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const value = parseQuantity(pieces.join(''), DAYS);

        expect(isProblem(value) || (Number.isInteger(value) && value >= 1 && value <= 365)).toBe(true);
      }),
    );
  });

  it.each(Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[])('of %s has an example that is one', (unit) => {
    expect(isProblem(parseQuantity(EXAMPLES[unit], { unit, min: 0, max: Number.MAX_VALUE }))).toBe(false);
  });
});
