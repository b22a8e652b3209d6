import { alertId, subjectOf } from '../domain/alert-subject.ts';
import { formatRegistry } from '../domain/registry.ts';
import { ConsolidationList } from './api-consolidations.ts';
import { ConsolidationsParameters } from './api-parameters.ts';
import { defineRoute } from './query-route.ts';
import { statesOf } from './registry-states.ts';

export const consolidationsRoute = defineRoute({
  path: '/v1/consolidations',
  operationId: 'listConsolidations',
  summary: 'Groups of repositories that would save much together, most first, with the steps to it',
  parameters: ConsolidationsParameters,
  answer: ConsolidationList,
  async respond({ reader, registries }, { limit, cursor = null, ...filter }) {
    const page = await reader.consolidations(filter, { limit, cursor });
    const states = await statesOf(registries, page.items);
    const items = page.items.map((finding) => {
      const { kind, severity: _severity, costBytes: _costBytes, ...group } = finding;
      const asOf = states.get(formatRegistry(finding))?.lastReconciledAt ?? null;
      return { ...group, alertId: alertId(kind, subjectOf(finding)), asOf };
    });
    return { items, cursor: page.cursor };
  },
});
