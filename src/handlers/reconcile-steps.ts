import type { Context } from 'aws-lambda';
import { finishRun, type RunSummary } from '../domain/finish-run.ts';
import {
  planRun,
  type ReconcileRegistryDependencies,
  reconcileInRun,
  type StartedRun,
  startRun,
} from '../domain/reconcile-registry.ts';
import type { RepositoryReconciliation } from '../domain/reconcile-repository.ts';
import { formatRegistry, type RegistryId } from '../domain/registry.ts';
import type { PutMetrics } from './metrics.ts';
import { type HandlerLogger, withLambda } from './middleware.ts';
import { parseReconcileInput, type ReconcileInput } from './reconcile-input.ts';

export interface ReconcileStepsDependencies extends Omit<ReconcileRegistryDependencies, 'hasTime'> {
  /** The registry beside the function, which is reconciled where none is named. */
  readonly home: RegistryId;
  readonly metrics: PutMetrics;
  readonly logger: HandlerLogger;
}

/** What the state machine gets, by step: each answer is input of a later step. */
type ReconcileOutput =
  | StartedRun
  | { readonly repositories: readonly { readonly repository: string }[]; readonly cursor: string | null }
  | (RepositoryReconciliation & { readonly repository: string })
  | RunSummary;

/** Work that has begun is ended within this time. */
const RESERVE_MS = 60_000;
/** A function that may run for a short time only keeps less of it back. */
const RESERVED_SHARE = 0.25;

/** One step of a reconciliation in, what came of it out. */
export function createReconcileHandler(deps: ReconcileStepsDependencies) {
  return withLambda<unknown, ReconcileOutput>(async (event, context) => {
    const input = parseReconcileInput(event);
    const { step, run, accountId = deps.home.accountId, region = deps.home.region } = input;
    const subject = { step, run, registry: formatRegistry({ accountId, region }) };
    const { output, fields } = await takeStep(deps, { ...input, accountId, region }, hasTimeIn(context));
    if ('skipped' in output && Object.keys(output.skipped).length > 0)
      deps.logger.warn('images could not be recorded', { ...subject, ...fields });
    if ('ignored' in output && output.ignored)
      deps.logger.warn('settings of a repository were ignored', { ...subject, ...fields });
    deps.logger.info('a step of a reconciliation was done', { ...subject, ...fields });
    return output;
  });
}

interface StepDone {
  readonly output: ReconcileOutput;
  /** What the log says of it. */
  readonly fields: Readonly<Record<string, unknown>>;
}

async function takeStep(
  steps: ReconcileStepsDependencies,
  input: ReconcileInput & RegistryId,
  hasTime: () => boolean,
): Promise<StepDone> {
  const deps = { ...steps, hasTime };
  const { run, accountId, region } = input;
  switch (input.step) {
    case 'start': {
      const output = await startRun(deps, { run, accountId, region });
      return { output, fields: { isFirst: output.isFirst } };
    }
    case 'list': {
      const plan = await planRun(deps, { run, accountId, region }, input.cursor);
      const repositories = plan.repositories.map((repository) => ({ repository }));
      const fields = { repositories: repositories.length, isLast: plan.cursor === null };
      return { output: { repositories, cursor: plan.cursor }, fields };
    }
    case 'repository': {
      const { repository, isFirst } = input;
      const result = await reconcileInRun(deps, { run, accountId, region, isFirst }, repository);
      const output = { repository, ...result };
      return { output, fields: output };
    }
    case 'finish': {
      const { isFirst } = input;
      const output = await finishRun(deps, { run, accountId, region, isFirst });
      publish(deps, input, output, isFirst);
      return { output, fields: { isFirst, ...output } };
    }
  }
}

function publish(
  { metrics }: ReconcileStepsDependencies,
  { accountId, region }: RegistryId,
  summary: RunSummary,
  isFirst: boolean,
): void {
  metrics(
    { accountId, region },
    {
      // What a first scan finds was not missed.
      ...(!isFirst && {
        MissedPushes: summary.missedPushes,
        MissedDeletions: summary.missedDeletions,
        MissedTags: summary.missedTags,
      }),
      ImagesSkipped: Object.values(summary.skipped).reduce((sum, count) => sum + count, 0),
      RepositoriesReconciled: summary.repositories,
      RepositoriesFailed: summary.unfinishedCount,
    },
  );
}

function hasTimeIn(context: Context): () => boolean {
  const reserve = Math.min(RESERVE_MS, RESERVED_SHARE * context.getRemainingTimeInMillis());
  return () => context.getRemainingTimeInMillis() > reserve;
}
