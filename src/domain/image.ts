import type { BuildTrace } from './leftover.ts';
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

/**
 * What a manifest turned out to be. Only an image is ever compared with another; of what is unsupported (Docker
 * schema 1) nothing is known but that it is there.
 */
export type ImageKind = 'image' | 'index' | 'artifact' | 'unsupported';

/** The image that another one says it was built on: `org.opencontainers.image.base.*`, annotation or label. */
export interface DeclaredBase {
  /** `docker.io/library/node:22`. */
  readonly name: string | null;
  readonly digest: Digest | null;
}

/** What the config of an image that stands on an AWS Lambda base image tells of that. */
export interface LambdaBase {
  /** `dotnet8`; null where the config does not tell the runtimes apart. */
  readonly runtime: string | null;
  /** `al2023`; null where it cannot be known. */
  readonly os: string | null;
}

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
  /** Of an artifact: its `artifactType`, or else the media type of its config. */
  readonly artifactType: string | null;
  /** The manifest that this one is about, as a signature is about an image. */
  readonly subject: Digest | null;
  readonly declaredBase: DeclaredBase | null;
  readonly lambda: LambdaBase | null;
  /**
   * Instructions that are fewer than the layers: they belong to the uppermost ones if the base, and exactly the base,
   * is without history. Empty where each layer has its own, or none is known.
   */
  readonly looseInstructions: readonly (string | null)[];
  /** What the instructions say they leave in the image, by instruction; those that say nothing are left out. */
  readonly traces: Readonly<Record<string, readonly BuildTrace[]>>;
}

/** What is not said of an image where nothing is said of it but its layers. */
export const NOTHING_SAID = {
  artifactType: null,
  subject: null,
  declaredBase: null,
  lambda: null,
  looseInstructions: [],
  traces: {},
} as const satisfies Partial<ImageContent>;

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
