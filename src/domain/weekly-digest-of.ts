import type { Alert } from './alert.ts';
import { type AlertPeopleDependencies, peopleOf } from './alert-people.ts';
import type { KeptAlert } from './alert-ports.ts';
import { monthlyCostUsd } from './cost.ts';
import type { Snapshots } from './examine-ports.ts';
import { boundOf } from './findings/duplicate-layer.ts';
import type { Registries } from './ports.ts';
import type { HistoryReader } from './reader-ports.ts';
import type { Thresholds } from './thresholds.ts';
import type { RegistryTotals } from './totals.ts';
import { weekOfAlerts } from './week-of-alerts.ts';
import type { DigestRegistry, WeeklyDigest } from './weekly-digest.ts';

export interface WeeklyDigestDependencies extends AlertPeopleDependencies {
  readonly reader: Pick<HistoryReader, 'registries' | 'alerts'>;
  readonly registries: Registries;
  readonly snapshots: Snapshots;
  readonly thresholds: Thresholds;
  readonly now: () => Date;
}

const WEEK_MS = 7 * 86_400_000;
/** An organisation with more open alerts than this has another problem than a digest can tell of. */
const ALERTS_MAX = 20_000;
const PAGE = 200;

/** What the last seven days came to, of all registries. */
export async function weeklyDigestOf(deps: WeeklyDigestDependencies): Promise<WeeklyDigest> {
  const now = deps.now();
  const [from, to] = [new Date(now.getTime() - WEEK_MS).toISOString(), now.toISOString()];
  const totals = await deps.reader.registries({});
  const registries = await Promise.all(totals.map((one) => registryOf(deps, one, from)));
  const kept = await openOrRecent(deps, from);
  const alerts: Alert[] = [];
  let muted = 0;
  for (const { alert, mute } of kept)
    if (alert.state === 'resolved' || !(await isMuted(deps, alert, mute, now))) alerts.push(alert);
    else muted += 1;
  return { from, to, registries, muted, ...weekOfAlerts(alerts, from, to) };
}

async function isMuted(
  deps: WeeklyDigestDependencies,
  alert: Alert,
  mute: KeptAlert['mute'],
  now: Date,
): Promise<boolean> {
  return (mute !== null && mute.until > now.toISOString()) || (await peopleOf(deps, alert, now)).isMuted;
}

async function registryOf(
  { registries, snapshots, thresholds }: WeeklyDigestDependencies,
  totals: RegistryTotals,
  from: string,
): Promise<DigestRegistry> {
  const [{ isComplete, blobMounting }, before] = await Promise.all([
    registries.find(totals),
    snapshots.before(totals, from),
  ]);
  const { accountId, region, repositories, images, storedBytes, uniqueBytes, duplicateBytes } = totals;
  return {
    ...{ accountId, region, repositories, images, storedBytes, uniqueBytes, duplicateBytes },
    complete: isComplete,
    bound: boundOf(blobMounting),
    duplicateCostUsd: monthlyCostUsd(duplicateBytes, thresholds.storagePricePerGbMonth),
    change: before && {
      storedBytes: storedBytes - before.storedBytes,
      duplicateBytes: duplicateBytes - before.duplicateBytes,
    },
  };
}

/**
 * The alerts that are open, and those that were resolved since then: of the others there are more with every year. What a
 * first scan has found never ends, and is no reason for a digest.
 */
async function openOrRecent({ reader }: WeeklyDigestDependencies, from: string): Promise<KeptAlert[]> {
  const found: KeptAlert[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<HistoryReader['alerts']>> = await reader.alerts(
      {},
      { limit: PAGE, cursor },
    );
    found.push(
      ...page.items.filter(
        ({ alert: { kind, state, updatedAt } }) =>
          kind !== 'registry-scanned' && (state !== 'resolved' || updatedAt >= from),
      ),
    );
    cursor = page.cursor;
  } while (cursor !== null && found.length < ALERTS_MAX);
  return found;
}
