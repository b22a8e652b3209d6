import { ServiceError } from '../errors.ts';
import type { SlackMessage } from './slack-message.ts';

/** Posts to one channel of Slack. */
export interface SlackChannel {
  /**
   * `timeLeft` answers how many milliseconds the caller has, the time for the rest of its work included. What was posted but
   * not confirmed may be posted twice. Throws SlackPostFailedError.
   */
  post(message: SlackMessage, timeLeft: () => number): Promise<void>;
}

/** Slack has not taken the message, or not in time; what it said is in the details, where it was posted to is nowhere. */
export class SlackPostFailedError extends ServiceError {
  override readonly name = 'SlackPostFailedError';
  constructor(message: string, details: ServiceError['details']) {
    super(message, { code: 'SLACK_POST_FAILED', retryable: true, details });
  }
}
