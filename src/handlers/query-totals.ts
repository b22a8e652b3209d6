import { monthlyCostUsd } from '../domain/cost.ts';
import type { RegistryTotals } from '../domain/totals.ts';
import { RepositoriesParameters, SummaryParameters } from './api-parameters.ts';
import { RepositoryList, Summary } from './api-totals.ts';
import { defineRoute, type QueryDependencies } from './query-route.ts';

export const summaryRoute = defineRoute({
  path: '/v1/summary',
  operationId: 'getSummary',
  summary: 'What is stored, how much of it more than once, and what that costs',
  parameters: SummaryParameters,
  answer: Summary,
  async respond(deps, filter) {
    const asOf = deps.now().toISOString();
    const registries = await deps.reader.registries(filter);
    return {
      asOf,
      totals: { accountId: null, region: null, ...numbersOf(deps, sum(registries, asOf)) },
      registries: registries.map((registry) => ({
        accountId: registry.accountId,
        region: registry.region,
        ...numbersOf(deps, registry),
      })),
    };
  },
});

export const repositoriesRoute = defineRoute({
  path: '/v1/repositories',
  operationId: 'listRepositories',
  summary: 'The repositories and what each adds up to',
  parameters: RepositoriesParameters,
  answer: RepositoryList,
  async respond({ reader }, { limit, cursor = null, ...filter }) {
    const page = await reader.repositories(filter, { limit, cursor });
    const items = page.items.map((entry) => ({
      accountId: entry.accountId,
      region: entry.region,
      repository: entry.repository,
      images: entry.images,
      logicalBytes: entry.logicalBytes,
      storedBytes: entry.storedBytes,
      exclusiveBytes: entry.exclusiveBytes,
      lastPushedAt: entry.lastPushedAt,
    }));
    return { items, cursor: page.cursor };
  },
});

type Sums = Omit<RegistryTotals, 'accountId' | 'region'>;

function numbersOf({ thresholds, completeFromStart }: QueryDependencies, sums: Sums) {
  return {
    repositories: sums.repositories,
    images: sums.images,
    layers: sums.layers,
    logicalBytes: sums.logicalBytes,
    storedBytes: sums.storedBytes,
    uniqueBytes: sums.uniqueBytes,
    duplicateBytes: sums.duplicateBytes,
    // Nobody has asked the registry whether its repositories share layers, so the copies may be mounted.
    bound: 'upper' as const,
    complete: completeFromStart,
    blobMounting: null,
    monthlyCostUsd: monthlyCostUsd(sums.storedBytes, thresholds.storagePricePerGbMonth),
    duplicateCostUsd: monthlyCostUsd(sums.duplicateBytes, thresholds.storagePricePerGbMonth),
    asOf: sums.asOf,
  };
}

function sum(registries: readonly RegistryTotals[], now: string): Sums {
  const total = (name: Exclude<keyof Sums, 'asOf'>) =>
    registries.reduce((bytes, registry) => bytes + registry[name], 0);
  return {
    repositories: total('repositories'),
    images: total('images'),
    layers: total('layers'),
    logicalBytes: total('logicalBytes'),
    storedBytes: total('storedBytes'),
    uniqueBytes: total('uniqueBytes'),
    duplicateBytes: total('duplicateBytes'),
    asOf:
      registries
        .map(({ asOf }) => asOf)
        .sort()
        .at(-1) ?? now,
  };
}
