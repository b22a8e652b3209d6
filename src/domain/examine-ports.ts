import type { KnownGroup } from './consolidation/match-groups.ts';
import type { CommonLayer, HoldingRepository } from './consolidation/repository-group.ts';
import type { Digest } from './digest.ts';
import type { BaseBuild } from './findings/base-outdated.ts';
import type { ConsolidationFinding } from './findings/consolidation.ts';
import type { Image } from './image.ts';
import type { ImageRef, RegistryId, RepositoryId } from './registry.ts';
import type { RegistryTotals } from './totals.ts';

/** A live image as the order of its series has it. */
export interface SeriesEntry {
  readonly digest: Digest;
  readonly series: string;
  readonly platform: string | null;
  /** Of versions, as text that sorts as they do. */
  readonly line: string;
  /** RFC 3339. */
  readonly pushedAt: string;
  readonly sizeBytes: number;
  readonly isLambda: boolean;
}

/** What looking through a repository, or a registry, needs of the history; eventually consistent. */
export interface Archive {
  /** The live images of a repository that are in a series. */
  series(repository: RepositoryId): AsyncIterable<SeriesEntry>;
  /** Recorded images with their layers, in the order asked for; those that are not known are left out. */
  readAll(refs: readonly ImageRef[]): Promise<readonly Image[]>;
  /** The builds of a base that came after one of them, in the order of time, that one first; empty where it is not known. */
  buildsSince(base: ImageRef): Promise<readonly BaseBuild[]>;
  /** The repositories of a registry that hold anything. */
  holdingRepositories(registry: RegistryId): AsyncIterable<HoldingRepository>;
  /** Layers that several repositories of a registry hold, those with the most duplicate bytes first. */
  sharedLayers(registry: RegistryId): AsyncIterable<SharedLayerSum>;
  /** All repositories of a registry that hold a layer, by name. */
  holdersOf(registry: RegistryId, layer: Digest): Promise<readonly string[]>;
}

/** A layer, and what its copies take beyond the first. */
export interface SharedLayerSum extends Omit<CommonLayer, 'repositories'> {
  readonly duplicateBytes: number;
}

/** A group of repositories as it was last found. */
export interface FoundGroup {
  readonly finding: ConsolidationFinding;
  /** Names of all its repositories. */
  readonly repositories: readonly string[];
}

/** The groups of repositories that belong together: every method may be repeated. */
export interface Groups {
  /** Those of the last night, then those of before. */
  known(registry: RegistryId): Promise<readonly KnownGroup[]>;
  /** These are the groups of the registry now; writes nothing for one that is as it was. `at` is RFC 3339. */
  keep(registry: RegistryId, groups: readonly FoundGroup[], at: string): Promise<void>;
}

/** What registries came to, day by day. */
export interface Snapshots {
  keep(totals: RegistryTotals, at: string): Promise<void>;
  /** The last one that is not newer than this (RFC 3339), and at most seven days older; null where there is none. */
  before(registry: RegistryId, at: string): Promise<RegistryTotals | null>;
}
