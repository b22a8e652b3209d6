import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Digest } from '../domain/digest.ts';
import {
  type PushedImage,
  type PushOutcome,
  type RecordPushDependencies,
  recordPushes,
} from '../domain/record-push.ts';
import { formatRepository, type RepositoryId } from '../domain/registry.ts';
import { type ImageAction, parseImageAction } from './ecr-event.ts';
import { errorFields, type HandlerLogger, withLambda } from './middleware.ts';

export interface ImageActionDependencies extends RecordPushDependencies {
  readonly logger: HandlerLogger;
}

type PushAction = ImageAction & { readonly action: 'push' };
type Outcome = PushOutcome | { readonly outcome: 'skipped'; readonly reason: string };

/** A batch in, the messages to deliver again out: a message never suffers from its neighbours. */
export function createImageActionHandler(deps: ImageActionDependencies) {
  return withLambda<SQSEvent, SQSBatchResponse>(async ({ Records: records }) => {
    const outcomes = new Map<SQSRecord, Outcome>();
    const pushes = new Map<SQSRecord, PushAction>();
    for (const record of records) {
      const action = parse(record);
      if ('outcome' in action) outcomes.set(record, action);
      else pushes.set(record, action);
    }
    for (const group of groupByRepository(pushes)) {
      const recorded = await recordGroup(deps, group);
      for (const [record, { image }] of group) outcomes.set(record, recorded.get(image.digest) ?? MISSING);
    }
    for (const [record, outcome] of outcomes) logTrouble(deps.logger, record, outcome, pushes.get(record));
    deps.logger.info('a batch of image actions was handled', summarize(outcomes));
    const failed = [...outcomes].filter(([, { outcome }]) => outcome === 'failed');
    return { batchItemFailures: failed.map(([{ messageId }]) => ({ itemIdentifier: messageId })) };
  });
}

const MISSING: Outcome = { outcome: 'failed', error: new Error('no outcome for this image') };

function parse(record: SQSRecord): PushAction | Outcome {
  try {
    const action = parseImageAction(record.body);
    return action.action === 'push' ? action : { outcome: 'skipped', reason: action.reason };
  } catch (error) {
    return { outcome: 'failed', error };
  }
}

function groupByRepository(pushes: ReadonlyMap<SQSRecord, PushAction>): Iterable<[SQSRecord, PushAction][]> {
  return Map.groupBy(pushes, ([, { image }]) => formatRepository(image)).values();
}

async function recordGroup(
  deps: ImageActionDependencies,
  group: readonly [SQSRecord, PushAction][],
): Promise<ReadonlyMap<Digest, Outcome>> {
  const images = Map.groupBy(
    group.map(([, action]) => action),
    ({ image }) => image.digest,
  );
  const pushed: PushedImage[] = [];
  for (const [digest, [first, ...rest]] of images)
    if (first) pushed.push({ digest, pushes: [first.push, ...rest.map(({ push }) => push)] });
  try {
    return await recordPushes(deps, repositoryOf(group), pushed);
  } catch (error) {
    return new Map(pushed.map(({ digest }) => [digest, { outcome: 'failed', error }]));
  }
}

function repositoryOf(group: readonly [SQSRecord, PushAction][]): RepositoryId {
  const { accountId = '', region = '', repository = '' } = group[0]?.[1].image ?? {};
  return { accountId, region, repository };
}

function logTrouble(
  logger: HandlerLogger,
  record: SQSRecord,
  outcome: Outcome,
  push: PushAction | undefined,
): void {
  const subject = {
    messageId: record.messageId,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    ...(push && { repository: formatRepository(push.image), digest: push.image.digest }),
  };
  if (outcome.outcome === 'failed')
    logger.warn('an image action failed and will be delivered again', {
      ...subject,
      ...errorFields(outcome.error),
    });
  else if (outcome.outcome === 'skipped' && 'detail' in outcome)
    logger.warn('an image was skipped', { ...subject, reason: outcome.reason, detail: outcome.detail });
  else if (outcome.outcome === 'recorded' && outcome.configProblem)
    logger.warn('an image was recorded without its config', { ...subject, problem: outcome.configProblem });
}

/** How many messages came to what. */
function summarize(
  outcomes: ReadonlyMap<SQSRecord, Outcome>,
): Record<string, number | Record<string, number>> {
  const all = [...outcomes.values()];
  const reasons = all.flatMap((outcome) => (outcome.outcome === 'skipped' ? [outcome.reason] : []));
  const findings = all.flatMap((outcome) => ('findings' in outcome ? outcome.findings : []));
  return {
    messages: all.length,
    ...countEach(all.map(({ outcome }) => outcome)),
    skippedBy: countEach(reasons),
    findings: countEach(findings.map(({ kind }) => kind)),
  };
}

function countEach(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
