import type { Digest } from './digest.ts';
import type { ImageRef } from './registry.ts';
import type { Tagging } from './tagging.ts';

/** One layer of an image, base first. */
export interface Layer {
  readonly digest: Digest;
  /** Digest of the uncompressed layer; null where the config does not say. */
  readonly diffId: Digest | null;
  /** Compressed bytes, as in the manifest. */
  readonly sizeBytes: number;
  /** The Dockerfile step that made it, redacted and shortened; null where it cannot be known. */
  readonly instruction: string | null;
}

/** What a manifest turned out to be. Only an image is ever compared with another. */
export type ImageKind = 'image' | 'index' | 'artifact';

/** What a manifest and its config say, without anything a registry adds. */
export interface ImageContent {
  readonly kind: ImageKind;
  readonly mediaType: string;
  /** `linux/arm64`; null for an index, an artifact, or where the config does not say. */
  readonly platform: string | null;
  /** The stored layers in order; foreign layers are left out, a repeated one stands where it stands. */
  readonly layers: readonly Layer[];
  /** Children of an index. */
  readonly children: readonly Digest[];
}

/** An image as it is recorded in one repository. */
export interface Image extends ImageRef, ImageContent, Tagging {
  /** Sum over the distinct layers. */
  readonly sizeBytes: number;
}

/** The distinct layers: a digest that stands twice in a manifest is stored, and counted, once. */
export function distinctLayers(layers: readonly Layer[]): Layer[] {
  return [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
}

/** Bytes of the distinct layers. */
export function sizeOf(layers: readonly Layer[]): number {
  return distinctLayers(layers).reduce((sum, layer) => sum + layer.sizeBytes, 0);
}
