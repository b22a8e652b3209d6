import { createHash, randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { lambdaContext } from './lambda-context.ts';
import { type ImageActionEvent, LOCAL_REGISTRY } from './push-event.ts';

/** Messages the function gets at once. */
export const BATCH_SIZE = 10;
/** As the template has it: what fails this often goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;

/** The queue in front of the image-action function. */
export interface EventQueue {
  /** Resolves when each of the events was handled or given up; what was given earlier comes first. */
  deliver(events: readonly ImageActionEvent[]): Promise<void>;
}

interface EventQueueOptions {
  readonly handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  readonly onDeadLetter: (event: ImageActionEvent) => void;
  /** Waiting time before the second delivery; it doubles with each one after. */
  readonly retryDelayMs?: number;
}

interface Message {
  readonly id: string;
  readonly event: ImageActionEvent;
}

/** Batches of ten in order, one at a time; the failures of a batch are delivered again before the next one. */
export function createEventQueue({
  handler,
  onDeadLetter,
  retryDelayMs = 100,
}: EventQueueOptions): EventQueue {
  let last: Promise<void> = Promise.resolve();

  async function deliverBatch(batch: readonly Message[]): Promise<void> {
    let waiting = batch;
    for (let receives = 1; waiting.length > 0; receives += 1) {
      if (receives > MAX_RECEIVES) {
        for (const { event } of waiting) onDeadLetter(event);
        return;
      }
      if (receives > 1) await pause(retryDelayMs * 2 ** (receives - 2));
      const failed = await failuresOf(waiting, receives);
      waiting = waiting.filter(({ id }) => failed.has(id));
    }
  }

  /** Ids of the messages to deliver again: all of them where the function failed as a whole. */
  async function failuresOf(messages: readonly Message[], receives: number): Promise<ReadonlySet<string>> {
    const records = messages.map((message) => sqsRecord(message, receives));
    try {
      const { batchItemFailures } = await handler({ Records: records }, lambdaContext('image-action'));
      return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    } catch {
      return new Set(messages.map(({ id }) => id));
    }
  }

  return {
    deliver(events) {
      const messages = events.map((event) => ({ id: randomUUID(), event }));
      last = last.then(async () => {
        for (let start = 0; start < messages.length; start += BATCH_SIZE)
          await deliverBatch(messages.slice(start, start + BATCH_SIZE));
      });
      return last;
    },
  };
}

function sqsRecord({ id, event }: Message, receives: number): SQSRecord {
  const body = JSON.stringify(event);
  const now = `${Date.now()}`;
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: `${receives}`,
      SentTimestamp: now,
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: now,
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${LOCAL_REGISTRY.region}:${LOCAL_REGISTRY.accountId}:image-actions`,
    awsRegion: LOCAL_REGISTRY.region,
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
