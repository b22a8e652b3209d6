import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { recogniseBase } from '../../src/domain/base.ts';
import { at, fakeDigest, image, REPOSITORY } from '../support/builders.ts';
import { known, layersOf } from '../support/known-layers.ts';

const OTHER_REGISTRY = { accountId: '210987654321', region: 'us-east-1' };

describe('another image with the same layers', () => {
  test.each([
    { reason: 'all of its layers: a copy is no base', seeds: 'ab', images: [{ seeds: 'ab' }] },
    { reason: 'more layers', seeds: 'ab', images: [{ seeds: 'abc' }] },
    { reason: 'the same layers in another order', seeds: 'abc', images: [{ seeds: 'ba' }] },
    { reason: 'layers that are not the lowest', seeds: 'abc', images: [{ seeds: 'bc' }] },
    {
      reason: 'its own repository: an older version is no base',
      seeds: 'abc',
      images: [{ ...REPOSITORY, seeds: 'ab' }],
    },
    { reason: 'no layers', seeds: '', images: [] },
  ])('is no base of it ($reason)', ({ seeds, images }) => {
    expect(recogniseBase(image({ layers: layersOf(seeds) }), known(images)).evidence).toBe('unknown');
  });

  const [NEAR, FAR] = [{ repository: 'team/near' }, { ...OTHER_REGISTRY, repository: 'team/far' }];

  test.each([
    {
      reason: 'more layers',
      images: [{ seeds: 'a' }, { seeds: 'abc', repository: 'team/long' }, { seeds: 'ab' }],
      name: 'team/long',
    },
    {
      reason: 'more layers, though in another registry',
      images: [
        { seeds: 'a', ...NEAR },
        { seeds: 'ab', ...FAR },
      ],
      name: 'team/far',
    },
    {
      reason: 'the same registry',
      images: [
        { seeds: 'ab', ...FAR, at: at(0) },
        { seeds: 'ab', ...NEAR, at: at(9) },
      ],
      name: 'team/near',
    },
    {
      reason: 'the first push',
      images: [
        { seeds: 'ab', at: at(9) },
        { seeds: 'ab', ...NEAR, at: at(3) },
      ],
      name: 'team/near',
    },
    {
      reason: 'the first name, of one moment',
      images: [
        { seeds: 'ab', ...NEAR },
        { seeds: 'ab', repository: 'team/first' },
      ],
      name: 'team/first',
    },
    {
      reason: 'another registry, where there is no other',
      images: [
        { seeds: 'ab', ...FAR },
        { seeds: 'ab', ...REPOSITORY },
      ],
      name: 'team/far',
    },
    {
      reason: 'a repository of the same name in another registry',
      images: [{ seeds: 'ab', ...REPOSITORY, ...OTHER_REGISTRY }],
      name: REPOSITORY.repository,
    },
  ])('is preferred by $reason', ({ images, name }) => {
    const target = image({ layers: layersOf('abcd') });

    expect(recogniseBase(target, known(images)).name).toBe(name);
    expect(recogniseBase(target, known([...images].reverse())).name).toBe(name);
  });

  it('is found whatever it was compressed with', () => {
    const recompressed = layersOf('abc').map((one, index) => ({
      ...one,
      digest: fakeDigest(`zstd ${index}`),
    }));

    expect(recogniseBase(image({ layers: recompressed }), known([{ seeds: 'ab' }])).name).toBe('team/base');
  });

  it('is the one with the most layers among all that are strictly fewer', () => {
    const seeds = fc.stringMatching(/^[ab]{0,6}$/);
    fc.assert(
      fc.property(seeds, fc.array(seeds, { maxLength: 8 }), (own, others) => {
        const images = others.filter((other) => other !== '').map((other) => ({ seeds: other }));
        const fitting = images
          .map((other) => other.seeds)
          .filter((other) => own.startsWith(other) && other !== own);

        const base = recogniseBase(image({ layers: layersOf(own) }), known(images));

        expect(base.layerCount ?? 0).toBe(Math.max(0, ...fitting.map(({ length }) => length)));
      }),
    );
  });
});
