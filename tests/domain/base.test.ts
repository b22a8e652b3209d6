import { describe, expect, it, test } from 'vitest';
import { recogniseBase } from '../../src/domain/base.ts';
import { chainIds } from '../../src/domain/chain.ts';
import { fakeDigest, image, REGISTRY } from '../support/builders.ts';
import { known, layersOf } from '../support/known-layers.ts';

const LAMBDA = { runtime: 'dotnet8', os: 'al2023' };
const DECLARED = { name: 'docker.io/library/node:22', digest: fakeDigest('node') };

describe('the base of an image', () => {
  const ALL = known([{ seeds: 'ab' }], { a: 3, b: 3, c: 3, d: 1 });
  const FEW = known([], { a: 3, b: 3, c: 3, d: 1 });

  test.each([
    {
      evidence: 'declared',
      of: { declaredBase: DECLARED, lambda: LAMBDA },
      by: ALL,
      reason: 'its own word comes first',
    },
    { evidence: 'layers', of: { lambda: LAMBDA }, by: ALL, reason: 'another image comes before its config' },
    {
      evidence: 'lambda',
      of: { lambda: LAMBDA },
      by: FEW,
      reason: 'its config comes before what others hold',
    },
    { evidence: 'inferred', of: {}, by: FEW, reason: 'what others hold is the last resort' },
    { evidence: 'unknown', of: {}, by: known([]), reason: 'nothing is guessed' },
  ])('is known by $evidence ($reason)', ({ evidence, of, by }) => {
    expect(recogniseBase(image({ layers: layersOf('abcd'), ...of }), by).evidence).toBe(evidence);
  });

  it('is the one that is declared, and ends where an image of other layers says', () => {
    const base = recogniseBase(image({ layers: layersOf('abcd'), declaredBase: DECLARED }), ALL);

    expect(base).toMatchObject({
      ...DECLARED,
      layerCount: 2,
      sizeBytes: 2_000,
      boundary: 'layers',
      isBare: false,
      provided: null,
    });
  });

  it('is the one that is declared, and ends nowhere where nothing says so', () => {
    const base = recogniseBase(image({ layers: layersOf('ab'), declaredBase: DECLARED }), known([]));

    expect(base).toMatchObject({
      ...DECLARED,
      layerCount: null,
      sizeBytes: null,
      boundary: null,
      chainId: null,
    });
  });

  it('is the image whose layers are all at the bottom of it', () => {
    expect(recogniseBase(image({ layers: layersOf('abcd') }), ALL)).toEqual({
      evidence: 'layers',
      name: 'team/base',
      digest: fakeDigest('ab'),
      repository: { ...REGISTRY, repository: 'team/base' },
      provided: null,
      lambda: null,
      chainId: chainIds(layersOf('ab')).at(-1),
      layerCount: 2,
      sizeBytes: 2_000,
      boundary: 'layers',
      isBare: false,
    });
  });

  it('counts the bytes of a layer that stands twice once', () => {
    const base = recogniseBase(image({ layers: layersOf('aabc') }), known([{ seeds: 'aab' }]));

    expect(base).toMatchObject({ layerCount: 3, sizeBytes: 2_000 });
  });

  it('is provided by AWS where its config says so, whoever keeps a copy', () => {
    const base = recogniseBase(image({ layers: layersOf('abcd'), lambda: LAMBDA }), ALL);

    expect(base).toMatchObject({ evidence: 'layers', provided: 'aws', lambda: LAMBDA, name: 'team/base' });
  });
});
