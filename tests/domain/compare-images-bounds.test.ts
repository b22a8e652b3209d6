import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compareImages } from '../../src/domain/compare-images.ts';
import { sizeOf } from '../../src/domain/image.ts';
import { fakeDigest, layer } from '../support/builders.ts';
import { comparableImage as image } from '../support/compared-images.ts';

/** Few digests, diff IDs and instructions, so that all of them meet; a digest has one size. */
const someLayer = fc
  .record({
    seed: fc.nat(9),
    diffId: fc.option(fc.nat(4)),
    instruction: fc.option(fc.constantFrom('RUN a', 'RUN b', 'COPY . .')),
  })
  .map(({ seed, diffId, instruction }) =>
    layer(`${seed}`, 2 ** seed, {
      diffId: diffId === null ? null : fakeDigest(`diff ${diffId}`),
      instruction,
    }),
  );
const someImage = fc
  .record({ layers: fc.array(someLayer, { maxLength: 12 }), layerCount: fc.option(fc.nat(6)) })
  .map(({ layers, layerCount }) => image(layers, { layerCount }));

describe('a comparison of any two images', () => {
  it('has every layer in exactly one step', () => {
    fc.assert(
      fc.property(someImage, someImage, (from, to) => {
        const { steps } = compareImages(from, to);

        const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position;
        expect(steps.flatMap((step) => step.from).sort(byPosition)).toEqual(from.layers);
        expect(steps.flatMap((step) => step.to).sort(byPosition)).toEqual(to.layers);
        const lowest = steps.flatMap((step) => step.to[0]?.position ?? []);
        expect(lowest).toEqual(lowest.toSorted((a, b) => a - b));
      }),
    );
  });

  it('adds up to the sizes of both, by kind and by instruction', () => {
    fc.assert(
      fc.property(someImage, someImage, (from, to) => {
        const { totals, instructions, ...sizes } = compareImages(from, to);

        const { kept, moved, recompressed, rebuilt, added, removed } = totals;
        const bothSides = [kept, moved, recompressed, rebuilt];
        const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
        const before = sum([...bothSides, removed].map(({ bytesBefore }) => bytesBefore));
        const after = sum([...bothSides, added].map(({ bytesAfter }) => bytesAfter));
        expect([before, after]).toEqual([sizeOf(from.layers), sizeOf(to.layers)]);
        expect([sizes.from.sizeBytes, sizes.to.sizeBytes]).toEqual([before, after]);
        expect([added.bytesBefore, removed.bytesAfter]).toEqual([0, 0]);
        expect(sum(instructions.map(({ bytesBefore }) => bytesBefore))).toBe(before);
        expect(sum(instructions.map(({ bytesAfter }) => bytesAfter))).toBe(after);
      }),
    );
  });

  it('keeps or moves exactly the bytes that both images hold', () => {
    fc.assert(
      fc.property(someImage, someImage, (from, to) => {
        const { totals } = compareImages(from, to);

        const held = new Set(from.layers.map(({ digest }) => digest));
        const shared = sizeOf(to.layers.filter(({ digest }) => held.has(digest)));
        expect(totals.kept.bytesBefore).toBe(totals.kept.bytesAfter);
        expect(totals.kept.bytesBefore + totals.moved.bytesBefore).toBe(shared);
        expect(totals.kept.bytesAfter + totals.moved.bytesAfter).toBe(shared);
      }),
    );
  });

  it('finds the first change where the digests first differ', () => {
    fc.assert(
      fc.property(someImage, someImage, (from, to) => {
        const { firstChange, totals } = compareImages(from, to);

        const length = Math.max(from.layers.length, to.layers.length);
        const index = Array.from({ length }, (_, one) => one).find(
          (one) => from.layers[one]?.digest !== to.layers[one]?.digest,
        );
        expect(firstChange?.position).toBe(index === undefined ? undefined : index + 1);
        expect(firstChange?.pushedAgainBytes ?? 0).toBe(
          totals.rebuilt.bytesAfter + totals.recompressed.bytesAfter,
        );
      }),
    );
  });

  it('says that nothing changed of an image and itself', () => {
    fc.assert(
      fc.property(someImage, (one) => {
        const { steps, firstChange } = compareImages(one, one);

        expect(steps.every(({ kind }) => kind === 'kept')).toBe(true);
        expect(firstChange).toBeNull();
      }),
    );
  });

  test.each([
    { reason: 'every digest another', name: (index: number, side: string) => `${side} ${index}` },
    {
      reason: 'the order turned round',
      name: (index: number, side: string) => `${side ? index : 999 - index}`,
    },
    {
      reason: 'every second one in common',
      name: (index: number, side: string) => `${index % 2 ? side : ''}${index}`,
    },
  ])('takes less than 100 ms for two images of 1,000 layers: $reason', ({ name }) => {
    const layers = (side: string) =>
      Array.from({ length: 1_000 }, (_, index) => {
        const instruction = index % 7 === 0 ? 'COPY . .' : `RUN ${index % 90}`;
        return layer(name(index, side), index, { instruction });
      });
    const [from, to] = [image(layers('')), image(layers('b'))];

    const times = Array.from({ length: 3 }, () => {
      const start = performance.now();
      compareImages(from, to);
      return performance.now() - start;
    });

    expect(Math.min(...times)).toBeLessThan(100);
  });
});
