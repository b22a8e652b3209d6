import { HistoryUnavailableError } from '../domain/errors.ts';
import type { Items } from './dynamodb-items.ts';

/** What many met on, and how often that may happen. */
interface Meeting {
  readonly message: string;
  readonly details: Readonly<Record<string, string>>;
  readonly attemptsMax?: number;
}

/**
 * Reads, and writes on condition, until nobody was faster: until `once` answers anything but undefined. Waits in
 * between, longer each time. Throws HistoryUnavailableError in the end, so that the event is delivered again.
 */
export async function untilDone<Done>(
  items: Items,
  once: () => Promise<Done | undefined>,
  { message, details, attemptsMax = 20 }: Meeting,
): Promise<Done> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const done = await once();
    if (done !== undefined) return done;
    await items.pause(attempt);
  }
  throw new HistoryUnavailableError(message, { details });
}
