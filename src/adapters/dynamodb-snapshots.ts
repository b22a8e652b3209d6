import * as z from 'zod/mini';
import type { Snapshots } from '../domain/examine-ports.ts';
import type { RegistryTotals } from '../domain/totals.ts';
import { inDays } from './dynamodb-expiry.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

const KEPT_DAYS = 400;

/** An older one is no answer: the registry has not been looked through for long. */
const OLDEST_DAYS = 7;

const SnapshotItem = z.object({ totals: z.string() });

/** What registries came to, one item a day: the first of the day stays. */
export function createDynamodbSnapshots(items: Items): Snapshots {
  return {
    async keep(totals, at) {
      const day = { pk: keys.snapshotsPartition(totals), sk: at.slice(0, 10) };
      const expiresAt = inDays(new Date(at), KEPT_DAYS);
      await items.putNew({ ...day, totals: JSON.stringify(totals), expiresAt });
    },

    async before(registry, at) {
      const { items: found } = await items.query({
        partition: keys.snapshotsPartition(registry),
        range: { from: dayBefore(at, OLDEST_DAYS), to: at.slice(0, 10) },
        newestFirst: true,
        limit: 1,
      });
      const [item] = found;
      return item ? (JSON.parse(SnapshotItem.parse(item).totals) as RegistryTotals) : null;
    },
  };
}

function dayBefore(at: string, days: number): string {
  return new Date(Date.parse(at) - days * 86_400_000).toISOString().slice(0, 10);
}
