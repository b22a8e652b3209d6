import { type Alert, carriedOn, nextAlert, resolvedAlert } from './alert.ts';
import type { Alerts, KeptAlert, Publisher } from './alert-ports.ts';
import { type AlertPeopleDependencies, NOBODY, peopleOf } from './alert-people.ts';
import { alertId, subjectOf } from './alert-subject.ts';
import { AlertInFlightError, HistoryUnavailableError } from './errors.ts';
import type { Finding } from './findings/finding.ts';
import type { Thresholds } from './thresholds.ts';

/** How long whoever keeps a revision has to publish it: longer than a function may run. */
const PUBLISH_LEASE_MS = 120_000;
/** So many may come in between. */
const ATTEMPTS_MAX = 20;

export interface RaiseAlertDependencies extends AlertPeopleDependencies {
  readonly alerts: Alerts;
  readonly publisher: Publisher;
  readonly thresholds: Thresholds;
  /** Nobody is told one by one: what a first scan finds is told as a whole. */
  readonly isQuiet?: boolean;
  readonly now: () => Date;
}

/**
 * Keeps the alert a finding makes, publishes it, and marks it published, in this order: a crash in between leaves
 * a kept, unpublished alert, which the redelivery finds and publishes once its lease is over. What is muted is kept and
 * not published; whoever finds it again after the mute is over publishes it.
 * `at` is the time of the push (RFC 3339). Answers the alert that was published here, or null where there was nothing to tell.
 * Throws AlertInFlightError while another invocation holds the lease, PublishFailedError where SNS refuses.
 */
export async function raiseAlert(
  deps: RaiseAlertDependencies,
  finding: Finding,
  at: string,
): Promise<Alert | null> {
  return change(deps, alertId(finding.kind, subjectOf(finding)), (before) => {
    const news = nextAlert(before?.alert ?? null, { finding, at, owners: [] }, deps.thresholds);
    if (news) return { ...news, state: news.state === 'grew' && !isKnown(before) ? 'open' : news.state };
    return before && carriedOn(before.alert, finding);
  });
}

/** Ends an alert and says so, once, where anybody was told of it; an alert that has ended stays as it is. */
export async function resolveAlert(
  deps: RaiseAlertDependencies,
  id: string,
  reason: string,
  at: string,
): Promise<Alert | null> {
  return change(deps, id, (before) =>
    before && before.alert.state !== 'resolved' ? resolvedAlert(before.alert, reason, at) : null,
  );
}

/** Notes something about an open alert that nobody is told of; null where it is noted already. */
export async function noteAlert(
  deps: RaiseAlertDependencies,
  id: string,
  note: (alert: Alert) => Alert | null,
): Promise<void> {
  await change(deps, id, (before) =>
    before && before.alert.state !== 'resolved' ? note(before.alert) : null,
  );
}

/** `next` answers the alert as it is to be: of a new revision where there is something to tell; null changes nothing. */
async function change(
  deps: RaiseAlertDependencies,
  id: string,
  next: (before: KeptAlert | null) => Alert | null,
): Promise<Alert | null> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const before = await deps.alerts.find(id);
    const now = deps.now();
    const isPending = before !== null && isUnpublished(before);
    if (isPending && before.claimedUntil > now.toISOString())
      throw new AlertInFlightError('the alert is being published', { details: { alert: id } });
    const after = next(before);
    const isNews = after !== null && after.revision !== before?.alert.revision;
    if (!after && !isPending) return null;
    const draft = after ?? before?.alert;
    if (!draft) return null;
    const people = isNews || isPending ? await peopleOf(deps, draft, now) : NOBODY;
    const alert = isNews ? { ...draft, owners: people.owners } : draft;
    const fate = isNews || isPending ? fateOf(deps, alert, before, people.isMuted) : 'keep';
    if (fate === 'keep' && !after) return null;
    const claimedUntil = new Date(now.getTime() + (fate === 'tell' ? PUBLISH_LEASE_MS : 0)).toISOString();
    if (!(await deps.alerts.keep({ alert, ...marksOf(fate, alert, before), claimedUntil }, before))) continue;
    if (fate !== 'tell') return null;
    await deps.publisher.publish(alert);
    await deps.alerts.markPublished(alert);
    return alert;
  }
  throw new HistoryUnavailableError('too many writers met on one alert', { details: { alert: id } });
}

/** `keep`: not now, perhaps later. `drop`: never. */
type Fate = 'tell' | 'keep' | 'drop';

function fateOf(
  deps: RaiseAlertDependencies,
  alert: Alert,
  before: KeptAlert | null,
  isMuted: boolean,
): Fate {
  const isOver = alert.state === 'resolved';
  if (deps.isQuiet || (isOver && !isKnown(before))) return 'drop';
  const until = before?.mute?.until ?? '';
  if (isMuted || until > deps.now().toISOString()) return isOver ? 'drop' : 'keep';
  return 'tell';
}

function marksOf(fate: Fate, alert: Alert, before: KeptAlert | null) {
  const { publishedRevision = 0, publishedState = null } = before ?? {};
  if (fate !== 'drop') return { publishedRevision, publishedState };
  const isOver = alert.state === 'resolved' && isKnown(before);
  return { publishedRevision: alert.revision, publishedState: isOver ? alert.state : publishedState };
}

/** What people were last told of it is that it is there. */
function isKnown(before: KeptAlert | null): boolean {
  return before !== null && before.publishedState !== null && before.publishedState !== 'resolved';
}

function isUnpublished(kept: KeptAlert): boolean {
  return kept.publishedRevision < kept.alert.revision;
}
