import * as z from 'zod/mini';
import * as descriptor from './descriptor.ts';
import { Digest } from './digest.ts';
import type { ArtifactManifest, IndexManifest } from './manifest.ts';
import { BUILD_CACHE_CONFIG, isManifest } from './media-type.ts';

// What else is said of a child (size, platform) is not read: its own manifest says it better.
const Entry = z.object({
  digest: Digest,
  mediaType: z.nullish(z.string()),
  size: z.optional(z.unknown()),
});

const IndexDocument = z.object({ ...descriptor.relation, manifests: descriptor.listOf(Entry) });

/**
 * An index may list whatever it likes (https://github.com/opencontainers/image-spec/blob/main/image-index.md):
 *
 * - Manifests, indexes, and what nobody gives a type are its children: they are read, and recorded of their own. One
 *   that turns out not to be there, or not to be readable, does no harm.
 * - Anything else is a blob, which cannot be read as a manifest (a registry would say it is missing, each time). It is
 *   stored for the sake of this index alone, so its bytes are counted here.
 *
 * An index of nothing but blobs is an artifact. BuildKit before 0.21 wrote its caches so: layers, and a config among
 * them, which is left out as every config is (https://github.com/moby/buildkit/blob/master/cache/remotecache/v1/types/doc.go).
 * ECR takes such a cache as an image manifest only; other registries take both.
 *
 * Throws InvalidManifestError.
 */
export function parseIndex(document: object, mediaType: string): IndexManifest | ArtifactManifest {
  const { manifests, artifactType, subject } = descriptor.check(IndexDocument, document, 'index');
  const entries = manifests ?? [];
  const children = entries.filter(isChild);
  const others = entries.filter((entry) => !isChild(entry));
  const blobs = descriptor.check(z.array(descriptor.Descriptor), others, 'index');
  const isCache = blobs.some((blob) => blob.mediaType === BUILD_CACHE_CONFIG);
  const said = {
    mediaType,
    artifactType: descriptor.readableType(artifactType || (isCache ? BUILD_CACHE_CONFIG : null)),
    subject: subject?.digest ?? null,
    layers: descriptor.toBlobs(blobs.filter((blob) => blob.mediaType !== BUILD_CACHE_CONFIG)),
  };
  return children.length === 0 && blobs.length > 0
    ? { kind: 'artifact', ...said }
    : { kind: 'index', ...said, children: [...new Set(children.map(({ digest }) => digest))] };
}

function isChild({ mediaType }: z.infer<typeof Entry>): boolean {
  return !mediaType || isManifest(mediaType);
}
