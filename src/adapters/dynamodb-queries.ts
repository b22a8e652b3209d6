import type { Digest } from '../domain/digest.ts';
import type { RegistryId, RepositoryId } from '../domain/registry.ts';
import type { Condition, Query } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

/** A time range: `from` included, `to` not; RFC 3339. */
export interface TimeRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The items of one partition, or those whose sort key begins so. */
export function partition(pk: string, prefix?: string): Query {
  return { partition: pk, range: prefix === undefined ? undefined : { prefix } };
}

export function exactly({ pk, sk }: keys.Key): Query {
  return { partition: pk, range: { from: sk, to: sk } };
}

/** The repositories that hold a layer, without those that did. */
export function holdersOf(registry: RegistryId, layer: Digest): Query {
  return {
    ...partition(keys.layerPartition(registry, layer), keys.HOLDER_PREFIX),
    filter: { gone: 'absent' },
  };
}

/** The live images of a repository, with the digests of their layers. */
export function liveImages(repository: RepositoryId): Query {
  return {
    index: 'live',
    partition: keys.repositoryPartition(repository),
    range: { prefix: keys.LIVE_PREFIX },
  };
}

/** The images of a repository by time, newest first. `}` sorts behind every digest of the same time. */
export function byTime(repository: RepositoryId, { from = '0', to = '}' }: TimeRange): Query {
  return {
    index: 'time',
    partition: keys.repositoryPartition(repository),
    range: { from, to },
    newestFirst: true,
  };
}

/** Keeps the items whose attributes have these values (undefined asks for nothing) and, if given, name the repository. */
export function matching(
  attributes: Readonly<Record<string, string | undefined>>,
  repository?: string,
): Condition {
  const asked = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { is: value }] as const],
  );
  return {
    ...Object.fromEntries(asked),
    ...(repository !== undefined && { repositories: { contains: repository } }),
  };
}
