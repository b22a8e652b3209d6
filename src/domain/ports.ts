import type { Base } from './base.ts';
import type { Digest } from './digest.ts';
import type { HeldLayer } from './findings/duplicate-layer.ts';
import type { Finding } from './findings/finding.ts';
import type { ContentLayer } from './findings/same-content.ts';
import type { EarlierImage } from './findings/image-grew.ts';
import type { Image, ImageKind } from './image.ts';
import type { ImageRef, RegistryId, RepositoryId } from './registry.ts';
import type { StorageClass } from './registry-ports.ts';
import type { RepositoryRules } from './repository-settings.ts';
import type { Tagging } from './tagging.ts';

/** What the history says about an image it has heard of. */
export interface KnownImage {
  readonly digest: Digest;
  /** Not so where it is deleted, or where nothing but its deletion was heard of. */
  readonly isLive: boolean;
  /** Everything that follows from its push, or from its deletion, was done, alerts included. */
  readonly isComplete: boolean;
  /** Somebody is asking the registry whether it is there. */
  readonly isInQuestion: boolean;
  /** Somebody once did. */
  readonly wasDoubted: boolean;
  /** RFC 3339. */
  readonly deletedAt: string | null;
  readonly storageClass: StorageClass;
  /** Null where it was never recorded. */
  readonly content: KnownContent | null;
}

export interface KnownContent extends Tagging {
  readonly kind: ImageKind;
  /** Children of an index. */
  readonly children: readonly Digest[];
}

/** The right to say whether the registry has an image, for whoever asks it after this was opened; until another is. */
export interface Inquiry extends ImageRef {
  readonly inquiry: number;
}

/** One of perhaps several attempts to record an image: the latest one has seen what all others did. */
export interface Attempt {
  /** Counts how often the image came to its repository and went. */
  readonly generation: number;
  readonly number: number;
}

/** What recording an image brought to light. */
export interface Recorded {
  readonly attempt: Attempt;
  /** Bytes of the layers the repository did not hold before. */
  readonly newBytes: number;
  /** The layers that the repository did not hold before. */
  readonly newLayers: ReadonlySet<Digest>;
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
  /** Every image of the repository that was ever heard of. */
  all(repository: RepositoryId): AsyncIterable<KnownImage>;
  /**
   * Records an image that the registry has. It must have been asked for within the inquiry where the image is not
   * live or in question; answers null where that is so and the inquiry is missing or overtaken: ask again.
   */
  record(image: Image, inquiry: Inquiry | null, storageClass: StorageClass): Promise<Recorded | null>;
  /**
   * Adds to a recorded image what more push events tell, and what was found because of them; writes nothing where
   * they tell nothing new.
   */
  retag(ref: ImageRef, news: Tagging, findings: readonly Finding[]): Promise<void>;
  /**
   * Moves a recorded image, also one that is gone, to another series, unless another tag has come to decide its series
   * meanwhile.
   */
  moveSeries(ref: ImageRef, place: Pick<Tagging, 'series' | 'seriesFrom'>): Promise<void>;
  /** What each of these images stands on, as far as it is known now, eventually consistent. */
  basesOf(images: readonly Image[]): Promise<readonly Base[]>;
  /** The large layers of a registry with this uncompressed content that some repository holds, in the order of digests. */
  contentOf(registry: RegistryId, diffId: Digest): Promise<readonly ContentLayer[]>;
  /** The first ten repositories of the registry that hold the layer, by name. */
  holdersOf(registry: RegistryId, layer: Digest): Promise<readonly string[]>;
  /**
   * The images that this one replaces, the next one first, at most five; deleted ones are among them. Within its line
   * of versions they are only those of the very same one.
   */
  earlierOf(image: Image, within?: 'series' | 'line'): Promise<readonly EarlierImage[]>;
  /** A recorded image with its layers; null where it is not known. */
  read(ref: ImageRef): Promise<Image | null>;
  /**
   * Marks the push of the image, as it was recorded, as done, with what came of it: a redelivery then has nothing to
   * do. Throws HistoryUnavailableError where another event has moved the image in time or series meanwhile, or has
   * begun to record or forget it: what came of it was made of what is no longer so.
   */
  complete(image: Image, attempt: Attempt, result: PushResult): Promise<void>;
  /** Opens an inquiry about an image, also about one that nothing is known of. */
  inquire(ref: ImageRef): Promise<Inquiry>;
  /** The registry has the image, in this storage class. Answers false where the inquiry is overtaken. */
  keep(inquiry: Inquiry, storageClass: StorageClass): Promise<boolean>;
  /**
   * The registry does not have these images of one repository: they and the layers that nothing else there needs leave
   * all numbers.
   */
  forget(repository: RepositoryId, gone: readonly GoneImage[]): Promise<Forgotten>;
  /**
   * Marks what follows from the deletion of these images as done: a redelivery then has nothing to do. Throws
   * HistoryUnavailableError where somebody else has asked about one meanwhile.
   */
  completeForgotten(gone: readonly GoneImage[]): Promise<void>;
}

/** What came of forgetting images. */
export interface Forgotten {
  /** Those whose inquiry is not overtaken. */
  readonly digests: ReadonlySet<Digest>;
  /**
   * Layers that stay, and that other repositories of the registry hold, too: an image brought them that is gone before
   * all that follows from its push was done, so perhaps nobody was told.
   */
  readonly shared: readonly HeldLayer[];
}

/** An image that the registry was found not to have. */
export interface GoneImage {
  readonly inquiry: Inquiry;
  /** RFC 3339: when it was heard of. */
  readonly at: string;
}

/** Where a tag of a repository points, as far as is known. */
export interface TagPointer {
  readonly tag: string;
  /** Null where the tag is gone. */
  readonly digest: Digest | null;
  /** Somebody is asking the registry. */
  readonly isInQuestion: boolean;
}

/** The right to say where a tag points, for whoever asks the registry after this was opened; until another is. */
export interface TagInquiry extends RepositoryId {
  readonly tag: string;
  readonly inquiry: number;
}

/** Where tags point: every method may be repeated, interrupted and run beside itself. */
export interface Tags {
  /** The known ones of these, consistently. */
  find(repository: RepositoryId, tags: readonly string[]): Promise<ReadonlyMap<string, TagPointer>>;
  all(repository: RepositoryId): AsyncIterable<TagPointer>;
  /** The first that is heard of a tag; answers false where it is not. */
  begin(repository: RepositoryId, tag: string, digest: Digest): Promise<boolean>;
  /** Opens an inquiry about a tag, also about one that nothing is known of. */
  inquire(repository: RepositoryId, tag: string): Promise<TagInquiry>;
  /** Answers false where the inquiry is overtaken. */
  settle(inquiry: TagInquiry, digest: Digest | null): Promise<boolean>;
}

/** What is known of a registry as a whole. */
export interface RegistryState {
  /** It has been scanned from end to end: its numbers are whole, and advice may be given from them. */
  readonly isComplete: boolean;
  /** Null where nobody has asked the registry yet. */
  readonly blobMounting: boolean | null;
  /** RFC 3339: when a reconciliation last came to its end. */
  readonly lastReconciledAt: string | null;
  /** What that one found to be wrong; null for the first. */
  readonly drift: Drift | null;
}

/** What events did not tell, or nobody heard. */
export interface Drift {
  readonly missedPushes: number;
  readonly missedDeletions: number;
  readonly missedTags: number;
}

export interface Registries {
  find(registry: RegistryId): Promise<RegistryState>;
}

/** What the people of a repository have set for it, as a reconciliation last read it. */
export interface RepositorySettings {
  of(repository: RepositoryId): Promise<RepositoryRules>;
}
