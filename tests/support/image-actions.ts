import type { SQSBatchResponse } from 'aws-lambda';
import {
  type DeadLetter,
  type DeadLetters,
  type FailureReason,
  ParkFailedError,
} from '../../src/domain/dead-letters.ts';
import { createImageActionHandler } from '../../src/handlers/record-batch.ts';
import { REPOSITORY } from './builders.ts';
import { type Delivery, LAMBDA_CONTEXT, sqsBatch } from './image-events.ts';
import { createWorld, type World } from './in-memory-ports.ts';

/** Remembers what was parked; fails while `isBroken`. */
class InMemoryDeadLetters implements DeadLetters {
  readonly parked: { readonly letter: DeadLetter; readonly reason: FailureReason }[] = [];
  isBroken = false;

  async park(letter: DeadLetter, reason: FailureReason): Promise<void> {
    if (this.isBroken) throw new ParkFailedError('the queue is gone', { details: {}, cause: undefined });
    this.parked.push({ letter, reason });
  }
}

interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: unknown;
}

/** The image-action function, with all it needs in memory, and what there is to look at afterwards. */
export interface ImageActions {
  readonly world: World;
  readonly deadLetters: InMemoryDeadLetters;
  readonly log: readonly LogLine[];
  /** Gives it a batch. */
  handle(bodies: readonly (string | object)[], delivery?: Delivery): Promise<SQSBatchResponse>;
  /** `team/orders:1.0.0` for each live image of the repositories, sorted. */
  live(): Promise<readonly string[]>;
}

export const BILLING_REPOSITORY = { ...REPOSITORY, repository: 'team/billing' };

export function createImageActions({ parks = true } = {}): ImageActions {
  const world = createWorld();
  const deadLetters = new InMemoryDeadLetters();
  const log: LogLine[] = [];
  const write = (level: string) => (message: string, fields: unknown) => {
    log.push({ level, message, fields });
  };
  const handler = createImageActionHandler({
    ...world.deps,
    deadLetters: parks ? deadLetters : null,
    maxReceiveCount: 5,
    logger: { info: write('info'), warn: write('warn'), error: write('error') },
  });
  return {
    ...{ world, deadLetters, log },
    handle: (bodies, delivery) => handler(sqsBatch(bodies, delivery), LAMBDA_CONTEXT),
    async live() {
      const images = await world.images(REPOSITORY, BILLING_REPOSITORY);
      return images
        .filter(({ isLive }) => isLive)
        .map(({ repository, tags }) => `${repository}:${tags.join()}`)
        .sort();
    },
  };
}
