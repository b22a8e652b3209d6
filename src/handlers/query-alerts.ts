import { AlertList } from './api-alerts.ts';
import { AlertsParameters } from './api-parameters.ts';
import { defineRoute } from './query-route.ts';

export const alertsRoute = defineRoute({
  path: '/v1/alerts',
  operationId: 'listAlerts',
  summary: 'The alerts, last updated first',
  parameters: AlertsParameters,
  answer: AlertList,
  async respond({ reader }, { limit, cursor = null, ...filter }) {
    const page = await reader.alerts(filter, { limit, cursor });
    const items = page.items.map(({ id, kind, severity, state, subject, finding, openedAt, updatedAt }) => ({
      id,
      kind,
      severity,
      state,
      subject,
      finding,
      openedAt,
      updatedAt,
    }));
    return { items, cursor: page.cursor };
  },
});
