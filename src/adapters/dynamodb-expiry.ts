/** How long the table keeps what is not there any more. */
export interface Expiry {
  readonly now: () => Date;
  /** How long a deleted image stays in the history. */
  readonly historyDays: number;
}

/** Longer than a message may wait in any queue: until then a push of what was deleted may still be told of. */
export const HEARD_OF_DAYS = 30;

const DAY_SECONDS = 86_400;

/** The table's TTL attribute: Unix seconds. */
export function inDays(now: Date, days: number): number {
  return Math.floor(now.getTime() / 1_000) + days * DAY_SECONDS;
}
