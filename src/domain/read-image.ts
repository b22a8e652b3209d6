import { InvalidManifestError } from './errors.ts';
import { type ImageContent, type Layer, NOTHING_SAID } from './image.ts';
import { parseImageConfig } from './image-config.ts';
import { instructionsOfLayers, looseInstructions, tracesOf } from './instructions.ts';
import type { Blob } from './descriptor.ts';
import { type ImageManifest, type Manifest, parseManifest } from './manifest.ts';
import { isForeignLayer } from './media-type.ts';
import type { Registry } from './registry-ports.ts';
import type { RepositoryId } from './registry.ts';

/** Why an image is recorded without its config: layers and bytes are known all the same, instructions are not. */
export type ConfigProblem = 'missing' | 'too-large' | 'invalid';

export interface ReadImage {
  readonly content: ImageContent;
  readonly configProblem: ConfigProblem | null;
}

/**
 * What a manifest is made of, with its config where it is an image.
 * Throws InvalidManifestError for a manifest that cannot be read.
 */
export async function readImage(
  registry: Registry,
  repository: RepositoryId,
  text: string,
  mediaType: string | null,
): Promise<ReadImage> {
  const manifest = parseManifest(text, mediaType);
  if (manifest.kind !== 'image') return { content: withoutConfig(manifest), configProblem: null };
  const answer = await registry.getConfig(repository, manifest.config.digest);
  if (answer.outcome !== 'found') return { content: withoutConfig(manifest), configProblem: answer.outcome };
  try {
    return { content: withConfig(manifest, answer.text), configProblem: null };
  } catch (error) {
    if (!(error instanceof InvalidManifestError)) throw error;
    return { content: withoutConfig(manifest), configProblem: 'invalid' };
  }
}

function withoutConfig(manifest: Manifest): ImageContent {
  return {
    ...NOTHING_SAID,
    kind: manifest.kind,
    mediaType: manifest.mediaType,
    platform: null,
    layers: manifest.kind === 'unsupported' ? [] : layersOf(manifest.layers, [], []),
    children: manifest.kind === 'index' ? manifest.children : [],
    ...saidBy(manifest),
  };
}

/** What else the manifest says of itself. */
function saidBy(manifest: Manifest): Partial<ImageContent> {
  if (manifest.kind === 'unsupported') return {};
  if (manifest.kind === 'image') return { declaredBase: manifest.declaredBase };
  return { artifactType: manifest.artifactType, subject: manifest.subject };
}

function withConfig(manifest: ImageManifest, configText: string): ImageContent {
  const config = parseImageConfig(configText);
  const instructions = instructionsOfLayers(config.history, manifest.layers.length);
  const diffIds = config.diffIds.length === manifest.layers.length ? config.diffIds : [];
  const layers = layersOf(manifest.layers, diffIds, instructions);
  // Foreign layers are not among the layers of a base, which could then not be seen to lack exactly its own history.
  const isWhole = layers.length === manifest.layers.length;
  return {
    ...NOTHING_SAID,
    kind: 'image',
    mediaType: manifest.mediaType,
    platform: config.platform,
    layers,
    children: [],
    declaredBase: manifest.declaredBase ?? config.declaredBase,
    lambda: config.lambda,
    looseInstructions: isWhole ? looseInstructions(config.history, layers.length) : [],
    traces: tracesOf(config.history),
  };
}

function layersOf(
  blobs: readonly Blob[],
  diffIds: readonly Layer['diffId'][],
  instructions: readonly Layer['instruction'][],
): Layer[] {
  return blobs
    .map((blob, position) => ({
      digest: blob.digest,
      diffId: diffIds[position] ?? null,
      sizeBytes: blob.sizeBytes,
      instruction: instructions[position] ?? null,
      foreign: isForeignLayer(blob.mediaType),
    }))
    .filter(({ foreign }) => !foreign)
    .map(({ foreign: _foreign, ...layer }) => layer);
}
