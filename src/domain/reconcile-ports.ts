import type { Page, PageRequest } from './page.ts';
import type { Drift } from './ports.ts';
import type { RegistryId } from './registry.ts';
import type { Encryption, RegistrySettings } from './registry-ports.ts';

/** One reconciliation of one registry; `run` names it. */
export interface Run extends RegistryId {
  readonly run: string;
}

/** A repository that a run is to reconcile, with what the registry says of it where it still lists it. */
export interface PlannedRepository {
  readonly repository: string;
  readonly settings: {
    readonly encryption: Encryption;
    /** A pull-through-cache rule may have filled it: layers are never mounted into such a repository. */
    readonly isPullThrough: boolean;
  } | null;
}

/** What one call found in one repository. */
export interface Found extends Drift {
  readonly done: boolean;
  /** Images that could not be recorded, by reason: all of them, whatever an earlier call found. */
  readonly skipped: Readonly<Record<string, number>>;
  /** The repository's `layerwatch:*` tags, without the prefix; null where the registry does not have it any more. */
  readonly tags: ReadonlyMap<string, string> | null;
  /** RFC 3339. */
  readonly at: string;
}

/** What has come of a repository in the last run that it was part of. */
export interface RepositoryResult extends Drift, Pick<Found, 'skipped' | 'done'> {
  readonly repository: string;
  readonly run: string;
}

/** What a whole run came to. */
interface RunResult {
  /** Makes the registry complete; where it is that already, it stays so. */
  readonly isComplete: boolean;
  readonly drift: Drift | null;
  /** RFC 3339. */
  readonly at: string;
}

/** What is kept of reconciliations: every method may be repeated, interrupted and run beside itself. */
export interface Reconciliations {
  keepSettings(registry: RegistryId, settings: RegistrySettings): Promise<void>;
  /** Null where nobody has asked the registry yet. */
  settings(registry: RegistryId): Promise<RegistrySettings | null>;
  /** Makes repositories part of the run: nothing is done in them yet. Those that are part of it already stay as they are. */
  plan(run: Run, repositories: readonly PlannedRepository[]): Promise<void>;
  /**
   * Repositories that the run has still to see, by name: those that are not part of it and that the history holds
   * something of, and those that this run, or an earlier one, has left undone. A page may have few of them, or none,
   * and still not be the last.
   */
  remaining(run: Run, page: PageRequest): Promise<Page<string>>;
  /** Adds what was found in a repository to what other calls of the run have found there. */
  add(run: Run, repository: string, found: Found): Promise<void>;
  /** Every repository that was ever part of a run. */
  results(registry: RegistryId): AsyncIterable<RepositoryResult>;
  finish(registry: RegistryId, result: RunResult): Promise<void>;
}
