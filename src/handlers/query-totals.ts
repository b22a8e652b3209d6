import { monthlyCostUsd } from '../domain/cost.ts';
import { boundOf } from '../domain/findings/duplicate-layer.ts';
import type { Drift, RegistryState } from '../domain/ports.ts';
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
    const sums = await deps.reader.registries(filter);
    const registries = await Promise.all(
      sums.map(async (registry) => ({ ...registry, ...stateOf(await deps.registries.find(registry)) })),
    );
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

/** The numbers of a registry, or of several, and what is to be known of them. */
interface Sums extends Omit<RegistryTotals, 'accountId' | 'region'> {
  readonly bound: 'exact' | 'upper';
  readonly complete: boolean;
  readonly blobMounting: boolean | null;
  readonly lastReconciledAt: string | null;
  readonly drift: Drift | null;
}

function stateOf({ isComplete, blobMounting, lastReconciledAt, drift }: RegistryState) {
  return { bound: boundOf(blobMounting), complete: isComplete, blobMounting, lastReconciledAt, drift };
}

function numbersOf({ thresholds }: QueryDependencies, sums: Sums) {
  return {
    repositories: sums.repositories,
    images: sums.images,
    layers: sums.layers,
    logicalBytes: sums.logicalBytes,
    storedBytes: sums.storedBytes,
    uniqueBytes: sums.uniqueBytes,
    duplicateBytes: sums.duplicateBytes,
    bound: sums.bound,
    complete: sums.complete,
    blobMounting: sums.blobMounting,
    monthlyCostUsd: monthlyCostUsd(sums.storedBytes, thresholds.storagePricePerGbMonth),
    duplicateCostUsd: monthlyCostUsd(sums.duplicateBytes, thresholds.storagePricePerGbMonth),
    lastReconciledAt: sums.lastReconciledAt,
    drift: sums.drift,
    asOf: sums.asOf,
  };
}

/** Of no registry at all nothing is certain. */
function sum(registries: readonly Sums[], now: string): Sums {
  const total = (name: NumberName) => registries.reduce((bytes, registry) => bytes + registry[name], 0);
  const mountings = new Set(registries.map(({ blobMounting }) => blobMounting));
  const times = registries.map(({ lastReconciledAt }) => lastReconciledAt);
  const isKnown = registries.length > 0;
  return {
    repositories: total('repositories'),
    images: total('images'),
    layers: total('layers'),
    logicalBytes: total('logicalBytes'),
    storedBytes: total('storedBytes'),
    uniqueBytes: total('uniqueBytes'),
    duplicateBytes: total('duplicateBytes'),
    bound: isKnown && registries.every(({ bound }) => bound === 'exact') ? 'exact' : 'upper',
    complete: isKnown && registries.every(({ complete }) => complete),
    blobMounting: mountings.size === 1 ? ([...mountings][0] ?? null) : null,
    lastReconciledAt: times.includes(null) ? null : (times.sort()[0] ?? null),
    drift: sumOfDrift(registries.flatMap(({ drift }) => drift ?? [])),
    asOf:
      registries
        .map(({ asOf }) => asOf)
        .sort()
        .at(-1) ?? now,
  };
}

type NumberName = Exclude<keyof RegistryTotals, 'accountId' | 'region' | 'asOf'>;

function sumOfDrift(drifts: readonly Drift[]): Drift | null {
  if (drifts.length === 0) return null;
  const total = (name: keyof Drift) => drifts.reduce((count, drift) => count + drift[name], 0);
  return {
    missedPushes: total('missedPushes'),
    missedDeletions: total('missedDeletions'),
    missedTags: total('missedTags'),
  };
}
