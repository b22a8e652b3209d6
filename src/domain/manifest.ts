import * as z from 'zod/mini';
import { parseDeclaredBase } from './declared-base.ts';
import * as descriptor from './descriptor.ts';
import type { Digest } from './digest.ts';
import { InvalidManifestError } from './errors.ts';
import type { DeclaredBase } from './image.ts';
import { parseJson } from './json-document.ts';
import { parseIndex } from './index-manifest.ts';
import * as mediaTypes from './media-type.ts';

export interface ImageManifest {
  readonly kind: 'image';
  readonly mediaType: string;
  readonly config: descriptor.Blob;
  readonly layers: readonly descriptor.Blob[];
  /** By its annotations; those of the config are its labels. */
  readonly declaredBase: DeclaredBase | null;
}

/** What ECR and other registries store besides: signatures, attestations, charts, caches, and what comes yet. */
export interface ArtifactManifest {
  readonly kind: 'artifact';
  readonly mediaType: string;
  /** Its `artifactType`, or else the media type of its config; null where it has neither. */
  readonly artifactType: string | null;
  /** The manifest that it is about. */
  readonly subject: Digest | null;
  readonly layers: readonly descriptor.Blob[];
}

export interface IndexManifest {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly artifactType: string | null;
  readonly subject: Digest | null;
  /** Manifests and indexes, each one once. They may be missing, and among them may be the index itself. */
  readonly children: readonly Digest[];
  /** What it lists besides, which is hardly ever anything. */
  readonly layers: readonly descriptor.Blob[];
}

/** Docker's schema 1: it states no sizes, lists the top layer first, and may list one layer for each instruction. */
interface UnsupportedManifest {
  readonly kind: 'unsupported';
  readonly mediaType: string;
}

/** What one manifest document says, told apart by what it is, not by what it calls itself. */
export type Manifest = ImageManifest | ArtifactManifest | IndexManifest | UnsupportedManifest;

const ImageDocument = z.object({
  ...descriptor.relation,
  // Some writers leave the config's size out; nothing is computed from it.
  config: z.extend(descriptor.Descriptor, { size: z._default(descriptor.size, 0) }),
  layers: descriptor.listOf(descriptor.Descriptor),
  annotations: z.optional(z.unknown()),
});

/** Properties that only a manifest of one kind has: schema 1, an index, an image or an artifact. */
const SHAPES = [['fsLayers'], ['manifests'], ['config', 'layers']];

/**
 * Parses the manifest's exact text. `mediaType` is what the registry says it is, which counts before the
 * document's own word: `mediaType` inside an OCI manifest is only recommended.
 * Throws InvalidManifestError.
 */
export function parseManifest(text: string, mediaType: string | null): Manifest {
  const document = parseJson(text, 'manifest');
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new InvalidManifestError('manifest is not an object');
  const type = descriptor.readableType(mediaType) ?? ownMediaType(document);
  if (mediaTypes.isSchema1(type)) return { kind: 'unsupported', mediaType: type };
  const shapes = SHAPES.map((names) => names.some((name) => name in document));
  // Clients would not agree on what it is (CVE-2021-41190).
  if (shapes.filter(Boolean).length > 1)
    throw new InvalidManifestError('manifest is of several kinds at once');
  const [isSchema1, isIndex] = shapes;
  if (isSchema1) return { kind: 'unsupported', mediaType: schema1Type(document) };
  return isIndex ? parseIndex(document, type) : parseImage(document, type);
}

function ownMediaType(document: object): string {
  const own = 'mediaType' in document && typeof document.mediaType === 'string' ? document.mediaType : null;
  const byShape = 'manifests' in document ? mediaTypes.OCI_INDEX : mediaTypes.OCI_MANIFEST;
  return descriptor.readableType(own) ?? byShape;
}

function schema1Type(document: object): string {
  return 'signatures' in document ? mediaTypes.DOCKER_SCHEMA1_SIGNED : mediaTypes.DOCKER_SCHEMA1;
}

function parseImage(document: object, mediaType: string): ImageManifest | ArtifactManifest {
  const { config, artifactType, subject, ...said } = descriptor.check(ImageDocument, document, 'manifest');
  const layers = descriptor.toBlobs(said.layers ?? []);
  // An image-config media type does not prove an image: signatures and attestations carry it too. Nor is one without
  // layers ever compared with another.
  const isImage =
    !artifactType &&
    !subject &&
    mediaTypes.isImageConfig(config.mediaType) &&
    layers.length > 0 &&
    layers.every((layer) => mediaTypes.isFilesystemLayer(layer.mediaType));
  if (!isImage)
    return {
      kind: 'artifact',
      mediaType,
      artifactType: descriptor.readableType(artifactType || config.mediaType),
      subject: subject?.digest ?? null,
      layers,
    };
  const { mediaType: type, digest, size: sizeBytes } = config;
  const declaredBase = parseDeclaredBase(said.annotations);
  return { kind: 'image', mediaType, config: { mediaType: type, digest, sizeBytes }, layers, declaredBase };
}
