import type { Digest } from '../digest.ts';
import type { Encryption } from '../registry-ports.ts';

/** A repository that holds anything, with what decides how it can share layers. */
export interface HoldingRepository {
  readonly repository: string;
  /** Null where it is not known. */
  readonly encryption: Encryption | null;
  /** A pull-through-cache rule fills it. */
  readonly isPullThrough: boolean;
  /** Who looks after it; empty where nobody is named. */
  readonly owners: readonly string[];
}

/** A layer that several repositories of one registry hold. */
export interface CommonLayer {
  readonly digest: Digest;
  /** Compressed. */
  readonly sizeBytes: number;
  readonly instruction: string | null;
  /** Names of those that hold it. */
  readonly repositories: readonly string[];
}

/** Repositories of one registry that have much in common. */
export interface RepositoryGroup {
  /** They stand on the bases of the registry: what they have in common is theirs, and no reason to merge. */
  readonly isBase: boolean;
  /** By name. */
  readonly repositories: readonly HoldingRepository[];
  /** What two or more of them hold, and who of them does; what saves most first. */
  readonly layers: readonly CommonLayer[];
  /** Bytes of the copies beyond the first. */
  readonly savedBytes: number;
}

/** Bytes of the copies beyond the first. */
export function savingOf({ sizeBytes, repositories }: CommonLayer): number {
  return sizeBytes * (repositories.length - 1);
}

export function compareNames(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
