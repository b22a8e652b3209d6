import type { Digest } from '../domain/digest.ts';
import type { AlertFilter } from '../domain/reader-ports.ts';
import type { RegistryId, RepositoryId } from '../domain/registry.ts';
import type { Check, Condition, Query } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import * as places from './dynamodb-places.ts';

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
    range: { prefix: places.LIVE_PREFIX },
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

/** Keeps the alerts that are asked for. */
export function alertsLike({ repository, owner, state, ...asked }: AlertFilter): Condition {
  return {
    ...matching(
      { ...asked, state: state === 'active' ? undefined : state },
      { repositories: repository, owners: owner },
    ),
    ...(state === 'active' && { active: 'present' }),
  };
}

/** Keeps the items whose attributes have these values, and whose lists have these in them; undefined asks for nothing. */
export function matching(
  attributes: Readonly<Record<string, string | undefined>>,
  lists: Readonly<Record<string, string | undefined>> = {},
): Condition {
  return { ...checks(attributes, (is) => ({ is })), ...checks(lists, (contains) => ({ contains })) };
}

function checks(
  asked: Readonly<Record<string, string | undefined>>,
  check: (value: string) => Check,
): Condition {
  const given = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, check(value)] as const],
  );
  return Object.fromEntries(given);
}
