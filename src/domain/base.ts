import { chainIds } from './chain.ts';
import type { Digest } from './digest.ts';
import { type DeclaredBase, type Image, type Layer, type LambdaBase, sizeOf } from './image.ts';
import { bareLayersOfLambda } from './lambda-base.ts';
import { formatRegistry, formatRepository, type ImageRef, type RepositoryId } from './registry.ts';

/** A layer that so many repositories of a registry hold is nobody's own. */
const INFERRED_REPOSITORIES_MIN = 3;

/** How it is known what an image stands on; strongest first. */
export type BaseEvidence =
  /** It says so itself: `org.opencontainers.image.base.*`. */
  | 'declared'
  /** Its lowest layers are all those of an image in another repository. */
  | 'layers'
  /** Its config is that of a child of an AWS Lambda base image. */
  | 'lambda'
  /** Each of its lowest layers is held by three repositories or more. */
  | 'inferred'
  | 'unknown';

/** What an image stands on, as far as it is known. */
export interface Base {
  readonly evidence: BaseEvidence;
  /** As declared, or the repository of the image that was found; of an inferred one its first instruction. */
  readonly name: string | null;
  /** Digest of the base's manifest. */
  readonly digest: Digest | null;
  /** The repository of the organisation that has it, or had it. */
  readonly repository: RepositoryId | null;
  /** Who provides the image at the bottom of it all, where that is AWS. */
  readonly provided: 'aws' | null;
  /** Of an AWS Lambda base. */
  readonly lambda: LambdaBase | null;
  /** Chain id of its layers. */
  readonly chainId: Digest | null;
  /** So many of the lowest layers are the base's; null where it is not known where it ends. */
  readonly layerCount: number | null;
  /** Bytes of those. */
  readonly sizeBytes: number | null;
  /** How it is known where it ends: by another image's layers, by who holds them, or by what has no history. */
  readonly boundary: 'layers' | 'inferred' | 'history' | null;
  /** Its layers are known to be without history. */
  readonly isBare: boolean;
}

/** An image whose layers are, as a whole, a chain. */
export interface ChainImage extends ImageRef {
  /** RFC 3339: when it was pushed. */
  readonly at: string;
  /** No instruction of any of its layers is known. */
  readonly isBare: boolean;
}

/** What the organisation knows of the layers of an image. */
export interface KnownLayers {
  /** Images by the chain id of all their layers. */
  readonly chains: ReadonlyMap<Digest, readonly ChainImage[]>;
  /** How many repositories of the image's registry hold a layer. */
  readonly repositoryCounts: ReadonlyMap<Digest, number>;
}

type Based = RepositoryId & Pick<Image, 'layers' | 'declaredBase' | 'lambda' | 'looseInstructions'>;

export const UNKNOWN_BASE: Base = {
  evidence: 'unknown',
  name: null,
  digest: null,
  repository: null,
  provided: null,
  lambda: null,
  chainId: null,
  layerCount: null,
  sizeBytes: null,
  boundary: null,
  isBare: false,
};

/** What the image stands on. Never a guess: each answer says how it is known. */
export function recogniseBase(image: Based, known: KnownLayers): Base {
  const { declaredBase, lambda } = image;
  const found = longestBase(image, known);
  // AWS's base images share their lowest layers, which would be inferred to be all there is of them.
  const extent = found?.extent ?? historyExtent(image) ?? inferredExtent(image, known);
  const base: Base = {
    ...UNKNOWN_BASE,
    ...extent,
    ...(lambda && { provided: 'aws' as const, lambda }),
  };
  const identity = found && {
    name: found.image.repository,
    digest: found.image.digest,
    repository: placeOf(found.image),
  };
  if (declaredBase) {
    const isFound = found !== null && isDeclared(declaredBase, found.image);
    return { ...base, ...(isFound && identity), ...said(declaredBase), evidence: 'declared' };
  }
  if (identity) return { ...base, ...identity, evidence: 'layers' };
  if (lambda) return { ...base, evidence: 'lambda' };
  if (extent) return { ...base, evidence: 'inferred', name: image.layers[0]?.instruction ?? null };
  return base;
}

/** What it says, without what it does not. */
function said({ name, digest }: DeclaredBase): Partial<Base> {
  return { ...(name !== null && { name }), ...(digest !== null && { digest }) };
}

/** Whether the image that was found is the one that is declared: by digest, or else by the end of its name. */
function isDeclared({ name, digest }: DeclaredBase, found: ImageRef): boolean {
  if (digest !== null) return digest === found.digest;
  const path = withoutTag(name);
  return path === found.repository || path.endsWith(`/${found.repository}`);
}

/** What a base is named by. */
export type NamedBy = Pick<Base, 'name'> & Partial<Pick<Base, 'provided' | 'lambda'>>;

/** What people call it; null where nothing names it. */
export function baseName({ name, provided, lambda }: NamedBy): string | null {
  const runtime = lambda?.runtime ? ` (${lambda.runtime})` : '';
  return name ?? (provided === 'aws' ? `AWS Lambda base image${runtime}` : null);
}

/** A name of an image without tag and digest: `docker.io/library/node`. */
export function withoutTag(name: string | null): string {
  return name?.split(/[:@](?=[^/]*$)/)[0] ?? '';
}

type Extent = Pick<Base, 'chainId' | 'layerCount' | 'sizeBytes' | 'boundary' | 'isBare'>;

function extentOf(
  layers: readonly Layer[],
  layerCount: number,
  boundary: Base['boundary'],
  isBare = false,
): Extent {
  const own = layers.slice(0, layerCount);
  return { chainId: chainIds(own).at(-1) ?? null, layerCount, sizeBytes: sizeOf(own), boundary, isBare };
}

/** The image in another repository with the most layers that are all at the bottom of this one, and not all of it. */
function longestBase(image: Based, { chains }: KnownLayers) {
  const prefixes = chainIds(image.layers).slice(0, -1);
  for (let layerCount = prefixes.length; layerCount > 0; layerCount--) {
    const holder = preferred(image, chains.get(prefixes[layerCount - 1] as Digest) ?? []);
    if (holder) return { image: holder, extent: extentOf(image.layers, layerCount, 'layers', holder.isBare) };
  }
  return null;
}

/** In the same registry first, and there the one that was pushed first. */
function preferred(image: RepositoryId, holders: readonly ChainImage[]): ChainImage | undefined {
  const [own, registry] = [formatRepository(image), formatRegistry(image)];
  const isNear = (holder: ChainImage) => Number(formatRegistry(holder) === registry);
  return holders
    .filter((holder) => formatRepository(holder) !== own)
    .sort((a, b) => isNear(b) - isNear(a) || byTime(a, b))[0];
}

/** Earliest first; of one time by name, so that it is always the same. */
export function byTime(a: ChainImage, b: ChainImage): number {
  const [one, other] = [a, b].map((image) => `${formatRepository(image)}@${image.digest}`) as [
    string,
    string,
  ];
  return Date.parse(a.at) - Date.parse(b.at) || Number(one > other) - Number(one < other);
}

/**
 * Copies of the whole image in other repositories (one for each stage of a delivery) say nothing of its base: the layers
 * must be held by more repositories than the uppermost one is.
 */
function inferredExtent({ layers }: Based, { repositoryCounts }: KnownLayers): Extent | null {
  const countOf = (layer: Layer | undefined) => (layer && repositoryCounts.get(layer.digest)) ?? 0;
  const atLeast = Math.max(INFERRED_REPOSITORIES_MIN, countOf(layers.at(-1)) + 1);
  const layerCount = layers.findIndex((layer) => countOf(layer) < atLeast);
  return layerCount > 0 ? extentOf(layers, layerCount, 'inferred') : null;
}

/** An AWS Lambda base has no history: it ends where the instructions begin. */
function historyExtent(image: Based): Extent | null {
  const layerCount = bareLayersOfLambda(image);
  return layerCount === null ? null : extentOf(image.layers, layerCount, 'history', true);
}

function placeOf({ accountId, region, repository }: RepositoryId): RepositoryId {
  return { accountId, region, repository };
}
