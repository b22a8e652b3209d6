import { type Digest, digestOf } from '../domain/digest.ts';

/** A manifest as it is stored: its exact text and the media type it was pushed with. */
export interface StoredManifest {
  readonly text: string;
  readonly mediaType: string;
}

/** What stands behind the local ECR endpoint. Rejects only where it cannot answer at all. */
export interface ManifestSource {
  hasRepository(repository: string): Promise<boolean>;
  manifest(repository: string, digest: string): Promise<StoredManifest | null>;
  blob(repository: string, digest: string): Promise<string | Buffer | null>;
}

/** A source that is filled by hand. */
export interface MemorySource extends ManifestSource {
  /** Under its own digest, unless another is given. */
  putManifest(repository: string, manifest: StoredManifest, digest?: Digest): Digest;
  putBlob(repository: string, text: string): Digest;
}

export function createMemorySource(): MemorySource {
  const manifests = new Map<string, Map<string, StoredManifest>>();
  const blobs = new Map<string, Map<string, string>>();
  return {
    putManifest: (repository, manifest, digest = digestOf(manifest.text)) =>
      put(manifests, repository, digest, manifest),
    putBlob: (repository, text) => put(blobs, repository, digestOf(text), text),
    hasRepository: async (repository) => manifests.has(repository),
    manifest: async (repository, digest) => manifests.get(repository)?.get(digest) ?? null,
    blob: async (repository, digest) => blobs.get(repository)?.get(digest) ?? null,
  };
}

function put<T>(
  shelves: Map<string, Map<string, T>>,
  repository: string,
  digest: Digest,
  content: T,
): Digest {
  const shelf = shelves.get(repository) ?? new Map<string, T>();
  shelves.set(repository, shelf.set(digest, content));
  return digest;
}
