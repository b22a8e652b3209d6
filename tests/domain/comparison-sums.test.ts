import { describe, expect, it, test } from 'vitest';
import { compareImages } from '../../src/domain/compare-images.ts';
import { layer } from '../support/builders.ts';
import { comparableImage as image, rebuilt, recompressed } from '../support/compared-images.ts';

const [os, runtime, packages, source] = [
  layer('os', 100),
  layer('runtime', 50),
  layer('npm ci', 30),
  layer('copy', 5, { instruction: 'COPY . .' }),
] as const;
const newSource = rebuilt(source, 'copy 2', 6);
const newPackages = rebuilt(packages, 'npm ci 2', 33);
const [newOs, newRuntime] = [layer('os 2', 90), layer('runtime 2', 70)] as const;
const unknown = (seed: string) => layer(seed, 7, { instruction: null, diffId: null });

describe('the sums of a comparison', () => {
  it('tells base and own bytes apart, as far as they are known', () => {
    const { from, to } = compareImages(image([os, source], { layerCount: 1 }), image([os, newSource]));

    expect(from).toEqual({ sizeBytes: 105, baseBytes: 100, ownBytes: 5 });
    expect(to).toEqual({ sizeBytes: 106, baseBytes: null, ownBytes: null });
  });

  it('adds up each kind', () => {
    const from = image([os, packages, runtime, source, unknown('a')]);
    const to = image([os, runtime, recompressed(packages, 20), newSource, unknown('b'), unknown('c')]);

    const { totals } = compareImages(from, to);

    expect(totals).toEqual({
      kept: { layersBefore: 2, layersAfter: 2, bytesBefore: 150, bytesAfter: 150 },
      moved: { layersBefore: 0, layersAfter: 0, bytesBefore: 0, bytesAfter: 0 },
      recompressed: { layersBefore: 0, layersAfter: 0, bytesBefore: 0, bytesAfter: 0 },
      rebuilt: { layersBefore: 1, layersAfter: 1, bytesBefore: 5, bytesAfter: 6 },
      added: { layersBefore: 0, layersAfter: 3, bytesBefore: 0, bytesAfter: 34 },
      removed: { layersBefore: 2, layersAfter: 0, bytesBefore: 37, bytesAfter: 0 },
    });
  });

  test.each([
    { from: [os, os], to: [os], kept: [100, 100], removed: 0, reason: 'once of two is gone' },
    { from: [os], to: [os, os], kept: [100, 100], removed: 0, reason: 'it came a second time' },
    {
      from: [os, source, os],
      to: [source, os],
      kept: [105, 105],
      removed: 0,
      reason: 'the lower one is gone',
    },
    { from: [os, source, os], to: [source], kept: [5, 5], removed: 100, reason: 'both are gone' },
  ])('counts a layer that stands twice once, where it is kept: $reason', ({ from, to, kept, removed }) => {
    const { totals } = compareImages(image(from), image(to));

    expect([totals.kept.bytesBefore, totals.kept.bytesAfter]).toEqual(kept);
    expect(totals.removed.bytesBefore).toBe(removed);
    expect(totals.added.bytesAfter).toBe(0);
  });

  it('adds up the layers of both bases under the name of the later one', () => {
    const from = image([os, runtime], { layerCount: 2, name: 'node:20' });

    const { instructions } = compareImages(from, image([runtime], { layerCount: 1 }));

    expect(instructions).toEqual([{ instruction: 'FROM node:22', bytesBefore: 150, bytesAfter: 50 }]);
  });

  it('names the heavier of two instructions that changed alike first', () => {
    const { instructions } = compareImages(image([runtime]), image([layer('jar', 50), os]));

    expect(instructions.map(({ instruction }) => instruction)).toEqual(['RUN os', 'RUN jar', 'RUN runtime']);
  });

  it('adds up the bytes of each instruction, largest change first', () => {
    const from = image([os, runtime, packages, source, unknown('a')], { layerCount: 2, name: 'node:20' });
    const to = image([newOs, newRuntime, layer('lint', 6), newSource, unknown('a')], { layerCount: 2 });

    const { instructions } = compareImages(from, to);

    expect(instructions).toEqual([
      { instruction: 'RUN npm ci', bytesBefore: 30, bytesAfter: 0 },
      { instruction: 'FROM node:22', bytesBefore: 150, bytesAfter: 160 },
      { instruction: 'RUN lint', bytesBefore: 0, bytesAfter: 6 },
      { instruction: 'COPY . .', bytesBefore: 5, bytesAfter: 6 },
      { instruction: null, bytesBefore: 7, bytesAfter: 7 },
    ]);
  });

  test.each([
    { from: [os, source], to: [os, source], expected: null, reason: 'nothing changed' },
    {
      from: [os, source],
      to: [os, newSource],
      expected: { position: 2, kind: 'rebuilt', instruction: 'COPY . .', again: 6, above: 0 },
      reason: 'the step on top was built again',
    },
    {
      from: [os, source, packages],
      to: [os, newSource, newPackages],
      expected: { position: 2, kind: 'rebuilt', instruction: 'COPY . .', again: 39, above: 33 },
      reason: 'what is above it was built again, too',
    },
    {
      from: [os, runtime, source, packages],
      to: [os, layer('apk'), newSource, recompressed(packages, 20)],
      expected: { position: 2, kind: 'added', instruction: 'RUN apk', again: 26, above: 26 },
      reason: 'another step had another result above it',
    },
    {
      from: [os, runtime, source],
      to: [os, source],
      expected: { position: 2, kind: 'removed', instruction: 'RUN runtime', again: 0, above: 0 },
      reason: 'what was above a removed step is kept',
    },
    {
      from: [os, source],
      to: [os],
      expected: { position: 2, kind: 'removed', instruction: 'COPY . .', again: 0, above: 0 },
      reason: 'it only lost a layer on top',
    },
    {
      from: [os, packages, source],
      to: [os, source, packages],
      expected: { position: 2, kind: 'moved', instruction: 'COPY . .', again: 0, above: 0 },
      reason: 'nothing is pushed again for changing places',
    },
  ])('finds the first change: $reason', ({ from, to, expected }) => {
    const { firstChange } = compareImages(image(from), image(to));

    if (expected === null) expect(firstChange).toBeNull();
    else {
      const { again, above, ...change } = expected;
      expect(firstChange).toEqual({ ...change, pushedAgainBytes: again, pushedAgainAboveBytes: above });
    }
  });

  it('blames a base that was rebuilt for the own layers above it, not for itself', () => {
    const from = image([os, runtime, packages], { layerCount: 2 });
    const to = image([os, newRuntime, newPackages], { layerCount: 2 });

    const { firstChange } = compareImages(from, to);

    expect(firstChange).toEqual({
      ...{ position: 2, kind: 'rebuilt', instruction: 'FROM node:22' },
      ...{ pushedAgainBytes: 103, pushedAgainAboveBytes: 33 },
    });
  });
});
