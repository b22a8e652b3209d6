import type { Alert, AlertState } from './alert.ts';
import type { Digest } from './digest.ts';
import type { ServiceError } from './errors.ts';
import type { HeldLayer, SharedLayer } from './findings/duplicate-layer.ts';
import type { Finding, FindingKind } from './findings/finding.ts';
import type { EarlierImage } from './findings/image-grew.ts';
import type { Image, ImageKind, Layer } from './image.ts';
import type { ImageRef, RegistryId, RepositoryId } from './registry.ts';
import type { Tagging } from './tagging.ts';
import type { RegistryTotals, RepositoryTotals } from './totals.ts';

/** What the registry answers for one digest. */
export type ManifestAnswer =
  | { readonly outcome: 'found'; readonly text: string; readonly mediaType: string | null }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'failed'; readonly error: ServiceError };

/** A config blob's text, or why there is none. Both reasons are final: the blob is immutable. */
export type ConfigAnswer =
  | { readonly outcome: 'found'; readonly text: string }
  | { readonly outcome: 'missing' | 'too-large' };

/** Reads images, by digest only. Throws ServiceError where the registry as a whole cannot answer. */
export interface Registry {
  /** One answer for every digest asked for. */
  getManifests(
    repository: RepositoryId,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, ManifestAnswer>>;
  getConfig(repository: RepositoryId, config: Digest): Promise<ConfigAnswer>;
}

/** What the history says about an image it has heard of. */
export interface KnownImage extends Tagging {
  readonly kind: ImageKind;
  /** Everything that follows from its push was done, alerts included. */
  readonly complete: boolean;
  /** Children of an index. */
  readonly children: readonly Digest[];
}

/** What recording an image brought to light. */
export interface Recorded {
  /** Bytes of the layers the repository did not hold before. */
  readonly newBytes: number;
  /** The images of its series before it, newest first, at most five. */
  readonly earlier: readonly EarlierImage[];
  /** The layers that this image brought to the repository and that other repositories of the registry hold too. */
  readonly shared: readonly HeldLayer[];
}

/** What came of a push, kept with the image. */
export interface PushResult {
  readonly newBytes: number;
  readonly findings: readonly Finding[];
}

/** The history of images: every method may be repeated, interrupted and run beside itself. */
export interface History {
  /** The known ones of these, in one consistent read. */
  find(repository: RepositoryId, digests: readonly Digest[]): Promise<ReadonlyMap<Digest, KnownImage>>;
  record(image: Image): Promise<Recorded>;
  /**
   * Adds to a recorded image what more push events tell, and what was found because of them; writes nothing where
   * they tell nothing new.
   */
  retag(ref: ImageRef, news: Tagging, findings: readonly Finding[]): Promise<void>;
  /** The first ten repositories of the registry that hold the layer, by name. */
  holdersOf(registry: RegistryId, layer: Digest): Promise<readonly string[]>;
  /** The images of the image's series before it, newest first, at most five. */
  earlierOf(image: Image): Promise<readonly EarlierImage[]>;
  /** A recorded image with its layers; null where it is not known. */
  read(ref: ImageRef): Promise<Image | null>;
  /**
   * Marks the push of the image, as it was recorded, as done, with what came of it: a redelivery then has nothing to
   * do. Throws HistoryUnavailableError where another event has moved the image in time or series meanwhile: what
   * came of it was made of what is no longer so.
   */
  complete(image: Image, result: PushResult): Promise<void>;
}

/** An alert as it is kept, with what became of its publication. */
export interface KeptAlert {
  readonly alert: Alert;
  /** The last revision that was published; 0 for none. */
  readonly publishedRevision: number;
  /** RFC 3339: until then whoever kept the last revision may be publishing it. */
  readonly claimedUntil: string;
}

/** Alerts, kept before they are published. */
export interface Alerts {
  find(id: string): Promise<KeptAlert | null>;
  /** Keeps a revision, or claims it again, unless somebody else did since `before` was read; answers whether it did. */
  keep(kept: KeptAlert, before: KeptAlert | null): Promise<boolean>;
  markPublished(id: string, revision: number): Promise<void>;
}

/** Tells people and programs. Throws PublishFailedError. */
export interface Publisher {
  publish(alert: Alert): Promise<void>;
}

/** One page of a list; `cursor` is where the next one starts, null on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor: string | null;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

/** Narrows a list to one account, one region, or both. */
export interface RegistryFilter {
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

/** One image in the history of a repository. */
export interface ImageEntry extends ImageRef, Tagging {
  readonly kind: ImageKind;
  readonly platform: string | null;
  readonly sizeBytes: number;
  readonly layerCount: number;
  readonly newBytes: number;
  readonly findings: readonly Finding[];
  readonly deletedAt: string | null;
}

/** One image whole: its entry, its layers, and how many repositories of the registry hold each of them. */
export interface ImageDetail extends ImageEntry {
  readonly mediaType: string;
  readonly layers: readonly (Layer & { readonly repositoryCount: number })[];
  readonly children: readonly Digest[];
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
  /** The registries that hold anything at all. */
  registryIds(filter: RegistryFilter): Promise<readonly RegistryId[]>;
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
  /** Every repository that has the image. */
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
