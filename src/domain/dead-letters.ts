import type { Digest } from './digest.ts';
import { ServiceError } from './errors.ts';

/** A message that is given up, as it was received. */
export interface DeadLetter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

/** What is written on a message: text, or bytes in base64. */
export interface MessageAttribute {
  readonly dataType: string;
  readonly stringValue?: string | undefined;
  readonly binaryValue?: string | undefined;
}

/** Why a message is given up: what an operator needs to find the cause. Never content. */
export interface FailureReason {
  readonly errorCode: string;
  readonly errorMessage: string;
  /** `123456789012/eu-west-1/team/web`; null where the message does not say. */
  readonly repository: string | null;
  readonly digest: Digest | null;
  /** RFC 3339. */
  readonly failedAt: string;
}

/** Keeps messages until somebody has mended the cause and has them delivered again. Throws ParkFailedError. */
export interface DeadLetters {
  park(letter: DeadLetter, reason: FailureReason): Promise<void>;
}

/** The dead-letter queue did not take the message: it stays where it is, and the queue itself gives it up. */
export class ParkFailedError extends ServiceError {
  override readonly name = 'ParkFailedError';
  constructor(message: string, options: Pick<ServiceError, 'details' | 'cause'>) {
    super(message, { code: 'PARK_FAILED', retryable: true, ...options });
  }
}
