import type { KeptAlert } from '../domain/alert-ports.ts';
import type { ConsolidationFinding } from '../domain/findings/consolidation.ts';
import type { SharedLayer } from '../domain/findings/duplicate-layer.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import type * as ports from '../domain/reader-ports.ts';
import { parseRegistry, type RegistryId } from '../domain/registry.ts';
import * as totals from '../domain/totals.ts';
import { parseAlert } from './dynamodb-alerts.ts';
import { parseGroup } from './dynamodb-groups.ts';
import { holderNames } from './dynamodb-holders.ts';
import { createDynamodbImageReader } from './dynamodb-image-reader.ts';
import { type Item, type Items, type Query, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { readPage } from './dynamodb-pages.ts';
import { alertsLike, byTime, exactly, matching, partition } from './dynamodb-queries.ts';
import { createDynamodbSimulationReader } from './dynamodb-simulation-reader.ts';
import * as sumRecords from './dynamodb-sum-records.ts';
import { RegistryItem } from './dynamodb-registries.ts';

/** Answers questions from DynamoDB, eventually consistent. */
export function createDynamodbReader(items: Items): ports.HistoryReader {
  const more = { ...createDynamodbImageReader(items), ...createDynamodbSimulationReader(items) };
  return { registryIds, registries, repositories, duplicates, consolidations, alerts, ...more };

  async function registryIds(filter: ports.RegistryFilter): Promise<RegistryId[]> {
    return (await watched(filter)).map(({ sk }) => parseRegistry(sk));
  }

  async function watched({ accountId, region }: ports.RegistryFilter): Promise<Item[]> {
    const known: Item[] = [];
    for await (const item of queryAll(items, partition(keys.REGISTRIES))) known.push(item);
    return known.filter(({ sk }) => {
      const id = parseRegistry(sk);
      return (accountId ?? id.accountId) === id.accountId && (region ?? id.region) === id.region;
    });
  }

  async function registries(filter: ports.RegistryFilter): Promise<totals.RegistryTotals[]> {
    const sums = await Promise.all((await watched(filter)).map(sumOfRegistry));
    // A registry is listed just before its first image is counted, or its first scan begins.
    return sums.filter(({ asOf }) => asOf !== '');
  }

  /** Where nothing was ever counted, the numbers are as of the last scan, which found nothing. */
  async function sumOfRegistry(item: Item): Promise<totals.RegistryTotals> {
    const registry = parseRegistry(item.sk);
    let counts = totals.NO_COUNTS;
    let asOf = '';
    const shards = partition(keys.registryPartition(registry), keys.SHARD_PREFIX);
    for await (const share of queryAll(items, shards)) {
      const shard = sumRecords.SumItem.parse(share);
      counts = totals.addCounts(counts, shard.counts);
      if (shard.updatedAt > asOf) asOf = shard.updatedAt;
    }
    return totals.registryTotals(registry, counts, asOf || (RegistryItem.parse(item).lastReconciledAt ?? ''));
  }

  async function repositories(
    filter: ports.RegistryFilter & { readonly repository?: string | undefined },
    page: PageRequest,
  ): Promise<Page<totals.RepositoryTotals>> {
    const registries = await registryIds(filter);
    const queries = registries
      .map((registry) =>
        filter.repository === undefined
          ? partition(keys.registryPartition(registry), keys.REPOSITORY_PREFIX)
          : exactly(keys.repositorySumKey({ ...registry, repository: filter.repository })),
      )
      .map((query) => ({ ...query, filter: { 'counts.manifests': { above: 0 } } }));
    const { items: found, cursor } = await readPage(items, queries, page);
    return { items: await Promise.all(found.map(toRepositoryTotals)), cursor };
  }

  async function toRepositoryTotals(item: Item): Promise<totals.RepositoryTotals> {
    const sum = sumRecords.SumItem.parse(item);
    const registry = parseRegistry(sum.pk.slice(keys.REGISTRY_PREFIX.length));
    const id = { ...registry, repository: sum.sk.slice(keys.REPOSITORY_PREFIX.length) };
    const newest = await items.query({ ...byTime(id, {}), limit: 1 });
    const time = newest.items[0]?.time;
    return totals.repositoryTotals(
      id,
      sum.counts,
      typeof time === 'string' ? (time.split('|')[0] ?? null) : null,
    );
  }

  async function duplicates(filter: ports.RegistryFilter, page: PageRequest): Promise<Page<SharedLayer>> {
    const { accountId, region } = filter;
    const query: Query =
      accountId !== undefined && region !== undefined
        ? { index: 'gsi1', partition: keys.duplicatesPartition({ accountId, region }) }
        : { index: 'gsi2', partition: keys.DUPLICATES, filter: matching({ accountId, region }) };
    const { items: found, cursor } = await readPage(items, [{ ...query, newestFirst: true }], page);
    const layers = found.map(async (item) => {
      const { accountId, region, digest, diffId, instruction, sizeBytes, counts } =
        sumRecords.LayerSumItem.parse(item);
      const repositories = await holderNames(items, { accountId, region }, digest, false);
      return {
        accountId,
        region,
        digest,
        diffId,
        instruction,
        sizeBytes,
        repositoryCount: counts.layers,
        repositories,
      };
    });
    return { items: await Promise.all(layers), cursor };
  }

  async function consolidations(
    { accountId, region, repository }: ports.RegistryFilter & { readonly repository?: string | undefined },
    page: PageRequest,
  ): Promise<Page<ConsolidationFinding>> {
    const filter = matching({ accountId, region }, { repositories: repository });
    const query: Query = { index: 'gsi1', partition: keys.GROUPS, newestFirst: true, filter };
    const { items: found, cursor } = await readPage(items, [query], page);
    return { items: found.map(parseGroup), cursor };
  }

  async function alerts(filter: ports.AlertFilter, page: PageRequest): Promise<Page<KeptAlert>> {
    const query: Query = {
      index: 'gsi1',
      partition: keys.ALERTS,
      newestFirst: true,
      filter: alertsLike(filter),
    };
    const { items: found, cursor } = await readPage(items, [query], page);
    return { items: found.map(parseAlert), cursor };
  }
}
