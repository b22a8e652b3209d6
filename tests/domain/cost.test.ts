import { expect, test } from 'vitest';
import { monthlyCostUsd } from '../../src/domain/cost.ts';

test.each([
  { bytes: 0, price: 0.1, usd: 0, reason: 'nothing' },
  { bytes: 2 ** 30, price: 0.1, usd: 0.1, reason: 'the divisor is a gibibyte' },
  { bytes: 100 * 2 ** 30, price: 0.1, usd: 10, reason: '100 GB of duplicates is 10 USD a month' },
  { bytes: 1_000_000_000, price: 0.1, usd: 0.0931, reason: 'a decimal gigabyte is less' },
  { bytes: 500_000, price: 0.1, usd: 0, reason: 'less than half a hundredth of a cent' },
  { bytes: 2 ** 30, price: 0, usd: 0, reason: 'storage that costs nothing' },
])('$bytes bytes at $price USD are $usd USD ($reason)', ({ bytes, price, usd }) => {
  expect(monthlyCostUsd(bytes, price)).toBe(usd);
});
