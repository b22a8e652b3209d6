import { describe, expect, it, test } from 'vitest';
import { compareImages } from '../../src/domain/compare-images.ts';
import type { Comparison } from '../../src/domain/comparison.ts';
import { fakeDigest, layer } from '../support/builders.ts';
import { comparableImage as image, rebuilt, recompressed } from '../support/compared-images.ts';

/** `kept 1→1`, `removed 2→`: kind and positions of every step. */
function stepsOf({ steps }: Comparison): string[] {
  const positions = (layers: Comparison['steps'][number]['to']) =>
    layers.map(({ position }) => position).join('+');
  return steps.map(({ kind, from, to }) => `${kind} ${positions(from)}→${positions(to)}`);
}

const [os, runtime, packages, source] = [
  layer('os', 100),
  layer('runtime', 50),
  layer('npm ci', 30),
  layer('copy', 5, { instruction: 'COPY . .' }),
] as const;
const newSource = rebuilt(source, 'copy 2', 6);
const newPackages = rebuilt(packages, 'npm ci 2', 33);
const unknown = (seed: string) => layer(seed, 7, { instruction: null, diffId: null });

describe('compareImages', () => {
  test.each([
    { from: [], to: [], steps: [], reason: 'two images without layers' },
    { from: [os, source], to: [os, source], steps: ['kept 1→1', 'kept 2→2'], reason: 'the same image' },
    { from: [os], to: [os, source], steps: ['kept 1→1', 'added →2'], reason: 'one layer more on top' },
    { from: [os, source], to: [os], steps: ['kept 1→1', 'removed 2→'], reason: 'one layer less on top' },
    {
      from: [os, source],
      to: [packages, os, source],
      steps: ['added →1', 'kept 1→2', 'kept 2→3'],
      reason: 'a layer inserted at the bottom leaves those above as they are',
    },
    {
      from: [os, packages, source],
      to: [os, source],
      steps: ['kept 1→1', 'removed 2→', 'kept 3→2'],
      reason: 'a layer taken out stands where it stood',
    },
    {
      from: [os, packages, source],
      to: [os, newPackages, newSource],
      steps: ['kept 1→1', 'rebuilt 2→2', 'rebuilt 3→3'],
      reason: 'steps that were built again',
    },
    {
      from: [os, packages],
      to: [os, recompressed(packages, 20)],
      steps: ['kept 1→1', 'recompressed 2→2'],
      reason: 'a layer that was compressed again',
    },
    {
      from: [source, packages, os],
      to: [recompressed(packages, 20), newSource, os],
      steps: ['removed 1→', 'recompressed 2→1', 'added →2', 'kept 3→3'],
      reason: 'content goes before instructions, and order before both',
    },
    {
      from: [os, packages, runtime, source],
      to: [packages, source, os],
      steps: ['kept 2→1', 'removed 3→', 'kept 4→2', 'moved 1→3'],
      reason: 'what was removed stands above what stayed below it',
    },
    {
      from: [os, packages, source],
      to: [os, source, packages],
      steps: ['kept 1→1', 'moved 3→2', 'kept 2→3'],
      reason: 'of two that changed places the smaller one has moved',
    },
    {
      from: [unknown('a'), unknown('b')],
      to: [unknown('c'), unknown('b')],
      steps: ['removed 1→', 'added →1', 'kept 2→2'],
      reason: 'layers of which nothing is known are never taken for each other',
    },
    {
      from: [os, packages],
      to: [os, layer('npm install', 40)],
      steps: ['kept 1→1', 'removed 2→', 'added →2'],
      reason: 'another instruction is another step',
    },
    {
      from: [os, source],
      to: [os, source, os],
      steps: ['kept 1→1', 'kept 2→2', 'added →3'],
      reason: 'a layer that stands twice is a layer more',
    },
    {
      from: [os, packages, rebuilt(source, 'copy 1')],
      to: [os, recompressed(packages, 20), newSource],
      steps: ['kept 1→1', 'recompressed 2→2', 'rebuilt 3→3'],
      reason: 'each rule fills the gaps the one before it left',
    },
  ])('says what became of each layer: $reason', ({ from, to, steps }) => {
    expect(stepsOf(compareImages(image(from), image(to)))).toEqual(steps);
  });

  const [newOs, newRuntime, patch] = [layer('os 2', 90), layer('runtime 2', 70), layer('patch', 10)] as const;

  test.each([
    {
      from: image([os, runtime, source], { layerCount: 2 }),
      to: image([newOs, newRuntime, patch, source], { layerCount: 3 }),
      steps: ['rebuilt 1+2→1+2+3', 'kept 3→4'],
      reason: 'two layers gave way to three',
    },
    {
      from: image([os, runtime, source], { layerCount: 2 }),
      to: image([os, newRuntime, patch, newSource], { layerCount: 3 }),
      steps: ['kept 1→1', 'rebuilt 2→2+3', 'rebuilt 3→4'],
      reason: 'what both bases share is kept',
    },
    {
      from: image([os, runtime, source], { layerCount: 2 }),
      to: image([recompressed(os, 80), newRuntime, source], { layerCount: 2 }),
      steps: ['recompressed 1→1', 'rebuilt 2→2', 'kept 3→3'],
      reason: 'what was compressed again is said of each layer',
    },
    {
      from: image([os, runtime, source], { layerCount: 2 }),
      to: image([os, source], { layerCount: 1 }),
      steps: ['kept 1→1', 'removed 2→', 'kept 3→2'],
      reason: 'a base that only lost layers was not built again',
    },
    {
      from: image([os, packages, source], { layerCount: 1 }),
      to: image([os, newPackages, newSource], { layerCount: 2 }),
      steps: ['kept 1→1', 'rebuilt 2→2', 'rebuilt 3→3'],
      reason: 'a step that has become part of the base is known by its instruction',
    },
    {
      from: image([os, packages], { layerCount: 2 }),
      to: image([newOs, newPackages]),
      steps: ['removed 1→', 'added →1', 'rebuilt 2→2'],
      reason: 'where one base is not known only instructions count',
    },
    {
      from: image([os, source], { layerCount: 1 }),
      to: image([newOs, packages, newSource], { layerCount: 1, name: 'alpine' }),
      steps: ['rebuilt 1→1', 'added →2', 'rebuilt 2→3'],
      reason: 'another base is another result of the same step',
    },
    {
      from: image([os, packages, source], { layerCount: 1 }),
      to: image([newOs, newSource], { layerCount: 1 }),
      steps: ['rebuilt 1→1', 'removed 2→', 'rebuilt 3→2'],
      reason: 'what was removed stood above the base',
    },
  ])('takes the layers of both bases for one step: $reason', ({ from, to, steps }) => {
    expect(stepsOf(compareImages(from, to))).toEqual(steps);
  });

  it('names what each step is', () => {
    const from = image([os, runtime, packages, unknown('a')], { layerCount: 2 });
    const named = { ...unknown('a'), instruction: 'RUN make' };
    const to = image([newOs, recompressed(packages, 20), named], { layerCount: 1, name: 'alpine:3' });

    const { steps } = compareImages(from, to);

    expect(steps.map(({ kind, origin, instruction }) => ({ kind, origin, instruction }))).toEqual([
      { kind: 'rebuilt', origin: 'base', instruction: 'FROM alpine:3' },
      { kind: 'recompressed', origin: 'own', instruction: 'RUN npm ci' },
      { kind: 'kept', origin: 'own', instruction: 'RUN make' },
    ]);
  });

  test.each([
    { to: image([os], { layerCount: 1 }), instruction: 'FROM node:22', reason: 'by its name' },
    {
      to: image([os], { layerCount: 1, name: null }),
      instruction: `FROM ${fakeDigest('chain')}`,
      reason: 'without a name by its chain id',
    },
    {
      to: { ...image([os], { layerCount: 1 }), base: null },
      instruction: 'FROM unknown',
      reason: 'if nothing is said of it, as unknown',
    },
    { to: image([]), instruction: 'FROM node:20', reason: 'by the name it had, where it is gone' },
  ])('calls a base $reason', ({ to, instruction }) => {
    const from = image([os], { layerCount: 1, name: 'node:20' });

    const { steps, instructions } = compareImages(from, to);

    expect(steps[0]).toMatchObject({ origin: 'base', instruction });
    expect(instructions).toMatchObject([{ instruction }]);
  });

  it('takes an instruction from the image that knows it', () => {
    const { steps } = compareImages(image([os]), image([{ ...os, instruction: null }]));

    expect(steps).toMatchObject([{ kind: 'kept', instruction: 'RUN os' }]);
  });
});
