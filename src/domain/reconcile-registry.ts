import { readConfigsOnce } from './configs-once.ts';
import { InvalidEventError, RepositoryNotFoundError } from './errors.ts';
import type { PullTimeGuard } from './guarded-registry.ts';
import { examineRepository } from './examine-repository.ts';
import type { Archive, Groups, Snapshots } from './examine-ports.ts';
import type { RepositorySettings } from './ports.ts';
import type { HistoryReader } from './reader-ports.ts';
import type { PlannedRepository, Reconciliations, Run } from './reconcile-ports.ts';
import {
  type ReconcileDependencies,
  type RepositoryReconciliation,
  reconcileRepository,
} from './reconcile-repository.ts';
import type { RepositoryId } from './registry.ts';
import type { Catalog } from './registry-ports.ts';
import { parseRepositorySettings } from './repository-settings.ts';

export interface ReconcileRegistryDependencies extends ReconcileDependencies {
  readonly reconciliations: Reconciliations;
  readonly archive: Archive;
  readonly groups: Groups;
  readonly snapshots: Snapshots;
  readonly reader: Pick<HistoryReader, 'registries' | 'duplicates' | 'alerts'>;
  readonly guard: PullTimeGuard;
}

/** So many repositories are planned at a time. */
const PAGE_REPOSITORIES = 200;

/** A run, and whether it is the first of its registry that may come to its end. */
export interface StartedRun extends Run {
  readonly isFirst: boolean;
}

/**
 * Begins a run: makes sure that reading does no harm, and asks the registry what only it knows of itself. Throws
 * PullTimeNotExcludedError.
 */
export async function startRun(deps: ReconcileRegistryDependencies, run: Run): Promise<StartedRun> {
  await deps.guard.ensure(run);
  await deps.reconciliations.keepSettings(run, await deps.catalog.settings(run));
  const { isComplete } = await deps.registries.find(run);
  return { ...run, isFirst: !isComplete };
}

/** Some repositories to be reconciled, perhaps none, and where the list goes on; `cursor` is null where it ends. */
export interface RepositoryPlan {
  readonly repositories: readonly string[];
  readonly cursor: string | null;
}

/**
 * Plans the next repositories of a run: those that the registry lists; then those that the history still holds
 * something of although the registry does not, and once more those that are not done yet. Each is written down as
 * part of the run before it is answered, so that the run knows what it has left undone. Throws InvalidEventError for a
 * cursor of somebody else's.
 */
export async function planRun(
  { catalog, reconciliations }: ReconcileRegistryDependencies,
  run: Run,
  cursor: string | null,
): Promise<RepositoryPlan> {
  const { list, position } = parseCursor(cursor);
  const page = { limit: PAGE_REPOSITORIES, cursor: position };
  if (list === 'left') {
    const left = await reconciliations.remaining(run, page);
    const planned = left.items.map((repository) => ({ repository, settings: null }));
    await reconciliations.plan(run, planned);
    return { repositories: left.items, cursor: left.cursor && `left:${left.cursor}` };
  }
  const listed = await catalog.repositories(run, page);
  const prefixes = await prefixesOf({ reconciliations }, run);
  const planned = listed.items.map(({ repository, encryption }): PlannedRepository => {
    return { repository, settings: { encryption, isPullThrough: isPullThrough(repository, prefixes) } };
  });
  await reconciliations.plan(run, planned);
  return {
    repositories: planned.map(({ repository }) => repository),
    cursor: listed.cursor === null ? 'left:' : `listed:${listed.cursor}`,
  };
}

/** Settings of a repository that cannot be used, by name, and why; absent where all can. */
export interface IgnoredSettings {
  readonly ignored?: Readonly<Record<string, string>>;
}

/** Reconciles one repository, as far as the time allows, and keeps what came of it. Throws where an image cannot be read now. */
export async function reconcileInRun(
  deps: ReconcileRegistryDependencies,
  run: StartedRun,
  repository: string,
): Promise<RepositoryReconciliation & IgnoredSettings> {
  const { accountId, region } = run;
  const id = { accountId, region, repository };
  // First, so that nothing that was found is lost where this fails.
  const tags = await tagsOf(deps.catalog, id);
  const registry = readConfigsOnce(deps.registry);
  // What the tags say now, and not what they said when they were last kept.
  const rules = {
    ...parseRepositorySettings(tags ?? new Map(), deps.thresholds),
    ...(isPullThrough(repository, await prefixesOf(deps, run)) && { isPullThrough: true }),
  };
  const settings: RepositorySettings = {
    of: async (asked) => (asked.repository === repository ? rules : deps.settings.of(asked)),
  };
  const own = { ...deps, registry, settings, isQuiet: run.isFirst };
  const result = await reconcileRepository(own, id);
  const { done, missedPushes, missedDeletions, missedTags, skipped } = result;
  const found = { done, missedPushes, missedDeletions, missedTags, skipped, tags };
  await deps.reconciliations.add(run, repository, { ...found, at: deps.now().toISOString() });
  if (done) await examineRepository(own, id, rules);
  if (result.error !== undefined) throw result.error;
  const { problems } = rules;
  return Object.keys(problems).length === 0 ? result : { ...result, ignored: problems };
}

async function tagsOf(
  catalog: Catalog,
  repository: RepositoryId,
): Promise<ReadonlyMap<string, string> | null> {
  try {
    return await catalog.repositoryTags(repository);
  } catch (error) {
    if (error instanceof RepositoryNotFoundError) return null;
    throw error;
  }
}

async function prefixesOf(
  { reconciliations }: Pick<ReconcileRegistryDependencies, 'reconciliations'>,
  run: Run,
): Promise<readonly string[]> {
  return (await reconciliations.settings(run))?.pullThroughPrefixes ?? [];
}

/** `ROOT` stands for every repository without a rule of its own, so that any may have been filled by it. */
function isPullThrough(repository: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => prefix === 'ROOT' || repository.startsWith(`${prefix}/`));
}

function parseCursor(cursor: string | null): { readonly list: string; readonly position: string | null } {
  if (cursor === null) return { list: 'listed', position: null };
  const [, list, position] = /^(listed|left):(.*)$/s.exec(cursor) ?? [];
  if (list === undefined) throw new InvalidEventError('the cursor is not one of this list');
  return { list, position: position || null };
}
