import type { Alert } from './alert.ts';
import type { Publisher } from './alert-ports.ts';
import { type StormSummary, summariseStorm } from './storm-summary.ts';

/** So far back is counted what people were told. */
export const STORM_MS = 10 * 60_000;

/** A revision of an alert that people are to be told of, at a time. */
export interface Telling {
  readonly alert: Alert;
  /** RFC 3339. */
  readonly at: string;
}

/** What people were told lately: every method may be repeated and run beside itself. */
export interface Tellings {
  /** Writes it down, and answers how many there were in the ten minutes before, itself among them, up to `most`. */
  enter(telling: Telling, most: number): Promise<number>;
  /** It is not told on its own, but in a summary. */
  fold(telling: Telling): Promise<void>;
  /** What was folded until then (RFC 3339), and is not settled. */
  folded(until: string): Promise<readonly Telling[]>;
  /** What was folded until then is summed up. */
  settle(until: string): Promise<void>;
}

interface StormDependencies {
  readonly tellings: Tellings;
  /** More than so many messages within ten minutes are folded into one. */
  readonly alertsPerTenMinutes: number;
  readonly now: () => Date;
}

/**
 * Publishes alerts as long as they are few. Each is written down before it is counted, so that however many processes
 * publish at once, no more get through than may. SNS suspends a mail address that gets more than ten messages a second.
 * https://docs.aws.amazon.com/general/latest/gr/sns.html
 */
export function foldStorms(publisher: Publisher, deps: StormDependencies): Publisher {
  return {
    async publish(alert) {
      const telling = { alert, at: deps.now().toISOString() };
      const most = deps.alertsPerTenMinutes + 1;
      if ((await deps.tellings.enter(telling, most)) < most) await publisher.publish(alert);
      else await deps.tellings.fold(telling);
    },
  };
}

/** Tells in one message what was folded and has come to rest; answers how many alerts that were. */
export async function tellOfStorm(
  { tellings, now }: Pick<StormDependencies, 'tellings' | 'now'>,
  publish: (storm: StormSummary) => Promise<void>,
): Promise<number> {
  const until = new Date(now().getTime() - STORM_MS).toISOString();
  const folded = await tellings.folded(until);
  if (folded.length === 0) return 0;
  const times = folded.map(({ at }) => at).sort();
  const alerts = new Map(folded.map(({ alert }) => [`${alert.id} ${alert.revision}`, alert]));
  await publish(summariseStorm([...alerts.values()], times[0] ?? until, times.at(-1) ?? until));
  await tellings.settle(until);
  return alerts.size;
}
