import type { ComparableImage } from '../../src/domain/comparison.ts';
import type { Layer } from '../../src/domain/image.ts';
import { fakeDigest, layer } from './builders.ts';

interface Known {
  /** So many of the lowest layers are the base's. */
  readonly layerCount?: number | null;
  readonly name?: string | null;
}

/** An image that stands on `name`, if it is known where that ends. */
export function comparableImage(
  layers: readonly Layer[],
  { layerCount = null, name = 'node:22' }: Known = {},
): ComparableImage {
  const base = layerCount === null ? null : { name, chainId: fakeDigest('chain') };
  const placed = layers.map((one, index) => {
    const origin = layerCount === null ? null : index < layerCount ? ('base' as const) : ('own' as const);
    return { ...one, position: index + 1, origin };
  });
  return { layers: placed, base };
}

/** The same step built again, with another result. */
export function rebuilt(before: Layer, seed: string, sizeBytes: number = before.sizeBytes): Layer {
  return layer(seed, sizeBytes, { instruction: before.instruction });
}

/** The same content, compressed in another way. */
export function recompressed(before: Layer, sizeBytes: number): Layer {
  return { ...before, sizeBytes, digest: fakeDigest(`${before.digest} again`) };
}
