import type { Alert } from './alert.ts';
import type { KeptAlert } from './alert-ports.ts';
import { examineRegistry } from './examine-registry.ts';
import { findRegistryScanned, WASTEFUL_LAYERS } from './findings/registry-scanned.ts';
import type { Page } from './page.ts';
import type { Drift } from './ports.ts';
import { raiseAlert } from './raise-alert.ts';
import type { RepositoryResult } from './reconcile-ports.ts';
import type { ReconcileRegistryDependencies, StartedRun } from './reconcile-registry.ts';
import type { RegistryId } from './registry.ts';
import { NO_COUNTS, registryTotals } from './totals.ts';
import { countKinds } from './week-of-alerts.ts';

/** What a run came to; of a first one, the drift is what it found in all. */
export interface RunSummary extends Drift {
  /** Those that the run has reconciled to the end. */
  readonly repositories: number;
  /** Images that could not be recorded, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Whether everything that the registry holds has been seen. */
  readonly isComplete: boolean;
  /** The first ten repositories that are not done, by name, and how many there are. */
  readonly unfinished: readonly string[];
  readonly unfinishedCount: number;
}

const UNFINISHED_NAMED = 10;
const PAGE = 200;
const COUNTED_MAX = 10_000;

/**
 * Ends a run: adds up what came of its repositories. The first one that has left nothing undone makes the registry
 * complete and tells in one alert what was found. The alert comes before the mark: whoever ends a run again, after a
 * crash, finds it told or tells it, and it is told once. Throws AlertInFlightError where it may be being told, to be
 * called again.
 */
export async function finishRun(deps: ReconcileRegistryDependencies, run: StartedRun): Promise<RunSummary> {
  const summary = await addUp(deps, run);
  const at = deps.now().toISOString();
  if (summary.isComplete) await examine(deps, run, at);
  const { missedPushes, missedDeletions, missedTags, isComplete } = summary;
  // Before a first scan everything was unknown: that is no drift.
  const drift = run.isFirst ? null : { missedPushes, missedDeletions, missedTags };
  await deps.reconciliations.finish(run, { isComplete, drift, at });
  return summary;
}

async function addUp(deps: ReconcileRegistryDependencies, run: StartedRun): Promise<RunSummary> {
  const drift = { missedPushes: 0, missedDeletions: 0, missedTags: 0 };
  const skipped: Record<string, number> = {};
  const unfinished: string[] = [];
  let repositories = 0;
  let unfinishedCount = 0;
  for await (const result of deps.reconciliations.results(run)) {
    // Where two runs meet, what the other one has planned and not done is not done for this one, either.
    if (!result.done) unfinishedCount += 1;
    if (!result.done && unfinished.length < UNFINISHED_NAMED) unfinished.push(result.repository);
    if (result.run !== run.run) continue;
    if (result.done) repositories += 1;
    addDrift(drift, result);
    for (const [reason, count] of Object.entries(result.skipped))
      skipped[reason] = (skipped[reason] ?? 0) + count;
  }
  const isComplete = !run.isFirst || unfinishedCount === 0;
  return { repositories, ...drift, skipped, isComplete, unfinished, unfinishedCount };
}

function addDrift(sum: { -readonly [name in keyof Drift]: number }, result: RepositoryResult): void {
  sum.missedPushes += result.missedPushes;
  sum.missedDeletions += result.missedDeletions;
  sum.missedTags += result.missedTags;
}

/** Looks at the registry as a whole: of a first run everything is told in one alert. */
async function examine(deps: ReconcileRegistryDependencies, run: StartedRun, at: string): Promise<void> {
  const { accountId, region } = run;
  const registry = { accountId, region };
  const { blobMounting } = await deps.registries.find(registry);
  await examineRegistry({ ...deps, isQuiet: run.isFirst }, registry, blobMounting);
  const [known] = await deps.reader.registries(registry);
  const totals = known ?? registryTotals(registry, NO_COUNTS, at);
  await deps.snapshots.keep(totals, at);
  if (!run.isFirst) return;
  const layers = await deps.reader.duplicates(registry, { limit: WASTEFUL_LAYERS, cursor: null });
  const others = countKinds(await openAlerts(deps, registry));
  const finding = findRegistryScanned(totals, layers.items, blobMounting, deps.thresholds, others);
  await raiseAlert(deps, finding, at);
}

/** What a first scan has found besides. Where it is told already, it is not counted. */
async function openAlerts({ reader }: ReconcileRegistryDependencies, registry: RegistryId): Promise<Alert[]> {
  const found: Alert[] = [];
  let cursor: string | null = null;
  do {
    const filter = { ...registry, state: 'active' } as const;
    const page: Page<KeptAlert> = await reader.alerts(filter, { limit: PAGE, cursor });
    found.push(...page.items.map(({ alert }) => alert).filter(({ kind }) => kind !== 'registry-scanned'));
    cursor = page.cursor;
  } while (cursor !== null && found.length < COUNTED_MAX);
  return found;
}
