import type { LayeredPush } from '../../src/domain/change-rates.ts';
import type { PlacedLayer } from '../../src/domain/placed-layers.ts';
import { fakeDigest } from './builders.ts';

/** A step above the base: its instruction and the bytes of its layer. */
export type PushedStep = readonly [instruction: string, sizeBytes: number];

/**
 * Pushes of one series, newest first as the domain takes them. `contents` reads from left to right, the oldest push
 * first, one word for each: its first letter is the content of the base, and each other one that of a step.
 */
export function layeredPushes(steps: readonly PushedStep[], contents: string): LayeredPush[] {
  return contents
    .split(' ')
    .map((push, day) => ({
      digest: fakeDigest(`image of day ${day}`),
      pushedAt: dayOf(day),
      layers: layersOf(steps, push),
    }))
    .reverse();
}

/** The same pushes, each layer as `change` makes it. */
export function changedPushes(
  pushes: readonly LayeredPush[],
  change: (layer: PlacedLayer, push: number) => Partial<PlacedLayer>,
): LayeredPush[] {
  return pushes.map((push, place) => ({
    ...push,
    layers: push.layers.map((layer) => ({ ...layer, ...change(layer, place) })),
  }));
}

/** RFC 3339: so many days after the first push. */
export function dayOf(day: number): string {
  return new Date(Date.UTC(2026, 9, 1 + day)).toISOString();
}

function layersOf(steps: readonly PushedStep[], push: string): PlacedLayer[] {
  const [base = '', ...own] = push;
  return [
    placed(0, `base ${base}`, 'ADD rootfs.tar.xz /', 30_000_000),
    ...own.map((content, index) => {
      const [instruction, sizeBytes] = steps[index] ?? ['RUN another', 1_000];
      return placed(index + 1, `${instruction} ${content}`, instruction, sizeBytes);
    }),
  ];
}

function placed(index: number, seed: string, instruction: string, sizeBytes: number): PlacedLayer {
  return {
    digest: fakeDigest(seed),
    diffId: fakeDigest(`diff of ${seed}`),
    sizeBytes,
    instruction,
    position: index + 1,
    origin: index === 0 ? 'base' : 'own',
  };
}
