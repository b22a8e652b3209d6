import type { AlertState } from './alert.ts';
import type { KeptAlert } from './alert-ports.ts';
import type { Base } from './base.ts';
import type { Digest } from './digest.ts';
import type { ConsolidationFinding } from './findings/consolidation.ts';
import type { SharedLayer } from './findings/duplicate-layer.ts';
import type { Finding, FindingKind } from './findings/finding.ts';
import type { Severity } from './findings/severity.ts';
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
export interface HistoryReader extends SimulationReader {
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
  /** What saves most first. */
  consolidations(
    filter: RegistryFilter & { readonly repository?: string | undefined },
    page: PageRequest,
  ): Promise<Page<ConsolidationFinding>>;
  /** Last updated first. */
  alerts(filter: AlertFilter, page: PageRequest): Promise<Page<KeptAlert>>;
}

export interface AlertFilter extends RegistryFilter {
  readonly repository?: string | undefined;
  readonly owner?: string | undefined;
  readonly kind?: FindingKind | undefined;
  readonly severity?: Severity | undefined;
  /** `active`: any but `resolved`. */
  readonly state?: AlertState | 'active' | undefined;
}

/** A live image, as far as it matters what goes with it. */
export interface LiveImage {
  readonly digest: Digest;
  readonly kind: ImageKind;
  /** The distinct ones. */
  readonly layers: readonly Digest[];
}

/** A layer, and one of the live images that have it. */
export interface LayerOfImage {
  readonly digest: Digest;
  readonly repository: string;
  readonly image: Digest;
}

/** What is known of a layer in its registry. */
export interface DescribedLayer {
  readonly sizeBytes: number;
  readonly instruction: string | null;
  /** Repositories of the registry that hold it. */
  readonly repositoryCount: number;
}

/** What a repository adds up to. */
export interface RepositorySize {
  /** Whatever has a manifest: images, indexes, artifacts. */
  readonly liveImages: number;
  readonly storedBytes: number;
}

/** What thinking through a deletion reads, eventually consistent. */
export interface SimulationReader {
  /** Those of the repositories that have live images. */
  repositorySizes(
    registry: RegistryId,
    repositories: readonly string[],
  ): Promise<ReadonlyMap<string, RepositorySize>>;
  /** All of a repository: archived ones, indexes and artifacts too. */
  liveImages(repository: RepositoryId): Promise<readonly LiveImage[]>;
  /** The children of these indexes of a repository. */
  childrenOf(
    repository: RepositoryId,
    indexes: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, readonly Digest[]>>;
  /** The same layers, in any order, with what is known of each. */
  describeLayers<L extends LayerOfImage>(
    registry: RegistryId,
    layers: readonly L[],
  ): Promise<readonly (L & DescribedLayer)[]>;
}
