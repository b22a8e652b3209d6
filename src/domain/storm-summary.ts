import type { Alert } from './alert.ts';
import { wordingOf } from './alert-wording.ts';
import { costBytesOf } from './findings/finding.ts';
import type { Severity } from './findings/severity.ts';
import { countKinds } from './week-of-alerts.ts';
import type { KindCount } from './weekly-digest.ts';

/** More alerts at once than are told one by one. Times are RFC 3339. */
export interface StormSummary {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Most first. */
  readonly byKind: readonly KindCount[];
  /** Most severe first. */
  readonly bySeverity: readonly { readonly severity: Severity; readonly count: number }[];
  readonly worst: readonly WorstAlert[];
}

interface WorstAlert {
  readonly alertId: string;
  readonly severity: Severity;
  readonly where: string;
  readonly headline: string;
}

/** Most severe first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[];

const WORST_ALERTS = 5;

/** Sums up alerts; the worst are the most severe, of those the ones with most bytes, of those the first by id. */
export function summariseStorm(alerts: readonly Alert[], from: string, to: string): StormSummary {
  const worst = alerts
    .map((alert) => ({ alert, rank: SEVERITIES.indexOf(alert.severity), bytes: costBytesOf(alert.finding) }))
    .sort((a, b) => a.rank - b.rank || b.bytes - a.bytes || (a.alert.id < b.alert.id ? -1 : 1))
    .slice(0, WORST_ALERTS);
  return {
    from,
    to,
    count: alerts.length,
    byKind: countKinds(alerts),
    bySeverity: SEVERITIES.map((severity) => ({
      severity,
      count: alerts.filter((alert) => alert.severity === severity).length,
    })).filter(({ count }) => count > 0),
    worst: worst.map(({ alert }) => worstAlert(alert)),
  };
}

function worstAlert({ id, severity, state, finding }: Alert): WorstAlert {
  const { where, headline } = wordingOf(finding, state === 'grew');
  return { alertId: id, severity, where, headline };
}
