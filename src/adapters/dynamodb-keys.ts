import { Digest } from '../domain/digest.ts';
import {
  formatRegistry,
  type ImageRef,
  parseRegistry,
  type RegistryId,
  type RepositoryId,
} from '../domain/registry.ts';

/** Primary key of an item. `docs/architecture.md` lists what each kind of item is for. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Registry sums are spread over this many items, so that pushes to one registry do not meet on one. */
const SHARDS = 16;

export const REGISTRIES = 'REGISTRIES';
export const ALERTS = 'ALERTS';
export const DUPLICATES = 'DUPLICATES';
export const GROUPS = 'GROUPS';
/** Alerts that are told in a summary, and how far they were. */
export const FOLDED = 'FOLDED';
export const SETTLED: Key = { pk: 'SETTLED', sk: 'SETTLED' };
export const LAYER_SUM = 'SUM';
export const REGISTRY_PREFIX = 'REGISTRY#';
export const REPOSITORY_PREFIX = 'REPOSITORY#';
export const SHARD_PREFIX = 'SHARD#';
export const IMAGE_PREFIX = 'IMAGE#';
export const TAG_PREFIX = 'TAG#';
const CHAIN_PREFIX = 'CHAIN#';
export const HOLDER_PREFIX = 'REPOSITORY#';

/** An image in its repository: what changes, and what the protocols need. */
export function imageKey(ref: ImageRef): Key {
  return { pk: repositoryPartition(ref), sk: `${IMAGE_PREFIX}${ref.digest}` };
}

/** The digest in the sort key of an image's row. */
export function parseImageSortKey(sk: string): Digest {
  return Digest.parse(sk.slice(IMAGE_PREFIX.length));
}

export function repositoryPartition(id: RepositoryId): string {
  return `REPOSITORY#${formatRegistry(id)}#${id.repository}`;
}

/** An image's content, which never changes, found by its digest alone. */
export function contentKey(ref: ImageRef): Key {
  return { pk: contentPartition(ref.digest), sk: `${formatRegistry(ref)}#${ref.repository}` };
}

export function contentPartition(digest: Digest): string {
  return `${IMAGE_PREFIX}${digest}`;
}

export function parseContentPartition(pk: string): Digest {
  return Digest.parse(pk.slice(IMAGE_PREFIX.length));
}

/** `123456789012/eu-west-1#team/web` */
export function parsePlace(sk: string): RepositoryId {
  const hash = sk.indexOf('#');
  return { ...parseRegistry(sk.slice(0, hash)), repository: sk.slice(hash + 1) };
}

/** A repository that holds a layer. */
export function holderKey(id: RepositoryId, layer: Digest): Key {
  return { pk: layerPartition(id, layer), sk: `${HOLDER_PREFIX}${id.repository}` };
}

export function layerPartition(registry: RegistryId, layer: Digest): string {
  return `LAYER#${formatRegistry(registry)}#${layer}`;
}

/** The repository in the sort key of a holder. */
export function parseHolderSortKey(sk: string): string {
  return sk.slice(HOLDER_PREFIX.length);
}

/** How many repositories hold a layer; exists from the second one on. */
export function layerSumKey(registry: RegistryId, layer: Digest): Key {
  return { pk: layerPartition(registry, layer), sk: LAYER_SUM };
}

export function repositorySumKey(id: RepositoryId): Key {
  return { pk: registryPartition(id), sk: `${REPOSITORY_PREFIX}${id.repository}` };
}

/** The share of a registry's sum that `name` (a repository or a layer digest) is counted in: always the same one. */
export function shardKey(registry: RegistryId, name: string): Key {
  return {
    pk: registryPartition(registry),
    sk: `${SHARD_PREFIX}${String(fnv1a(name) % SHARDS).padStart(2, '0')}`,
  };
}

export function registryPartition(registry: RegistryId): string {
  return `${REGISTRY_PREFIX}${formatRegistry(registry)}`;
}

/** The layers of one registry that are held more than once. */
export function duplicatesPartition(registry: RegistryId): string {
  return `${DUPLICATES}#${formatRegistry(registry)}`;
}

export function alertKey(id: string): Key {
  return { pk: `ALERT#${id}`, sk: 'ALERT' };
}

/** The groups of repositories of one registry. */
export function groupsPartition(registry: RegistryId): string {
  return `${GROUPS}#${formatRegistry(registry)}`;
}

/** What one registry came to, by day. */
export function snapshotsPartition(registry: RegistryId): string {
  return `SNAPSHOTS#${formatRegistry(registry)}`;
}

/** The digests of layers with the same uncompressed bytes. */
export function diffPartition(registry: RegistryId, diffId: Digest): string {
  return `DIFF#${formatRegistry(registry)}#${diffId}`;
}

/** The alerts of a repository, or of a registry as a whole, that are not resolved. */
export function openAlertsPartition(place: RegistryId & { readonly repository: string | null }): string {
  const { repository } = place;
  return `OPEN#${formatRegistry(place)}${repository === null ? '' : `#${repository}`}`;
}

/** The images that are made of exactly these layers. */
export function chainKey(chainId: Digest): Key {
  return { pk: `${CHAIN_PREFIX}${chainId}`, sk: 'CHAIN' };
}

export function parseChainPartition(pk: string): Digest {
  return Digest.parse(pk.slice(CHAIN_PREFIX.length));
}

/** Where a tag of a repository points. */
export function tagKey(id: RepositoryId, tag: string): Key {
  return { pk: repositoryPartition(id), sk: `${TAG_PREFIX}${tag}` };
}

/** That a registry is watched, and what is known of it as a whole. */
export function registryKey(registry: RegistryId): Key {
  return { pk: REGISTRIES, sk: formatRegistry(registry) };
}

/** Sorts by bytes: numbers in text of one length. */
export function rankKey(bytes: number, name: string): string {
  return `${String(bytes).padStart(16, '0')}|${name}`;
}

// FNV-1a, 32 bits: spreads names evenly and is the same on every machine.
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
