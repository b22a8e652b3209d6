import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { recogniseBase } from '../../src/domain/base.ts';
import { chainIds } from '../../src/domain/chain.ts';
import { image, layer } from '../support/builders.ts';
import { known, layersOf } from '../support/known-layers.ts';

const LAMBDA = { runtime: 'dotnet8', os: 'al2023' };

describe('an inferred base', () => {
  test.each([
    { reason: 'three repositories hold each of its layers', counts: { a: 3, b: 3, c: 1 }, layerCount: 2 },
    { reason: 'many do', counts: { a: 90, b: 40, c: 2 }, layerCount: 2 },
    {
      reason: 'it ends at the first layer that fewer hold',
      counts: { a: 5, b: 2, c: 5, d: 1 },
      layerCount: 1,
    },
    { reason: 'two are too few', counts: { a: 2, b: 2, c: 1 }, layerCount: null },
    { reason: 'the lowest layer is its own', counts: { a: 1, b: 9, c: 9, d: 1 }, layerCount: null },
    { reason: 'copies of the whole image are no base', counts: { a: 4, b: 4, c: 4, d: 4 }, layerCount: null },
    { reason: 'more hold it than hold the copies', counts: { a: 5, b: 5, c: 4, d: 4 }, layerCount: 2 },
    { reason: 'nobody is known to hold any', counts: {}, layerCount: null },
  ])('is what the others hold as well ($reason)', ({ counts, layerCount }) => {
    const base = recogniseBase(image({ layers: layersOf('abcd') }), known([], { d: 1, ...counts }));

    expect(base.layerCount).toBe(layerCount);
    expect(base.evidence).toBe(layerCount === null ? 'unknown' : 'inferred');
  });

  it('has the name of its first instruction and the chain id of its layers', () => {
    const base = recogniseBase(image({ layers: layersOf('abcd') }), known([], { a: 3, b: 3, d: 1 }));

    expect(base).toMatchObject({
      name: 'RUN a',
      digest: null,
      repository: null,
      chainId: chainIds(layersOf('ab')).at(-1),
      sizeBytes: 2_000,
      boundary: 'inferred',
    });
  });

  it('never reaches the uppermost layer', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }), (counts) => {
        const layers = counts.map((_, index) => layer(`${index}`));
        const by = known([], Object.fromEntries(counts.map((count, index) => [`${index}`, count])));

        const { layerCount } = recogniseBase(image({ layers }), by);

        expect(layerCount ?? 0).toBeLessThan(layers.length);
        for (const count of counts.slice(0, layerCount ?? 0)) expect(count).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});

describe('an AWS Lambda base', () => {
  test.each([
    { reason: 'six layers, as most have', layers: 8, loose: 2, layerCount: 6 },
    { reason: 'four layers: provided', layers: 5, loose: 1, layerCount: 4 },
    { reason: 'eight layers: .NET 8', layers: 12, loose: 4, layerCount: 8 },
    { reason: 'three are fewer than any has', layers: 5, loose: 2, layerCount: null },
    { reason: 'nine are more than any has', layers: 10, loose: 1, layerCount: null },
    { reason: 'all instructions are known', layers: 6, loose: 0, layerCount: null },
  ])('ends where the instructions begin ($reason)', ({ layers, loose, layerCount }) => {
    const base = recogniseBase(
      image({
        layers: Array.from({ length: layers }, (_, index) => layer(`${index}`)),
        looseInstructions: Array<string>(loose).fill('RUN make'),
        lambda: LAMBDA,
      }),
      known([]),
    );

    expect(base).toMatchObject({ evidence: 'lambda', provided: 'aws', lambda: LAMBDA, layerCount });
    expect(base.boundary).toBe(layerCount === null ? null : 'history');
  });

  it('is none where only the history is short', () => {
    const target = image({ layers: layersOf('abcdefgh'), looseInstructions: ['RUN make'] });

    expect(recogniseBase(target, known([]))).toMatchObject({ evidence: 'unknown', layerCount: null });
  });
});
