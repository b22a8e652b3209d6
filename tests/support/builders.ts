import { type Digest, digestOf } from '../../src/domain/digest.ts';
import { type Image, type Layer, NOTHING_SAID, sizeOf } from '../../src/domain/image.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/media-type.ts';
import type { PushedImage } from '../../src/domain/pushed-image.ts';
import type { RegistryId, RepositoryId } from '../../src/domain/registry.ts';
import { firstTagging, type Push } from '../../src/domain/tagging.ts';

export const REGISTRY: RegistryId = { accountId: '123456789012', region: 'eu-west-1' };
export const REPOSITORY: RepositoryId = { ...REGISTRY, repository: 'team/orders' };

export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** A valid digest, always the same one for the same seed. */
export function fakeDigest(seed: string): Digest {
  return digestOf(seed);
}

/** RFC 3339, this many seconds after 2026-11-20T10:00:00Z. */
export function at(seconds = 0): string {
  return new Date(Date.UTC(2026, 10, 20, 10, 0, seconds)).toISOString();
}

/** A layer that `RUN <seed>` made. */
export function layer(seed: string, sizeBytes = 1_000, more: Partial<Layer> = {}): Layer {
  return {
    digest: fakeDigest(seed),
    diffId: fakeDigest(`diff of ${seed}`),
    sizeBytes,
    instruction: `RUN ${seed}`,
    ...more,
  };
}

/** An image of `REPOSITORY`, pushed as `1.0.0` at `at()` unless said otherwise. */
export function image(more: Partial<Image> = {}, push: Push = { tag: '1.0.0', at: at() }): Image {
  const layers = more.layers ?? [layer('base')];
  return {
    ...NOTHING_SAID,
    ...REPOSITORY,
    digest: fakeDigest('image'),
    kind: 'image',
    mediaType: OCI_MANIFEST,
    platform: 'linux/amd64',
    children: [],
    sizeBytes: sizeOf(layers),
    ...firstTagging(push),
    ...more,
    layers,
  };
}

/** The only push of an image: as `1.0.0` at `at()` unless said otherwise. */
export function pushed(digest: Digest, tag: string | null = '1.0.0', time: string = at()): PushedImage {
  return { digest, pushes: [{ tag, at: time }] };
}

/** A descriptor as documents write it. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export function descriptor(seed: string, size = 1_000, mediaType: string = OCI_LAYER): Descriptor {
  return { mediaType, digest: fakeDigest(seed), size };
}

/** An OCI image manifest; `more` adds properties or replaces them. */
export function manifestText(
  layers: readonly object[] = [descriptor('base')],
  more: Readonly<Record<string, unknown>> = {},
): string {
  const config = descriptor('config', 1_469, OCI_CONFIG);
  return JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers, ...more });
}

/** An OCI index; `more` adds properties or replaces them. */
export function indexText(children: readonly string[], more: Readonly<Record<string, unknown>> = {}): string {
  const manifests = children.map((digest) => ({ mediaType: OCI_MANIFEST, digest, size: 500 }));
  return JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests, ...more });
}

/** An image config of linux/amd64; `more` adds properties or replaces them. */
export function configText(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ os: 'linux', architecture: 'amd64', ...more });
}

/** A step of a build that made a layer. */
export interface Step {
  /** Layers of one seed are one layer. */
  readonly seed: string;
  readonly sizeBytes: number;
  /** `RUN <seed>` unless said otherwise. */
  readonly instruction?: string;
  /** Layers of one content have one diff ID; the seed unless said otherwise. */
  readonly content?: string;
}

/** The diff ID of what is built with this content. */
export function diffIdOf(content: string): Digest {
  return fakeDigest(`diff of ${content}`);
}

/** What the config of a child of AWS's base image for Lambda says of itself. */
export const LAMBDA_ENV = ['LAMBDA_TASK_ROOT=/var/task', 'LAMBDA_RUNTIME_DIR=/var/runtime'];

/** An image as a client pushes it: two documents and the digest of the first. */
export interface BuiltImage {
  readonly digest: Digest;
  readonly manifest: string;
  readonly config: string;
  readonly configDigest: Digest;
}

export function buildImage(
  steps: readonly Step[],
  { architecture = 'amd64', layerType = OCI_LAYER, env = [] as readonly string[] } = {},
): BuiltImage {
  const config = configText({
    architecture,
    ...(env.length > 0 && { config: { Env: env } }),
    rootfs: { type: 'layers', diff_ids: steps.map(({ seed, content = seed }) => diffIdOf(content)) },
    history: steps.map(({ seed, instruction = `RUN ${seed}` }) => ({ created_by: instruction })),
  });
  const configDigest = digestOf(config);
  const manifest = manifestText(
    steps.map(({ seed, sizeBytes }) => descriptor(seed, sizeBytes, layerType)),
    { config: { mediaType: OCI_CONFIG, digest: configDigest, size: config.length } },
  );
  return { digest: digestOf(manifest), manifest, config, configDigest };
}
