import { type Alert, type AlertState, alertId, nextAlert, subjectOf } from './alert.ts';
import { AlertInFlightError } from './errors.ts';
import type { Finding } from './findings/finding.ts';
import type { Alerts, KeptAlert, Publisher } from './alert-ports.ts';
import type { Thresholds } from './thresholds.ts';

/** How long whoever keeps a revision has to publish it: longer than a function may run. */
const PUBLISH_LEASE_MS = 120_000;

export interface RaiseAlertDependencies {
  readonly alerts: Alerts;
  readonly publisher: Publisher;
  readonly thresholds: Thresholds;
  readonly now: () => Date;
}

/**
 * Keeps the alert a finding makes, publishes it, and marks it published, in this order: a crash in between leaves
 * a kept, unpublished alert, which the redelivery finds and publishes once its lease is over.
 * `at` is the time of the push (RFC 3339). Answers the alert that was published here, or null where there was nothing to tell.
 * Throws AlertInFlightError while another invocation holds the lease, PublishFailedError where SNS refuses.
 */
export async function raiseAlert(
  deps: RaiseAlertDependencies,
  finding: Finding,
  at: string,
): Promise<Alert | null> {
  const id = alertId(finding.kind, subjectOf(finding));
  for (;;) {
    const before = await deps.alerts.find(id);
    const now = deps.now();
    if (before && isUnpublished(before) && before.claimedUntil > now.toISOString())
      throw new AlertInFlightError('the alert is being published', { details: { alert: id } });
    const news = nextAlert(before?.alert ?? null, finding, deps.thresholds, at);
    const next = news ? { ...news, state: stateOf(before, news) } : unpublished(before);
    if (!next) return null;
    const claimedUntil = new Date(now.getTime() + PUBLISH_LEASE_MS).toISOString();
    const kept = { alert: next, publishedRevision: before?.publishedRevision ?? 0, claimedUntil };
    if (!(await deps.alerts.keep(kept, before))) continue;
    await deps.publisher.publish(next);
    await deps.alerts.markPublished(id, next.revision);
    return next;
  }
}

function isUnpublished(kept: KeptAlert): boolean {
  return kept.publishedRevision < kept.alert.revision;
}

function unpublished(before: KeptAlert | null): Alert | null {
  return before && isUnpublished(before) ? before.alert : null;
}

/** What nobody was ever told of is still to be opened, however often it was kept. */
function stateOf(before: KeptAlert | null, news: Alert): AlertState {
  return before && before.publishedRevision > 0 ? news.state : 'open';
}
