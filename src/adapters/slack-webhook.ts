import { setTimeout } from 'node:timers/promises';
import { type SlackChannel, SlackPostFailedError } from '../domain/channel/slack-channel.ts';
import { type Clock, createRateLimit } from './rate-limit.ts';
import { type Answer, postJson } from './slack-post.ts';
import type { WebhookSecret } from './webhook-secret.ts';

interface SlackWebhookOptions {
  readonly secret: WebhookSecret;
  /** For one attempt, connecting included. */
  readonly timeoutMs: number;
  readonly clock?: Clock;
}

const CLOCK: Clock = { now: () => performance.now(), sleep: (milliseconds) => setTimeout(milliseconds) };

// https://docs.slack.dev/apis/web-api/rate-limits: incoming webhooks, one a second, short bursts tolerated.
const MESSAGES_PER_SECOND = 1;
const ATTEMPTS_MAX = 5;
const BACKOFF_MS = 500;
/** What the caller needs to say that it has failed. */
const RESERVED_MS = 1_000;
/** The webhook is gone or may not post: perhaps there is a new one. */
const REFUSED = [403, 404, 410];

/**
 * Posts to a Slack incoming webhook, one message a second at most. Tries again where Slack asks for it (429), fails (5xx) or is
 * not reached, for as long as the caller has time; anything else would only be refused again.
 */
export function createSlackWebhook({ secret, timeoutMs, clock = CLOCK }: SlackWebhookOptions): SlackChannel {
  const turn = createRateLimit(MESSAGES_PER_SECOND, clock);
  return {
    async post(message, timeLeft) {
      const json = JSON.stringify(message);
      const available = () => timeLeft() - RESERVED_MS;
      let url = await secret.read();
      let isRenewed = false;
      for (let attempt = 1; ; attempt++) {
        await turn();
        if (available() <= 0) throw new SlackPostFailedError('there was no time left to post to Slack', {});
        const answer = await postJson(url, json, Math.min(timeoutMs, available()));
        if (isTaken(answer)) return;
        if (!isRenewed && isRefused(answer)) {
          isRenewed = true;
          const renewed = await secret.renew();
          const isNew = renewed.href !== url.href;
          url = renewed;
          if (isNew) continue;
        }
        const wait = waitAfter(answer, attempt);
        if (wait === null || attempt >= ATTEMPTS_MAX || wait >= available()) throw failure(answer, attempt);
        await clock.sleep(wait);
      }
    },
  };
}

function isTaken(answer: Answer): boolean {
  return 'status' in answer && answer.status === 200;
}

function isRefused(answer: Answer): boolean {
  return 'status' in answer && REFUSED.includes(answer.status);
}

/** Milliseconds to wait before the next attempt; null where another one would end alike. */
function waitAfter(answer: Answer, attempt: number): number | null {
  const backoff = BACKOFF_MS * 2 ** (attempt - 1) * (1 + Math.random());
  if ('networkError' in answer) return backoff;
  if (answer.status === 429 || answer.status >= 500)
    return answer.retryAfter === null ? backoff : answer.retryAfter * 1_000;
  return null;
}

function failure(answer: Answer, attempts: number): SlackPostFailedError {
  if ('networkError' in answer)
    return new SlackPostFailedError('Slack was not reached', {
      attempts,
      networkError: answer.networkError,
    });
  const { status, reason, retryAfter } = answer;
  const details = { attempts, status, reason, ...(retryAfter !== null && { retryAfter }) };
  if (status === 429 || status >= 500)
    return new SlackPostFailedError('Slack did not take the message in time', details);
  return new SlackPostFailedError(
    REFUSED.includes(status)
      ? 'Slack does not let this webhook post: look at its channel, and at the secret'
      : 'Slack refused the message',
    details,
  );
}
