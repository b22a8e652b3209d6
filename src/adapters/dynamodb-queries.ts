import type { Digest } from '../domain/digest.ts';
import type { RegistryId, RepositoryId } from '../domain/registry.ts';
import type { Expression } from './dynamodb-expressions.ts';
import type { Query } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { TIME_INDEX } from './dynamodb-table.ts';

/** A time range: `from` included, `to` not; RFC 3339. */
export interface TimeRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The items of one partition, or those whose sort key begins so. */
export function partition(pk: string, prefix?: string): Query {
  return prefix === undefined
    ? { where: { text: 'pk = :pk', values: { pk } } }
    : { where: { text: 'pk = :pk AND begins_with(sk, :prefix)', values: { pk, prefix } } };
}

export function exactly({ pk, sk }: keys.Key): Query {
  return { where: { text: 'pk = :pk AND sk = :sk', values: { pk, sk } } };
}

export function holdersOf(registry: RegistryId, layer: Digest): Query {
  return partition(keys.layerPartition(registry, layer), keys.HOLDER_PREFIX);
}

/** The images of a repository by time, newest first. `}` sorts behind every digest of the same time. */
export function byTime(repository: RepositoryId, { from = '0', to = '}' }: TimeRange): Query {
  return {
    index: TIME_INDEX,
    where: {
      text: 'pk = :pk AND #time BETWEEN :from AND :to',
      values: { pk: keys.repositoryPartition(repository), from, to },
    },
    newestFirst: true,
  };
}

/** Keeps the items whose attributes have these values (undefined asks for nothing) and, if given, name the repository. */
export function matching(
  attributes: Readonly<Record<string, string | undefined>>,
  repository?: string,
): { readonly filter?: Expression } {
  const asked = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const conditions = asked.map(([name]) => `#${name} = :${name}`);
  if (repository !== undefined) conditions.push('contains(#repositories, :repository)');
  if (conditions.length === 0) return {};
  const values = { ...Object.fromEntries(asked), ...(repository !== undefined && { repository }) };
  return { filter: { text: conditions.join(' AND '), values } };
}
