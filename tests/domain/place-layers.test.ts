import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ownBytes, placeLayers } from '../../src/domain/placed-layers.ts';
import type { Layer } from '../../src/domain/image.ts';
import { image } from '../support/builders.ts';
import { layersOf } from '../support/known-layers.ts';

describe('placeLayers', () => {
  const bare = layersOf('abc').map((one) => ({ ...one, instruction: null }));
  const instructions = (layers: readonly Layer[]) => layers.map(({ instruction }) => instruction);

  it('numbers the layers from 1, and tells those of the base', () => {
    const placed = placeLayers(image({ layers: layersOf('abc') }), { layerCount: 2, isBare: false });

    expect(placed.map(({ position, origin }) => `${position} ${origin}`)).toEqual([
      '1 base',
      '2 base',
      '3 own',
    ]);
    expect(instructions(placed)).toEqual(['RUN a', 'RUN b', 'RUN c']);
  });

  it('does not tell them where it is not known where the base ends', () => {
    const placed = placeLayers(image({ layers: layersOf('ab') }), { layerCount: null, isBare: false });

    expect(placed.map(({ origin }) => origin)).toEqual([null, null]);
    expect(ownBytes(placed)).toBeNull();
  });

  test.each([
    { reason: 'exactly the base is without', layerCount: 1, isBare: true, expected: [null, 'RUN x', null] },
    {
      reason: 'not where the base has a history',
      layerCount: 1,
      isBare: false,
      expected: [null, null, null],
    },
    { reason: 'not where the base is larger', layerCount: 2, isBare: true, expected: [null, null, null] },
    { reason: 'not where it is not known', layerCount: null, isBare: true, expected: [null, null, null] },
  ])('gives instructions to the uppermost layers: $reason', ({ expected, ...base }) => {
    const placed = placeLayers(image({ layers: bare, looseInstructions: ['RUN x', null] }), base);

    expect(instructions(placed)).toEqual(expected);
  });

  it('gives instructions to what is above AWS Lambda, whatever else is in between', () => {
    const layers = layersOf('abcdefgh').map((one) => ({ ...one, instruction: null }));
    const lambda = { runtime: null, os: null };
    const between = { layerCount: 7, isBare: false };

    const placed = placeLayers(image({ layers, lambda, looseInstructions: ['RUN x', 'RUN y'] }), between);

    expect(instructions(placed).slice(5)).toEqual([null, 'RUN x', 'RUN y']);
    expect(placed.map(({ origin }) => origin).slice(5)).toEqual(['base', 'base', 'own']);
  });

  it('leaves the instructions of layers alone where none are loose', () => {
    const placed = placeLayers(image({ layers: layersOf('ab') }), { layerCount: 2, isBare: false });

    expect(instructions(placed)).toEqual(['RUN a', 'RUN b']);
  });

  it('leaves layers, order and bytes as they are', () => {
    const seeds = fc.stringMatching(/^[a-d]{0,8}$/);
    fc.assert(
      fc.property(seeds, fc.nat(8), fc.nat(8), (own, count, loose) => {
        const layers = layersOf(own);
        const target = image({
          layers,
          looseInstructions: Array<string>(Math.min(loose, own.length)).fill('RUN x'),
        });

        const placed = placeLayers(target, {
          layerCount: Math.min(count, own.length),
          isBare: true,
        });

        expect(placed.map(({ digest, sizeBytes }) => [digest, sizeBytes])).toEqual(
          layers.map(({ digest, sizeBytes }) => [digest, sizeBytes]),
        );
        const base = new Set([...own].slice(0, count));
        const above = new Set([...own].slice(count).filter((seed) => !base.has(seed)));
        expect(ownBytes(placed)).toBe(above.size * 1_000);
      }),
    );
  });
});
