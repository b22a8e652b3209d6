import { expect, it } from 'vitest';
import { distinctLayers, sizeOf } from '../../src/domain/image.ts';
import { layer } from '../support/builders.ts';

it('counts a layer that stands twice once', () => {
  const empty = layer('empty', 32);

  expect(sizeOf([layer('base', 1_000), empty, layer('app', 200), empty])).toBe(1_232);
});

it('keeps the order of the layers, base first, each where it first stands', () => {
  const [base, empty, app] = [layer('base'), layer('empty'), layer('app')];

  expect(distinctLayers([base, empty, app, empty])).toEqual([base, empty, app]);
});

it('an image without layers has no bytes', () => {
  expect(sizeOf([])).toBe(0);
});
