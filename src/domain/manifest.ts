import * as z from 'zod/mini';
import { Digest } from './digest.ts';
import { InvalidManifestError, UnsupportedMediaTypeError } from './errors.ts';
import { boundedArray, describe, parseJson } from './image-config.ts';
import * as mediaTypes from './media-type.ts';

/** More layers than this is refused: Docker itself stops at 127. */
const LAYERS_MAX = 1_000;
/** More children than this is refused. */
const CHILDREN_MAX = 1_000;
/** A larger blob is refused (ECR stops at 52,000 MiB): sums stay whole numbers. */
const BLOB_MAX_BYTES = 2 ** 40;
// RFC 6838 4.2: two names of at most 127 characters.
const MEDIA_TYPE_MAX_LENGTH = 255;

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

const size = z.int().check(z.minimum(0), z.maximum(BLOB_MAX_BYTES));
const Descriptor = z.object({ mediaType: z.string(), digest: Digest, size });

const ImageManifest = z.object({
  // Some writers leave the config's size out; nothing is computed from it.
  config: z.extend(Descriptor, { size: z._default(size, 0) }),
  layers: z.nullish(boundedArray(Descriptor, LAYERS_MAX)),
  artifactType: z.nullish(z.string()),
  subject: z.nullish(z.object({ digest: Digest })),
});

const IndexManifest = z.object({
  manifests: z.nullish(boundedArray(z.object({ digest: Digest }), CHILDREN_MAX)),
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
  if (!('manifests' in document)) return parseImage(document, type);
  // Clients would not agree on what it is (CVE-2021-41190).
  if ('layers' in document || 'config' in document)
    throw new InvalidManifestError('manifest is an image and an index at once');
  return parseIndex(document, type);
}

function ownMediaType(document: object): string {
  if ('mediaType' in document && typeof document.mediaType === 'string')
    return document.mediaType.slice(0, MEDIA_TYPE_MAX_LENGTH);
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
  return { kind: 'index', mediaType, children: [...new Set(entries.map((entry) => entry.digest))] };
}

function parseImage(document: object, mediaType: string): Manifest {
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
    : { kind: 'artifact', mediaType, artifactType: artifactType || config.mediaType, layers };
}

function toBlob({ mediaType, digest, size }: z.infer<typeof Descriptor>): Blob {
  return { mediaType, digest, sizeBytes: size };
}
