import type { SQSRecord } from 'aws-lambda';
import type { PushOutcome } from '../domain/pushed-image.ts';
import type { ImageRef } from '../domain/registry.ts';
import type { VerifyOutcome } from '../domain/verify-images.ts';

/** A message, the image it is about (null where it is about none), and what became of it. */
export interface HandledMessage {
  readonly record: SQSRecord;
  readonly image: ImageRef | null;
  readonly outcome: MessageOutcome;
}

/** `failed` is to be delivered again. */
export type MessageOutcome =
  | PushOutcome
  | VerifyOutcome
  | { readonly outcome: 'skipped'; readonly reason: string }
  /** It failed, and is in the dead-letter queue with the reason. */
  | { readonly outcome: 'parked'; readonly error: unknown };

/** How often the queue has delivered this message; this time counts. */
export function receiveCountOf(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}
