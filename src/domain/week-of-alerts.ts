import type { Alert } from './alert.ts';
import { wordingOf } from './alert-wording.ts';
import type { FindingKind } from './findings/finding.ts';
import { bestThingsToDo, type KindCount, type ResolvedAlert, type WeeklyDigest } from './weekly-digest.ts';

const RESOLVED_MAX = 10;

/** The part of a digest that comes from the alerts, muted ones left out. Times are RFC 3339; `to` is no longer in the week. */
export function weekOfAlerts(
  alerts: readonly Alert[],
  from: string,
  to: string,
): Pick<WeeklyDigest, 'opened' | 'resolved' | 'openAlerts' | 'best'> {
  const isInWeek = (time: string) => time >= from && time < to;
  const open = alerts.filter(({ state }) => state !== 'resolved');
  const resolved = alerts
    .filter(({ state, updatedAt }) => state === 'resolved' && isInWeek(updatedAt))
    .sort((a, b) =>
      a.updatedAt === b.updatedAt ? (a.id < b.id ? -1 : 1) : a.updatedAt < b.updatedAt ? 1 : -1,
    );
  return {
    opened: countKinds(alerts.filter(({ openedAt }) => isInWeek(openedAt))),
    resolved: { count: resolved.length, alerts: resolved.slice(0, RESOLVED_MAX).map(resolvedAlert) },
    openAlerts: countOpen(open),
    best: bestThingsToDo(open),
  };
}

/** Most first, equal ones by kind. */
export function countKinds(alerts: readonly Pick<Alert, 'kind'>[]): KindCount[] {
  const counts = new Map<FindingKind, number>();
  for (const { kind } of alerts) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count })).sort(byCount);
}

function countOpen(alerts: readonly Alert[]): WeeklyDigest['openAlerts'] {
  const severities = [...new Set(alerts.map(({ severity }) => severity))].sort();
  return severities
    .flatMap((severity) =>
      countKinds(alerts.filter((alert) => alert.severity === severity)).map((count) => ({
        ...count,
        severity,
      })),
    )
    .sort(byCount);
}

function byCount(a: KindCount, b: KindCount): number {
  return b.count - a.count || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0);
}

function resolvedAlert({ kind, finding, updatedAt }: Alert): ResolvedAlert {
  const { where, headline } = wordingOf(finding, false);
  return { kind, where, headline, resolvedAt: updatedAt };
}
