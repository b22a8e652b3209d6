import type { DeadLetters, FailureReason } from '../domain/dead-letters.ts';
import { InvalidEventError, ServiceError } from '../domain/errors.ts';
import { plainLine } from '../domain/plain-text.ts';
import { formatRepository } from '../domain/registry.ts';
import { type HandledMessage, receiveCountOf } from './handled-message.ts';
import { errorFields, type HandlerLogger } from './middleware.ts';

export interface GiveUpDependencies {
  /** Null where what always fails is left to the queue. */
  readonly deadLetters: DeadLetters | null;
  /** So often the queue delivers a message; the next time it would give it up without a word. */
  readonly maxReceiveCount: number;
  readonly now: () => Date;
  readonly logger: HandlerLogger;
}

/** The longest message of ours fits. */
const MESSAGE_MAX_LENGTH = 500;

/**
 * Parks the messages that failed for good, each with the reason. Where that fails the message stays failed, and the
 * queue parks it without the reason.
 */
export function giveUp(
  deps: GiveUpDependencies,
  handled: readonly HandledMessage[],
): Promise<readonly HandledMessage[]> {
  return Promise.all(handled.map((message) => giveUpOne(deps, message)));
}

async function giveUpOne(deps: GiveUpDependencies, message: HandledMessage): Promise<HandledMessage> {
  const { record, image, outcome } = message;
  if (deps.deadLetters === null || outcome.outcome !== 'failed') return message;
  const { error } = outcome;
  // What is no event of ECR will be none the next time.
  const isHopeless = error instanceof InvalidEventError;
  if (!isHopeless && receiveCountOf(record) < deps.maxReceiveCount) return message;
  const reason: FailureReason = {
    ...describeError(error),
    repository: image && formatRepository(image),
    digest: image?.digest ?? null,
    failedAt: deps.now().toISOString(),
  };
  try {
    await deps.deadLetters.park({ body: record.body, attributes: record.messageAttributes }, reason);
    return { record, image, outcome: { outcome: 'parked', error } };
  } catch (failure) {
    deps.logger.error('a failed image action could not be parked', {
      messageId: record.messageId,
      ...errorFields(failure),
    });
    return message;
  }
}

/** What a bug says of itself may quote what it was given: only its name goes into the queue, the rest is in the log. */
function describeError(error: unknown): Pick<FailureReason, 'errorCode' | 'errorMessage'> {
  if (error instanceof ServiceError)
    return { errorCode: error.code, errorMessage: plainLine(error.message, MESSAGE_MAX_LENGTH) };
  const name = error instanceof Error ? plainLine(error.name, MESSAGE_MAX_LENGTH) : '';
  return { errorCode: 'UNEXPECTED', errorMessage: name || typeof error };
}
