import type { StorageClass } from '../domain/registry-ports.ts';
import type { ManifestSource } from './manifest-source.ts';

/** An image as a registry lists it. */
export interface StoredImage {
  readonly digest: string;
  /** The tags it has now, sorted. */
  readonly tags: readonly string[];
  /** RFC 3339: when the registry got it, whatever tags it was given later. */
  readonly pushedAt: string;
  readonly storageClass: StorageClass;
}

/** What a registry holds now. Rejects only where it cannot answer at all. */
export interface ImageCatalog {
  /** Those that hold nothing are among them. */
  repositories(): Promise<readonly string[]>;
  /** None for a repository that does not exist. */
  images(repository: string): Promise<readonly StoredImage[]>;
  /** The image that a digest or a tag stands for. */
  image(repository: string, reference: string): Promise<StoredImage | null>;
}

/** What stands behind the local ECR endpoint. */
export interface RegistrySource extends ManifestSource, ImageCatalog {}
