import * as z from 'zod/mini';
import type { Alert } from '../domain/alert.ts';
import { STORM_MS, type Telling, type Tellings } from '../domain/storm.ts';
import { type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

/** That people were told something is remembered for a day. */
const KEPT_MS = 86_400_000;

const FoldedItem = z.object({ at: z.string(), alert: z.string() });
const SettledItem = z.object({ until: z.string() });

/** What people were told lately, by ten minutes, so that no partition grows. */
export function createDynamodbTellings(items: Items): Tellings {
  return { enter, fold, folded, settle };

  async function enter(telling: Telling, most: number): Promise<number> {
    const time = Date.parse(telling.at);
    await items.put({ pk: bucketAt(time), sk: nameOf(telling), expiresAt: expiryOf(telling) });
    const from = new Date(time - STORM_MS).toISOString();
    let count = 0;
    // The clocks of others may be ahead.
    for (const near of [time, time - STORM_MS, time + STORM_MS]) {
      const pk = bucketAt(near);
      const query = { partition: pk, range: { from, to: '~' }, consistent: true, limit: most };
      for await (const _item of queryAll(items, query)) if (++count >= most) return count;
    }
    return count;
  }

  async function fold(telling: Telling): Promise<void> {
    const { alert, at } = telling;
    const item = { at, alert: JSON.stringify(alert), expiresAt: expiryOf(telling) };
    await items.put({ pk: keys.FOLDED, sk: nameOf(telling), ...item });
  }

  async function folded(until: string): Promise<Telling[]> {
    const settled = await items.get(keys.SETTLED);
    // `~` sorts behind every telling of the same time.
    const from = settled ? `${SettledItem.parse(settled).until}~` : '0';
    const found: Telling[] = [];
    const query = { partition: keys.FOLDED, range: { from, to: `${until}~` }, consistent: true };
    for await (const item of queryAll(items, query)) {
      const { at, alert } = FoldedItem.parse(item);
      found.push({ at, alert: JSON.parse(alert) as Alert });
    }
    return found;
  }

  async function settle(until: string): Promise<void> {
    const untilMs = Date.parse(until);
    // Whoever is late must not take back what is settled.
    await items.update(keys.SETTLED, { set: { until, untilMs } }, { untilMs: { below: untilMs } });
  }
}

function bucketAt(time: number): string {
  return `TOLD#${Math.floor(time / STORM_MS)}`;
}

function nameOf({ alert, at }: Telling): string {
  return `${at}|${alert.id}|${alert.revision}`;
}

function expiryOf({ at }: Telling): number {
  return Math.ceil((Date.parse(at) + KEPT_MS) / 1_000);
}
