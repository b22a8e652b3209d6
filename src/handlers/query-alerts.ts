import type { KeptAlert } from '../domain/alert-ports.ts';
import { Alert, AlertList } from './api-alerts.ts';
import { AlertParameters, AlertsParameters } from './api-parameters.ts';
import { ProblemError } from './query-problem.ts';
import { defineRoute } from './query-route.ts';

/** What a 404 says where there is no alert of the id. */
export const NO_ALERT = 'There is no such alert, and never was.';

export const alertsRoute = defineRoute({
  path: '/v1/alerts',
  operationId: 'listAlerts',
  summary: 'The alerts, last updated first',
  parameters: AlertsParameters,
  answer: AlertList,
  async respond({ reader, now }, { limit, cursor = null, ...filter }) {
    const page = await reader.alerts(filter, { limit, cursor });
    return { items: page.items.map((kept) => toAlert(kept, now())), cursor: page.cursor };
  },
});

export const alertRoute = defineRoute({
  path: '/v1/alerts/{id}',
  operationId: 'getAlert',
  summary: 'One alert',
  notFound: NO_ALERT,
  parameters: AlertParameters,
  answer: Alert,
  async respond({ alerts, now }, { id }) {
    const kept = await alerts.find(id);
    if (!kept) throw new ProblemError(404, NO_ALERT);
    return toAlert(kept, now());
  },
});

/** The alert as it is at this time. */
export function toAlert({ alert, mute }: KeptAlert, now: Date) {
  return {
    id: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    state: alert.state,
    revision: alert.revision,
    subject: alert.subject,
    finding: alert.finding,
    owners: alert.owners,
    openedAt: alert.openedAt,
    updatedAt: alert.updatedAt,
    resolution: alert.resolution,
    mute: mute && mute.until > now.toISOString() ? { reason: mute.reason, until: mute.until } : null,
  };
}
