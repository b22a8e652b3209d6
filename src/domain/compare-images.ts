import { baseName } from './base.ts';
import { ownBytes, type PlacedLayer } from './placed-layers.ts';
import type { ComparableImage, ComparedStep, Comparison, ImageBytes } from './comparison.ts';
import { bytesByInstruction, firstChangeOf, totalsOf } from './comparison-sums.ts';
import type { Digest } from './digest.ts';
import { distinctLayers, type Layer, sizeOf } from './image.ts';
import { alignLayers, type LayerStep } from './layer-steps.ts';

/** Compares two images by their ordered layers, never by position. */
export function compareImages(from: ComparableImage, to: ComparableImage): Comparison {
  const aligned = alignLayers(from.layers, to.layers);
  const before = countOnce(aligned, 'from', from.layers);
  const after = countOnce(aligned, 'to', to.layers);
  const steps = aligned.map((step): ComparedStep => {
    const layersFrom = layersOf(from, step.from);
    const layersTo = layersOf(to, step.to);
    const bytes = { bytesBefore: before.get(step) ?? 0, bytesAfter: after.get(step) ?? 0 };
    return {
      kind: step.kind,
      ...meaningOf(from, layersFrom, to, layersTo),
      ...bytes,
      from: layersFrom,
      to: layersTo,
    };
  });
  return {
    from: bytesOf(from.layers),
    to: bytesOf(to.layers),
    totals: totalsOf(steps),
    firstChange: firstChangeOf(steps),
    instructions: bytesByInstruction(steps),
    steps,
  };
}

function layersOf({ layers }: ComparableImage, indexes: readonly number[]): PlacedLayer[] {
  return indexes.flatMap((index) => layers[index] ?? []);
}

function meaningOf(
  from: ComparableImage,
  [before]: readonly PlacedLayer[],
  to: ComparableImage,
  [after]: readonly PlacedLayer[],
): Pick<ComparedStep, 'origin' | 'instruction'> {
  const origin = (after ?? before)?.origin ?? null;
  const base = after ? to.base : from.base;
  const own = after?.instruction ?? before?.instruction ?? null;
  const name = (base && baseName(base)) ?? base?.chainId ?? 'unknown';
  return { origin, instruction: origin === 'base' ? `FROM ${name}` : own };
}

/** The bytes of each step on one side. What is kept or has moved comes first: it is so on both sides, and counts on both. */
function countOnce(
  steps: readonly LayerStep[],
  side: 'from' | 'to',
  layers: readonly Layer[],
): ReadonlyMap<LayerStep, number> {
  const sizes = new Map<Digest, number>(
    distinctLayers(layers).map((layer) => [layer.digest, layer.sizeBytes]),
  );
  const isSame = ({ kind }: LayerStep) => Number(kind === 'kept' || kind === 'moved');
  const bytes = new Map<LayerStep, number>();
  for (const step of [...steps].sort((a, b) => isSame(b) - isSame(a))) {
    const digests = step[side].flatMap((index) => layers[index]?.digest ?? []);
    let sum = 0;
    for (const digest of digests) {
      sum += sizes.get(digest) ?? 0;
      sizes.delete(digest);
    }
    bytes.set(step, sum);
  }
  return bytes;
}

function bytesOf(layers: readonly PlacedLayer[]): ImageBytes {
  const sizeBytes = sizeOf(layers);
  const own = ownBytes(layers);
  return { sizeBytes, baseBytes: own === null ? null : sizeBytes - own, ownBytes: own };
}
