import type { Alert } from '../domain/alert.ts';
import type { SharedLayer } from '../domain/findings/duplicate-layer.ts';
import type * as ports from '../domain/ports.ts';
import { parseRegistry, type RegistryId } from '../domain/registry.ts';
import * as totals from '../domain/totals.ts';
import { parseAlert } from './dynamodb-alerts.ts';
import { holderNames } from './dynamodb-holders.ts';
import { createDynamodbImageReader } from './dynamodb-image-reader.ts';
import type { Item, Items, Query } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { readPage } from './dynamodb-pages.ts';
import { byTime, exactly, matching, partition } from './dynamodb-queries.ts';
import * as records from './dynamodb-records.ts';
import { GSI1, GSI2 } from './dynamodb-table.ts';

/** Answers questions from DynamoDB, eventually consistent. */
export function createDynamodbReader(items: Items): ports.HistoryReader {
  return { registryIds, registries, repositories, duplicates, alerts, ...createDynamodbImageReader(items) };

  async function registryIds({ accountId, region }: ports.RegistryFilter): Promise<RegistryId[]> {
    const known: RegistryId[] = [];
    for await (const { sk } of items.queryAll(partition(keys.REGISTRIES))) known.push(parseRegistry(sk));
    return known.filter(
      (id) => (accountId ?? id.accountId) === id.accountId && (region ?? id.region) === id.region,
    );
  }

  async function registries(filter: ports.RegistryFilter): Promise<totals.RegistryTotals[]> {
    const sums = await Promise.all((await registryIds(filter)).map(sumOfRegistry));
    // A registry is listed just before its first image is counted.
    return sums.filter(({ asOf }) => asOf !== '');
  }

  async function sumOfRegistry(registry: RegistryId): Promise<totals.RegistryTotals> {
    let counts = totals.NO_COUNTS;
    let asOf = '';
    for await (const item of items.queryAll(partition(keys.registryPartition(registry), keys.SHARD_PREFIX))) {
      const shard = records.SumItem.parse(item);
      counts = totals.addCounts(counts, shard.counts);
      if (shard.updatedAt > asOf) asOf = shard.updatedAt;
    }
    return totals.registryTotals(registry, counts, asOf);
  }

  async function repositories(
    filter: ports.RegistryFilter & { readonly repository?: string | undefined },
    page: ports.PageRequest,
  ): Promise<ports.Page<totals.RepositoryTotals>> {
    const registries = await registryIds(filter);
    const queries = registries.map((registry) =>
      filter.repository === undefined
        ? partition(keys.registryPartition(registry), keys.REPOSITORY_PREFIX)
        : exactly(keys.repositorySumKey({ ...registry, repository: filter.repository })),
    );
    const { items: found, cursor } = await readPage(items, queries, ['pk', 'sk'], page);
    return { items: await Promise.all(found.map(toRepositoryTotals)), cursor };
  }

  async function toRepositoryTotals(item: Item): Promise<totals.RepositoryTotals> {
    const sum = records.SumItem.parse(item);
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

  async function duplicates(
    filter: ports.RegistryFilter,
    page: ports.PageRequest,
  ): Promise<ports.Page<SharedLayer>> {
    const { accountId, region } = filter;
    const query: Query =
      accountId !== undefined && region !== undefined
        ? {
            index: GSI1,
            where: { text: 'pk1 = :pk', values: { pk: keys.duplicatesPartition({ accountId, region }) } },
          }
        : {
            index: GSI2,
            where: { text: 'pk2 = :pk', values: { pk: keys.DUPLICATES } },
            ...matching({ accountId, region }),
          };
    const keyOf = query.index === GSI1 ? ['pk', 'sk', 'pk1', 'sk1'] : ['pk', 'sk', 'pk2', 'sk2'];
    const { items: found, cursor } = await readPage(items, [{ ...query, newestFirst: true }], keyOf, page);
    const layers = found.map(async (item) => {
      const { accountId, region, digest, diffId, instruction, sizeBytes, counts } =
        records.LayerSumItem.parse(item);
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

  async function alerts(filter: ports.AlertFilter, page: ports.PageRequest): Promise<ports.Page<Alert>> {
    const { accountId, region, kind, state, repository } = filter;
    const query: Query = {
      index: GSI1,
      where: { text: 'pk1 = :pk', values: { pk: keys.ALERTS } },
      newestFirst: true,
      ...matching({ accountId, region, kind, state }, repository),
    };
    const { items: found, cursor } = await readPage(items, [query], ['pk', 'sk', 'pk1', 'sk1'], page);
    return { items: found.map((item) => parseAlert(item).alert), cursor };
  }
}
