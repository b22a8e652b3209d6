import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { advisedOrder, bestOrder, expectedBytes, type OrderedStep } from '../../src/domain/layer-order.ts';

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
const estimated = fc.array(
  fc.tuple(step, fc.nat(20)).map(([one, trials]) => ({ ...one, trials })),
  { maxLength: 8 },
);

function named(name: string, rate: number, sizeBytes: number, trials = 20) {
  return { name, rate, sizeBytes, trials };
}

function namesOf(order: readonly { readonly name: string }[]): string {
  return order.map(({ name }) => name).join(' ');
}

describe('advisedOrder', () => {
  const anywhere = () => true;

  it('never costs more than the present one', () => {
    fc.assert(
      fc.property(estimated, (present) => {
        const now = expectedBytes(present);

        expect(expectedBytes(advisedOrder(present, anywhere))).toBeLessThanOrEqual(
          now * (1 + 1e-12) + A_BILLIONTH_OF_A_BYTE,
        );
      }),
    );
  });

  it('costs no more if every rate is half a standard error off', () => {
    const off = fc.array(fc.constantFrom(-0.5, 0.5), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(estimated, off, (present, errors) => {
        const advised = advisedOrder(present, anywhere);
        const truth = new Map<OrderedStep, OrderedStep>(
          present.map((one, place) => {
            const error = Math.sqrt((one.rate * (1 - one.rate)) / (one.trials + 2));
            const rate = Math.min(1, Math.max(0, one.rate + (errors[place] ?? 0) * error));
            return [one, { ...one, rate }];
          }),
        );
        const costOf = (order: readonly OrderedStep[]) =>
          expectedBytes(order.map((one) => truth.get(one) as OrderedStep));

        expect(costOf(advised)).toBeLessThanOrEqual(costOf(present) * (1 + 1e-12) + A_BILLIONTH_OF_A_BYTE);
      }),
    );
  });

  it('is the best one where the evidence is overwhelming and everything may be moved', () => {
    const many = fc.array(
      fc.record({
        rate: fc.constantFrom(0.1, 0.3, 0.6, 0.9),
        sizeBytes: fc.integer({ min: 1, max: 1_000_000 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(many, (present) => {
        const certain = present.map((one) => ({ ...one, trials: 1e18 }));

        const best = expectedBytes(bestOrder(present));

        expect(expectedBytes(advisedOrder(certain, anywhere))).toBeCloseTo(best, 0);
      }),
    );
  });

  it('moves nothing below what it may not stand below', () => {
    const ranks = fc.array(fc.nat(3), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(estimated, ranks, (plain, rankOf) => {
        const present = plain.map((one, place) => ({ ...one, place, rank: rankOf[place] ?? 0 }));

        const advised = advisedOrder(present, (one, other) => one.rank < other.rank);

        for (const [place, upper] of advised.entries())
          for (const lower of advised.slice(0, place))
            expect(lower.place < upper.place || lower.rank < upper.rank).toBe(true);
      }),
    );
  });

  test.each([
    { present: [named('hot', 0.96, 5), named('big', 0.04, 90)], advised: 'big hot', reason: 'clear' },
    {
      present: [named('hot', 0.96, 5), named('big', 0.5, 90, 0)],
      advised: 'big hot',
      reason: 'so much larger',
    },
    {
      present: [named('hot', 0.8, 5), named('like', 0.5, 5, 0)],
      advised: 'hot like',
      reason: 'not known enough',
    },
    { present: [named('a', 0.04, 80), named('b', 0.04, 90)], advised: 'a b', reason: 'too alike to tell' },
    {
      present: [named('never', 0.02, 1), named('big', 0.1, 900)],
      advised: 'never big',
      reason: 'may never change',
    },
  ])('of $present is $advised ($reason)', ({ present, advised }) => {
    expect(namesOf(advisedOrder(present, anywhere))).toBe(advised);
  });
});
