import * as z from 'zod/mini';
import { Digest } from './digest.ts';
import { InvalidManifestError, UnsupportedMediaTypeError } from './errors.ts';
import { describe, parseJson } from './image-config.ts';
import * as mediaTypes from './media-type.ts';

/** More layers than this is refused: Docker itself stops at 127. */
export const LAYERS_MAX = 1_000;
/** More children than this is refused. */
export const CHILDREN_MAX = 1_000;

export interface Blob {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** What one manifest document says, told apart by what it is, not by what it calls itself. */
export type Manifest =
  | {
      readonly kind: 'image';
      readonly mediaType: string;
      readonly config: Blob;
      readonly layers: readonly Blob[];
    }
  | { readonly kind: 'index'; readonly mediaType: string; readonly children: readonly Digest[] }
  | {
      readonly kind: 'artifact';
      readonly mediaType: string;
      readonly artifactType: string;
      readonly layers: readonly Blob[];
    };

const size = z.int().check(z.minimum(0));
const Descriptor = z.object({ mediaType: z.string(), digest: Digest, size });

const ImageManifest = z.object({
  // Some writers leave the config's size out; nothing is computed from it.
  config: z.extend(Descriptor, { size: z._default(size, 0) }),
  layers: z.nullish(z.array(Descriptor)),
  artifactType: z.nullish(z.string()),
  subject: z.nullish(z.object({ digest: Digest })),
});

const IndexManifest = z.object({
  manifests: z.nullish(
    z.array(
      z.object({
        digest: Digest,
        platform: z.nullish(z.object({ os: z.optional(z.string()), architecture: z.optional(z.string()) })),
      }),
    ),
  ),
});

/**
 * Parses the manifest's exact text. `mediaType` is what the registry says it is, which counts before the
 * document's own word: `mediaType` inside an OCI manifest is only recommended.
 * Throws InvalidManifestError or UnsupportedMediaTypeError.
 */
export function parseManifest(text: string, mediaType: string | null): Manifest {
  const document = parseJson(text, 'manifest');
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new InvalidManifestError('manifest is not an object');
  const type = mediaType || ownMediaType(document);
  if (isSchema1(type, document))
    throw new UnsupportedMediaTypeError('Docker schema 1 manifest: it states no sizes');
  return 'manifests' in document ? parseIndex(document, type) : parseImage(document, type);
}

function ownMediaType(document: object): string {
  if ('mediaType' in document && typeof document.mediaType === 'string') return document.mediaType;
  return 'manifests' in document ? mediaTypes.OCI_INDEX : mediaTypes.OCI_MANIFEST;
}

function isSchema1(type: string, document: object): boolean {
  return (
    type === mediaTypes.DOCKER_SCHEMA1 || type === mediaTypes.DOCKER_SCHEMA1_SIGNED || 'fsLayers' in document
  );
}

function parseIndex(document: object, mediaType: string): Manifest {
  const parsed = IndexManifest.safeParse(document);
  if (!parsed.success) throw new InvalidManifestError(`index has a wrong shape: ${describe(parsed.error)}`);
  const entries = parsed.data.manifests ?? [];
  if (entries.length > CHILDREN_MAX)
    throw new InvalidManifestError(`index has ${entries.length} children, more than ${CHILDREN_MAX}`);
  return { kind: 'index', mediaType, children: [...new Set(entries.map((entry) => entry.digest))] };
}

function parseImage(document: object, mediaType: string): Manifest {
  if ('layers' in document && Array.isArray(document.layers) && document.layers.length > LAYERS_MAX)
    throw new InvalidManifestError(`manifest has ${document.layers.length} layers, more than ${LAYERS_MAX}`);
  const parsed = ImageManifest.safeParse(document);
  if (!parsed.success)
    throw new InvalidManifestError(`manifest has a wrong shape: ${describe(parsed.error)}`);
  const { config, artifactType, subject } = parsed.data;
  const layers = (parsed.data.layers ?? []).map(toBlob);
  // An image-config media type does not prove an image: signatures and attestations carry it too.
  const isImage =
    !artifactType &&
    !subject &&
    mediaTypes.isImageConfig(config.mediaType) &&
    layers.length > 0 &&
    layers.every((layer) => mediaTypes.isFilesystemLayer(layer.mediaType));
  return isImage
    ? { kind: 'image', mediaType, config: toBlob(config), layers }
    : { kind: 'artifact', mediaType, artifactType: artifactType ?? config.mediaType, layers };
}

function toBlob({ mediaType, digest, size }: z.infer<typeof Descriptor>): Blob {
  return { mediaType, digest, sizeBytes: size };
}
