import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { tagFamily } from '../../src/domain/series.ts';

it('a family is a tag of its own family', () => {
  const words = fc.constantFrom(
    'orders',
    'jdk17',
    '1',
    '.',
    '-',
    '_',
    'v2',
    'g3f9c2d1',
    'dev',
    'x',
    'git',
    'sha',
  );
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), (parts) => {
      const family = tagFamily(parts.join(''));

      expect(family && tagFamily(family)).toBe(family);
    }),
  );
});

it('a hostile tag takes no longer than any other', () => {
  const piece = fc.constantFrom(
    '1',
    'a',
    'b',
    'rc',
    'beta',
    'f',
    '-',
    '.',
    '_',
    'v',
    'g',
    'sha256-',
    'r1',
    '0a',
    '!',
  );
  const tag = fc
    .array(piece, { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join('').repeat(128).slice(0, 127));
  fc.assert(
    fc.property(tag, fc.constantFrom('', '!', 'z', '-'), (most, last) => {
      const start = performance.now();

      tagFamily(`${most}${last}`);

      // It takes microseconds; with a pattern that looks back it would take years.
      expect(performance.now() - start).toBeLessThan(100);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  { tag: `${'1'.repeat(299)}z!`, reason: 'digits and something else' },
  { tag: `1${'a1'.repeat(149)}!`, reason: 'numbers with letters' },
  { tag: `1${'b1'.repeat(149)}!`, reason: 'letters that are versions, too' },
  { tag: `1${'rc1'.repeat(99)}!`, reason: 'words that are versions, too' },
  { tag: `${'a'.repeat(299)}!`, reason: 'letters of a hash' },
])(
  'a tag of 300 characters is no trouble ($reason)',
  ({ tag }) => {
    expect(tagFamily(tag)).toBe(tag);
  },
  2_000,
);
