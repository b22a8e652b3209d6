import { describe, expect, test } from 'vitest';
import { redact } from '../../src/domain/redact.ts';

// Patterns that can match one text in many ways take from seconds to centuries for these.
describe('hostile text', () => {
  test.each([
    { reason: 'telling words in a row', text: 'auth.'.repeat(20_000) },
    { reason: 'telling words apart', text: 'password '.repeat(10_000) },
    { reason: 'a telling word and space', text: `token${' '.repeat(10_000)}` },
    { reason: 'quotes that never close', text: 'token="\\"'.repeat(10_000) },
    { reason: 'flags that tell nothing', text: '--a-token '.repeat(10_000) },
    { reason: 'dashes', text: '-'.repeat(50_000) },
    { reason: 'almost a URL', text: 'a.'.repeat(4_000) },
    { reason: 'URLs in URLs', text: 'a://'.repeat(10_000) },
    { reason: 'keys that begin', text: '-----BEGIN PRIVATE KEY'.repeat(4_000) },
    { reason: 'tokens that begin', text: '-eyJ'.repeat(4_000) },
    { reason: 'build arguments without end', text: `|1 ${'a '.repeat(50_000)}` },
  ])(
    'is no trouble ($reason)',
    ({ text }) => {
      expect(redact(text).length).toBeLessThan(2 * text.length);
    },
    2_000,
  );
});
