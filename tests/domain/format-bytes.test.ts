import { expect, test } from 'vitest';
import { formatBytes } from '../../src/domain/format-bytes.ts';

test.each([
  [0, '0 B', 'nothing'],
  [999, '999 B', 'below the first unit bytes are exact'],
  [1_000, '1.0 kB', 'the first unit'],
  [187_345_678, '187.3 MB', 'rounded down'],
  [187_350_000, '187.4 MB', 'rounded up'],
  [999_949, '999.9 kB', 'the last that stays below the unit'],
  [999_950, '1.0 MB', 'rounding reaches the next unit'],
  [1_200_000_000, '1.2 GB', 'decimal, not binary'],
  [220_137_501_313, '220.1 GB', 'a registry'],
  [9_007_199_254_740_991, '9.0 PB', 'the largest whole number'],
  [5e21, '5000.0 EB', 'no unit comes after the last'],
])('writes %d bytes as %s (%s)', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
