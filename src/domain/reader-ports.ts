import type { Alert, AlertState } from './alert.ts';
import type { Base } from './base.ts';
import type { Digest } from './digest.ts';
import type { SharedLayer } from './findings/duplicate-layer.ts';
import type { Finding, FindingKind } from './findings/finding.ts';
import type { ImageKind } from './image.ts';
import type { Page, PageRequest } from './page.ts';
import type { PlacedLayer } from './placed-layers.ts';
import type { ImageRef, RegistryId, RepositoryId } from './registry.ts';
import type { StorageClass } from './registry-ports.ts';
import type { Tagging } from './tagging.ts';
import type { RegistryTotals, RepositoryTotals } from './totals.ts';

/** Narrows a list to one account, one region, or both. */
export interface RegistryFilter {
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

/** One image in the history of a repository: `tags` are those that it has now, or had when it was deleted. */
export interface ImageEntry extends ImageRef, Tagging {
  readonly kind: ImageKind;
  readonly platform: string | null;
  readonly sizeBytes: number;
  readonly layerCount: number;
  readonly newBytes: number;
  /** Null for what is no image. */
  readonly base: Base | null;
  readonly findings: readonly Finding[];
  readonly storageClass: StorageClass;
  /** RFC 3339; null while it lives. */
  readonly deletedAt: string | null;
}

/** One image whole: its entry, its layers, and how many repositories of the registry hold each of them. */
export interface ImageDetail extends ImageEntry {
  readonly mediaType: string;
  readonly artifactType: string | null;
  readonly subject: Digest | null;
  readonly layers: readonly HeldPlacedLayer[];
  readonly children: readonly Digest[];
}

/** A layer of an image, and how many repositories of its registry hold it. */
interface HeldPlacedLayer extends PlacedLayer {
  readonly repositoryCount: number;
}

/** A repository that holds a layer. */
export interface LayerHolder extends RepositoryId {
  /** When the repository got the layer, and with which image. */
  readonly since: string;
  readonly firstDigest: Digest;
  /** Live images that hold it, at most ten, and how many there are; null where they are too many to count. */
  readonly images: readonly Digest[];
  readonly imageCount: number | null;
}

/** Answers questions. Reads only, eventually consistent. Throws InvalidQueryError for a cursor it did not make. */
export interface HistoryReader {
  /** The registries that anything was ever heard of. */
  registryIds(filter: RegistryFilter): Promise<readonly RegistryId[]>;
  /** Those that were scanned, or that hold anything, or did. */
  registries(filter: RegistryFilter): Promise<readonly RegistryTotals[]>;
  repositories(
    filter: RegistryFilter & { readonly repository?: string | undefined },
    page: PageRequest,
  ): Promise<Page<RepositoryTotals>>;
  /** Newest first; `from` and `to` bound `pushedAt` (RFC 3339, `from` included, `to` not). */
  images(
    repository: RepositoryId,
    range: { readonly from?: string | undefined; readonly to?: string | undefined },
    page: PageRequest,
  ): Promise<Page<ImageEntry>>;
  /** Every repository that has the image, and then those that had it. */
  locations(digest: Digest): Promise<readonly ImageRef[]>;
  image(ref: ImageRef): Promise<ImageDetail | null>;
  /** Null where the registry does not hold it. */
  layer(registry: RegistryId, digest: Digest): Promise<SharedLayer | null>;
  holders(registry: RegistryId, digest: Digest, page: PageRequest): Promise<Page<LayerHolder>>;
  /** Most duplicate bytes first. */
  duplicates(filter: RegistryFilter, page: PageRequest): Promise<Page<SharedLayer>>;
  /** Last updated first. */
  alerts(filter: AlertFilter, page: PageRequest): Promise<Page<Alert>>;
}

export interface AlertFilter extends RegistryFilter {
  readonly repository?: string | undefined;
  readonly kind?: FindingKind | undefined;
  readonly state?: AlertState | undefined;
}
