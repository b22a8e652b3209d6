import { setTimeout } from 'node:timers/promises';
import type { ECRClient } from '@aws-sdk/client-ecr';

/** Resolves when the caller may make its call; callers go in the order in which they came. */
export type RateLimit = () => Promise<void>;

/** Time, in milliseconds. */
export interface Clock {
  /** Any clock that does not go back. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

const CLOCK: Clock = { now: () => performance.now(), sleep: (milliseconds) => setTimeout(milliseconds) };

/**
 * A ceiling for one registry: every caller gets the next free moment, and moments are evenly apart. So there is never
 * a burst, not even after a pause, and nobody overtakes.
 */
export function createRateLimit(callsPerSecond: number, { now, sleep }: Clock = CLOCK): RateLimit {
  const apart = 1_000 / callsPerSecond;
  let free = 0;
  return async () => {
    const time = now();
    const moment = Math.max(time, free);
    free = moment + apart;
    if (moment > time) await sleep(moment - time);
  };
}

/** Makes every request of the client keep to the limit, repeated ones included. */
export function limitCalls(client: ECRClient, limit: RateLimit): void {
  client.middlewareStack.addRelativeTo(
    <Args, Result>(next: (args: Args) => Promise<Result>) =>
      async (args: Args) => {
        await limit();
        return next(args);
      },
    // Inside of the retries, so that each of them waits; before the signature, so that it does not age meanwhile.
    { name: 'rateLimitMiddleware', relation: 'after', toMiddleware: 'retryMiddleware', override: true },
  );
}
