import type { AlertMute } from '../domain/alert-ports.ts';
import { InvalidQueryError } from '../domain/errors.ts';
import { plainLine } from '../domain/plain-text.ts';
import { Alert, MuteRequest, REASON_MAX_LENGTH, REASON_RULE } from './api-alerts.ts';
import { AlertParameters } from './api-parameters.ts';
import { NO_ALERT, toAlert } from './query-alerts.ts';
import { ProblemError } from './query-problem.ts';
import { defineRoute, type QueryDependencies } from './query-route.ts';

const YEARS_MAX = 2;

const MUTE = {
  path: '/v1/alerts/{id}/mute',
  notFound: NO_ALERT,
  parameters: AlertParameters,
  answer: Alert,
} as const;

export const muteRoute = defineRoute({
  ...MUTE,
  method: 'PUT',
  operationId: 'muteAlert',
  summary: 'Tell nobody of this alert for a time; in place of a mute that it may have',
  body: MuteRequest,
  async respond({ alerts, now }, { id }, { reason, until }) {
    const [time, shownReason] = [endOf(until, now()), plainLine(reason, REASON_MAX_LENGTH)];
    if (shownReason === '') throw new InvalidQueryError(`reason ${REASON_RULE}`);
    return change(alerts, id, { reason: shownReason, until: time }, now());
  },
});

export const unmuteRoute = defineRoute({
  ...MUTE,
  method: 'DELETE',
  operationId: 'unmuteAlert',
  summary: 'Tell people of this alert again, if it was muted',
  respond: ({ alerts, now }, { id }) => change(alerts, id, null, now()),
});

async function change(alerts: QueryDependencies['alerts'], id: string, mute: AlertMute | null, now: Date) {
  const kept = (await alerts.mute(id, mute)) ? await alerts.find(id) : null;
  if (!kept) throw new ProblemError(404, NO_ALERT);
  return toAlert(kept, now);
}

/** In UTC, always with milliseconds: it is compared as text. A day is over when its last millisecond has begun. */
function endOf(until: string, now: Date): string {
  const end = new Date(until.includes('T') ? until : `${until}T23:59:59.999Z`);
  const latest = new Date(now);
  latest.setUTCFullYear(now.getUTCFullYear() + YEARS_MAX);
  if (end <= now) throw new InvalidQueryError('until must be in the future');
  if (end > latest) throw new InvalidQueryError(`until must be at most ${YEARS_MAX} years from now`);
  return end.toISOString();
}
