import type { Digest } from './digest.ts';
import type { ServiceError } from './errors.ts';
import type { Page, PageRequest } from './page.ts';
import type { RegistryId, RepositoryId } from './registry.ts';

/** What the registry answers for one digest. */
export type ManifestAnswer =
  | { readonly outcome: 'found'; readonly text: string; readonly mediaType: string | null }
  | { readonly outcome: 'missing' }
  /** It is stored, but cannot be read until it is restored. */
  | { readonly outcome: 'archived' }
  | { readonly outcome: 'failed'; readonly error: ServiceError };

/** A config blob's text, or why there is none. Both reasons are final: the blob is immutable. */
export type ConfigAnswer =
  | { readonly outcome: 'found'; readonly text: string }
  | { readonly outcome: 'missing' | 'too-large' };

/** Archived images are stored, and cannot be read until they are restored. */
export type StorageClass = 'standard' | 'archive';

/** What the registry says of an image now, without its manifest being read. */
export interface ListedImage {
  readonly digest: Digest;
  /** The tags it has now. */
  readonly tags: readonly string[];
  /** RFC 3339. */
  readonly pushedAt: string;
  readonly storageClass: StorageClass;
}

/** Reads images, by digest only. Throws ServiceError where the registry as a whole cannot answer. */
export interface Registry {
  /** One answer for every digest asked for. */
  getManifests(
    repository: RepositoryId,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, ManifestAnswer>>;
  getConfig(repository: RepositoryId, config: Digest): Promise<ConfigAnswer>;
  /**
   * The image that each reference (a digest or a tag) stands for now, archived ones included. What the registry does
   * not have is left out; a repository that is gone has nothing.
   */
  describe(
    repository: RepositoryId,
    references: readonly string[],
  ): Promise<ReadonlyMap<string, ListedImage>>;
}

/** A repository as the registry lists it, with what only the registry knows of it. */
export interface ListedRepository extends RepositoryId {
  readonly encryption: Encryption;
}

/** Layers are only mounted between repositories of equal encryption. */
export interface Encryption {
  readonly type: 'AES256' | 'KMS' | 'KMS_DSSE';
  /** ARN of the KMS key; null for AES256. */
  readonly key: string | null;
}

/** What only the registry knows of itself. */
export interface RegistrySettings {
  /** Whether pushing clients may mount layers from other repositories. */
  readonly blobMounting: boolean;
  /** Prefixes of the repositories that pull-through-cache rules fill, without the slash. */
  readonly pullThroughPrefixes: readonly string[];
}

/** Lists what a registry holds, for reconciliation. Throws ServiceError. */
export interface Catalog {
  repositories(registry: RegistryId, page: PageRequest): Promise<Page<ListedRepository>>;
  /** Every image, archived ones included; throws RepositoryNotFoundError. */
  images(repository: RepositoryId, cursor: string | null): Promise<Page<ListedImage>>;
  settings(registry: RegistryId): Promise<RegistrySettings>;
  /** The `layerwatch:*` tags of a repository, without the prefix; throws RepositoryNotFoundError. */
  repositoryTags(repository: RepositoryId): Promise<ReadonlyMap<string, string>>;
}

/** The roles whose reads leave an image's time of last pull alone. */
export interface PullTimeExclusions {
  list(registry: RegistryId): Promise<ReadonlySet<string>>;
  register(registry: RegistryId, roleArn: string): Promise<void>;
}
