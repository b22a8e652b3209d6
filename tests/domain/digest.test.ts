import { describe, expect, it, test } from 'vitest';
import { Digest, digestOf, isDigest } from '../../src/domain/digest.ts';

const HEX_64 = '7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd12345678';

describe('isDigest', () => {
  test.each([
    { digest: `sha256:${HEX_64}`, reason: 'what ECR makes' },
    { digest: `sha512:${HEX_64}${HEX_64}`, reason: 'the other registered algorithm' },
    {
      digest: 'multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8',
      reason: 'algorithms are extensible',
    },
    {
      digest: 'sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564',
      reason: 'a compound algorithm, base 64',
    },
    { digest: `x:${'a'.repeat(128)}`, reason: 'the longest encoded part' },
  ])('accepts $digest ($reason)', ({ digest }) => {
    expect(isDigest(digest)).toBe(true);
  });

  test.each([
    { digest: '', reason: 'a failed push has an empty one' },
    { digest: HEX_64, reason: 'no algorithm' },
    { digest: 'sha256:', reason: 'nothing after the algorithm' },
    { digest: `sha256:${HEX_64.slice(0, 60)}`, reason: "AWS's own sample event has 60 digits" },
    { digest: `sha256:${HEX_64}0`, reason: '65 digits' },
    { digest: `sha256:${HEX_64.toUpperCase()}`, reason: 'upper case' },
    { digest: `sha256:${'g'.repeat(64)}`, reason: 'not hexadecimal' },
    { digest: `SHA256:${HEX_64}`, reason: 'algorithms are lower case' },
    { digest: `sha512:${HEX_64}`, reason: 'too short for its algorithm' },
    { digest: `sha256:${HEX_64}\n`, reason: 'a line break at the end' },
    { digest: `a${'+a'.repeat(100)}:${'b'.repeat(20)}`, reason: 'an algorithm of absurd length' },
    { digest: `x:${'a'.repeat(129)}`, reason: 'an encoded part of absurd length' },
    { digest: 'sha256:../../etc', reason: 'slashes' },
  ])('refuses $digest ($reason)', ({ digest }) => {
    expect(isDigest(digest)).toBe(false);
  });

  it('answers at once for long text that is almost one', () => {
    expect(isDigest(`${'a+'.repeat(100_000)}:`)).toBe(false);
  });
});

describe('Digest', () => {
  it('refuses what is not text', () => {
    expect(Digest.safeParse(256).success).toBe(false);
    expect(Digest.safeParse(null).success).toBe(false);
  });

  it('says what is expected without the value', () => {
    const { error } = Digest.safeParse('sha256:secret');

    expect(error?.issues.map((issue) => issue.message)).toEqual([
      'not a digest: expected sha256: and 64 hex digits',
    ]);
  });
});

describe('digestOf', () => {
  it('is the sha256 of the bytes', () => {
    // https://www.di-mgt.com.au/sha_testvectors.html
    expect(digestOf('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digestOf('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('hashes text as UTF-8', () => {
    expect(digestOf('é')).toBe(digestOf(new Uint8Array([0xc3, 0xa9])));
  });

  it('makes digests', () => {
    expect(isDigest(digestOf('anything'))).toBe(true);
  });
});
