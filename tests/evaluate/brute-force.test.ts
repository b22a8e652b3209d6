import { describe, expect, it, test } from 'vitest';
import { tryAllOrders, tryAllPartitions } from './brute-force.ts';
import { checkGroups, checkOrders } from './exhaustive.ts';

describe('tryAllPartitions', () => {
  test.each([
    { size: 1, partitions: 1 },
    { size: 4, partitions: 15 },
    { size: 7, partitions: 877 },
  ])('tries the $partitions partitions of $size', ({ size, partitions }) => {
    expect(tryAllPartitions(size, [], 1).tried).toBe(partitions);
  });

  test.each([
    { edges: [{ weight: 11, nodes: [0, 1] }], value: 1, groups: [0b011, 0b100], reason: 'one pair gains' },
    { edges: [{ weight: 10, nodes: [0, 1] }], value: 0, groups: [1, 2, 4], reason: 'of equals the finest' },
    { edges: [{ weight: 12, nodes: [0, 1, 2] }], value: 4, groups: [0b111], reason: 'each member but one' },
  ])('finds the best at a price of 10 ($reason)', ({ edges, value, groups }) => {
    expect(tryAllPartitions(3, edges, 10)).toMatchObject({ value, groups });
  });
});

describe('tryAllOrders', () => {
  it('finds the least bytes of all orders', () => {
    const steps = [
      { rate: 1, sizeBytes: 10 },
      { rate: 0, sizeBytes: 100 },
      { rate: 0, sizeBytes: 200 },
    ];

    expect(tryAllOrders(steps)).toEqual({ bytes: 10, tried: 6 });
  });
});

describe('checkGroups', () => {
  it('counts where the advice is the best of all partitions', () => {
    expect(
      checkGroups(
        [
          [3, 20],
          [6, 20],
        ],
        1,
      ),
    ).toEqual({ cases: 40, equal: 40, tried: 20 * 5 + 20 * 203 });
  });
});

describe('checkOrders', () => {
  it('counts where the advice is the best of all orders', () => {
    expect(
      checkOrders(
        [
          [2, 20],
          [5, 20],
        ],
        1,
      ),
    ).toEqual({ cases: 40, equal: 40, tried: 20 * 2 + 20 * 120 });
  });
});
