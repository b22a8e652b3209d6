import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainIds } from '../../src/domain/chain.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { fakeDigest, layer } from '../support/builders.ts';

/** `sha256:` and one digit 64 times. */
function digestOf(digit: string): Digest {
  return `sha256:${digit.repeat(64)}` as Digest;
}

const LAYERS = ['1', '2', '3'].map((digit) => ({ digest: fakeDigest(digit), diffId: digestOf(digit) }));

describe('chainIds', () => {
  it('are what the formula of the specification gives', () => {
    // printf 'sha256:1…1 sha256:2…2' | sha256sum, and the same of that one and sha256:3…3.
    expect(chainIds(LAYERS)).toEqual([
      digestOf('1'),
      'sha256:9932074217c35353d2e03a3f5a86549f7c67bfeb0ba53e23d69f4d4c8f7958f5',
      'sha256:50127c0d6b338be78246434b4bce23ecf75e505158ea0bbd15effeb162fbf3ec',
    ]);
  });

  it('are none of no layers', () => {
    expect(chainIds([])).toEqual([]);
  });

  it('are those of the same layers, compressed in another way', () => {
    const recompressed = LAYERS.map(({ diffId }, index) => ({ digest: fakeDigest(`zstd ${index}`), diffId }));

    expect(chainIds(recompressed)).toEqual(chainIds(LAYERS));
  });

  it('are by digest where a layer has no diff ID', () => {
    const unknown = LAYERS.map(({ diffId }) => ({ digest: diffId, diffId: null }));

    expect(chainIds(unknown)).toEqual(chainIds(LAYERS));
  });

  it('differ with the order of layers, and with a layer that stands twice', () => {
    const [a, b] = [layer('a'), layer('b')];
    const last = [
      [a, b],
      [b, a],
      [a, b, b],
      [a, a, b],
    ].map((layers) => chainIds(layers).at(-1));

    expect(new Set(last).size).toBe(4);
  });

  it('begin like those of every image that begins with the same layers', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(names, fc.nat(12), (seeds, count) => {
        const layers = seeds.map((seed) => layer(seed));

        expect(chainIds(layers.slice(0, count))).toEqual(chainIds(layers).slice(0, count));
      }),
    );
  });
});
