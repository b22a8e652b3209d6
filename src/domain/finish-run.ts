import { findRegistryScanned, WASTEFUL_LAYERS } from './findings/registry-scanned.ts';
import type { Drift } from './ports.ts';
import { raiseAlert } from './raise-alert.ts';
import type { RepositoryResult, Run } from './reconcile-ports.ts';
import type { ReconcileRegistryDependencies, StartedRun } from './reconcile-registry.ts';
import { NO_COUNTS, registryTotals } from './totals.ts';

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

/**
 * Ends a run: adds up what came of its repositories. The first one that has left nothing undone makes the registry
 * complete and tells in one alert what was found. The alert comes before the mark: whoever ends a run again, after a
 * crash, finds it told or tells it, and it is told once. Throws AlertInFlightError where it may be being told, to be
 * called again.
 */
export async function finishRun(deps: ReconcileRegistryDependencies, run: StartedRun): Promise<RunSummary> {
  const summary = await addUp(deps, run);
  const at = deps.now().toISOString();
  if (run.isFirst && summary.isComplete) await tell(deps, run, at);
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

async function tell(deps: ReconcileRegistryDependencies, run: Run, at: string): Promise<void> {
  const { accountId, region } = run;
  const registry = { accountId, region };
  const [totals] = await deps.reader.registries(registry);
  const layers = await deps.reader.duplicates(registry, { limit: WASTEFUL_LAYERS, cursor: null });
  const { blobMounting } = await deps.registries.find(registry);
  const finding = findRegistryScanned(
    totals ?? registryTotals(registry, NO_COUNTS, at),
    layers.items,
    blobMounting,
    deps.thresholds,
  );
  await raiseAlert(deps, finding, at);
}
