import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { bestOrder, expectedBytes, savedBySwap } from '../../src/domain/layer-order.ts';

/** Where next to nothing is pushed, numbers are too small to be compared by ratio. */
const A_BILLIONTH_OF_A_BYTE = 1e-9;

/** Rates from 0 to 1, both of them included; sizes from nothing to gigabytes. */
const step = fc.record({
  rate: fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 1, 0.5, 1 - Number.EPSILON, Number.MIN_VALUE),
  ),
  sizeBytes: fc.oneof(fc.integer({ min: 0, max: 5_000_000_000 }), fc.constantFrom(0, 1, 1_000)),
  isIndependent: fc.boolean(),
});
const steps = fc.array(step, { maxLength: 7 });
function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, place) =>
    permutations(items.toSpliced(place, 1)).map((rest) => [item, ...rest]),
  );
}

function named(name: string, rate: number, sizeBytes: number, trials = 20) {
  return { name, rate, sizeBytes, trials };
}

function namesOf(order: readonly { readonly name: string }[]): string {
  return order.map(({ name }) => name).join(' ');
}

describe('expectedBytes', () => {
  test.each([
    { steps: [], bytes: 0, reason: 'nothing is pushed' },
    { steps: [{ rate: 0.25, sizeBytes: 100 }], bytes: 25, reason: 'as often as it changes' },
    {
      steps: [
        { rate: 0.5, sizeBytes: 100 },
        { rate: 0.5, sizeBytes: 100 },
      ],
      bytes: 50 + 75,
      reason: 'the upper one with the lower one, too',
    },
    {
      steps: [
        { rate: 1, sizeBytes: 10 },
        { rate: 0, sizeBytes: 100 },
      ],
      bytes: 110,
      reason: 'what never changes stands on what always does',
    },
    {
      steps: [
        { rate: 1, sizeBytes: 10 },
        { rate: 0.25, sizeBytes: 100, isIndependent: true },
      ],
      bytes: 35,
      reason: 'what comes out the same is only pushed when it changes itself',
    },
  ])('of $steps are $bytes ($reason)', ({ steps, bytes }) => {
    expect(expectedBytes(steps)).toBe(bytes);
  });
});

describe('bestOrder', () => {
  it('is as good as the best of all permutations', () => {
    fc.assert(
      fc.property(steps, (present) => {
        const least = Math.min(...permutations(present).map(expectedBytes));

        const best = expectedBytes(bestOrder(present));

        expect(best).toBeGreaterThanOrEqual(least);
        expect(best - least).toBeLessThanOrEqual(1e-9 * least + A_BILLIONTH_OF_A_BYTE);
      }),
      { numRuns: 300 },
    );
  });

  it('has the same steps, and none twice', () => {
    fc.assert(
      fc.property(steps, (present) => {
        expect(new Set(bestOrder(present))).toEqual(new Set(present));
        expect(bestOrder(present)).toHaveLength(present.length);
      }),
    );
  });

  test.each([
    { present: [named('hot', 0.9, 5), named('big', 0.1, 90)], best: 'big hot', reason: 'odds per byte' },
    {
      present: [named('rare', 0.1, 1), named('big', 0.2, 900)],
      best: 'big rare',
      reason: 'not the rate alone',
    },
    { present: [named('a', 0.5, 10), named('b', 0.5, 10)], best: 'a b', reason: 'equals stay as they are' },
    { present: [named('b', 0.5, 10), named('a', 0.5, 10)], best: 'b a', reason: 'whatever they are called' },
    {
      present: [named('none', 0.1, 0), named('big', 0.9, 9)],
      best: 'big none',
      reason: 'no bytes to lose on top',
    },
    {
      present: [named('always', 1, 900), named('big', 0.9, 9)],
      best: 'big always',
      reason: 'never below others',
    },
    { present: [named('big', 0.9, 9), named('never', 0, 0)], best: 'never big', reason: 'it is no burden' },
  ])('of $present is $best ($reason)', ({ present, best }) => {
    expect(namesOf(bestOrder(present))).toBe(best);
  });

  it('puts a step that comes out the same anyway above those that do not', () => {
    const present = [{ ...named('layer', 0.1, 900), isIndependent: true }, named('big', 0.5, 10)];

    expect(namesOf(bestOrder(present))).toBe('big layer');
  });
});

describe('savedBySwap', () => {
  it('is what the bytes of two steps alone are less by', () => {
    fc.assert(
      fc.property(step, step, (lower, upper) => {
        const [now, then] = [expectedBytes([lower, upper]), expectedBytes([upper, lower])];

        expect(Math.abs(savedBySwap(upper, lower) - (now - then))).toBeLessThanOrEqual(
          1e-12 * (lower.sizeBytes + upper.sizeBytes) + A_BILLIONTH_OF_A_BYTE,
        );
      }),
    );
  });
});
