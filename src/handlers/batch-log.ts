import { formatRepository } from '../domain/registry.ts';
import { type HandledMessage, receiveCountOf } from './handled-message.ts';
import { errorFields, type HandlerLogger } from './middleware.ts';

/** A line for each message that has come to no good, and one for the batch: how many messages came to what. */
export function logBatch(logger: HandlerLogger, handled: readonly HandledMessage[]): void {
  for (const message of handled) logTrouble(logger, message);
  logger.info('a batch of image actions was handled', summarize(handled));
}

function logTrouble(logger: HandlerLogger, { record, image, outcome }: HandledMessage): void {
  const subject = {
    messageId: record.messageId,
    receiveCount: receiveCountOf(record),
    ...(image && { repository: formatRepository(image), digest: image.digest }),
  };
  if (outcome.outcome === 'failed')
    logger.warn('an image action failed and is given back to the queue', {
      ...subject,
      ...errorFields(outcome.error),
    });
  else if (outcome.outcome === 'parked')
    logger.error('an image action failed for good and is in the dead-letter queue', {
      ...subject,
      ...errorFields(outcome.error),
    });
  else if (outcome.outcome === 'skipped' && 'detail' in outcome)
    logger.warn('an image was skipped', { ...subject, reason: outcome.reason, detail: outcome.detail });
  else if (outcome.outcome === 'recorded' && outcome.configProblem)
    logger.warn('an image was recorded without its config', { ...subject, problem: outcome.configProblem });
}

function summarize(handled: readonly HandledMessage[]): Record<string, number | Record<string, number>> {
  const outcomes = handled.map(({ outcome }) => outcome);
  const reasons = outcomes.flatMap((outcome) => (outcome.outcome === 'skipped' ? [outcome.reason] : []));
  const findings = outcomes.flatMap((outcome) => ('findings' in outcome ? outcome.findings : []));
  return {
    messages: outcomes.length,
    ...countEach(outcomes.map(({ outcome }) => outcome)),
    skippedBy: countEach(reasons),
    findings: countEach(findings.map(({ kind }) => kind)),
  };
}

function countEach(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
