import { chainIds } from './chain.ts';
import type { Digest } from './digest.ts';
import { distinctLayers, type Image, type Layer, type LambdaBase, sizeOf } from './image.ts';
import { formatRegistry, formatRepository, type ImageRef, type RepositoryId } from './registry.ts';

/** A layer that so many repositories of a registry hold is nobody's own. */
const INFERRED_REPOSITORIES_MIN = 3;
/** How many layers AWS's Lambda base images have, all without history (`docs/architecture.md`, bases). */
const LAMBDA_LAYERS = { min: 4, max: 8 };

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
}

/** An image whose layers are, as a whole, a chain; `at` is when it was pushed (RFC 3339). */
export interface ChainImage extends ImageRef {
  readonly at: string;
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
};

/** What the image stands on. Never a guess: each answer says how it is known. */
export function recogniseBase(image: Based, known: KnownLayers): Base {
  const { declaredBase, lambda } = image;
  const found = longestBase(image, known);
  const inferred = found ? null : inferredBase(image, known);
  const extent = found?.extent ?? inferred ?? historyExtent(image);
  const base: Base = {
    ...UNKNOWN_BASE,
    ...extent,
    ...(found && {
      name: found.image.repository,
      digest: found.image.digest,
      repository: placeOf(found.image),
    }),
    ...(lambda && { provided: 'aws' as const, lambda }),
  };
  if (declaredBase) {
    const { name, digest } = declaredBase;
    return { ...base, evidence: 'declared', name: name ?? base.name, digest: digest ?? base.digest };
  }
  if (found) return { ...base, evidence: 'layers' };
  if (lambda) return { ...base, evidence: 'lambda' };
  if (inferred) return { ...base, evidence: 'inferred', name: image.layers[0]?.instruction ?? null };
  return base;
}

type Extent = Pick<Base, 'chainId' | 'layerCount' | 'sizeBytes' | 'boundary'>;

function extentOf(layers: readonly Layer[], layerCount: number, boundary: Base['boundary']): Extent {
  const own = layers.slice(0, layerCount);
  return { chainId: chainIds(own).at(-1) ?? null, layerCount, sizeBytes: sizeOf(own), boundary };
}

/** The image in another repository with the most layers that are all at the bottom of this one, and not all of it. */
function longestBase(image: Based, { chains }: KnownLayers) {
  const prefixes = chainIds(image.layers).slice(0, -1);
  for (let layerCount = prefixes.length; layerCount > 0; layerCount--) {
    const holder = preferred(image, chains.get(prefixes[layerCount - 1] as Digest) ?? []);
    if (holder) return { image: holder, extent: extentOf(image.layers, layerCount, 'layers') };
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

function byTime(a: ChainImage, b: ChainImage): number {
  return `${a.at} ${formatRepository(a)}` < `${b.at} ${formatRepository(b)}` ? -1 : 1;
}

/**
 * Copies of the whole image in other repositories (one for each stage of a delivery) say nothing of its base: the layers
 * must be held by more repositories than the uppermost one is.
 */
function inferredBase({ layers }: Based, { repositoryCounts }: KnownLayers): Extent | null {
  const countOf = (layer: Layer | undefined) => (layer && repositoryCounts.get(layer.digest)) ?? 0;
  const atLeast = Math.max(INFERRED_REPOSITORIES_MIN, countOf(layers.at(-1)) + 1);
  const layerCount = layers.findIndex((layer) => countOf(layer) < atLeast);
  return layerCount > 0 ? extentOf(layers, layerCount, 'inferred') : null;
}

/** An AWS Lambda base has no history: it ends where the instructions begin. */
function historyExtent({ layers, lambda, looseInstructions }: Based): Extent | null {
  const layerCount = layers.length - looseInstructions.length;
  const isPlausible = layerCount >= LAMBDA_LAYERS.min && layerCount <= LAMBDA_LAYERS.max;
  if (!lambda || looseInstructions.length === 0 || !isPlausible) return null;
  return extentOf(layers, layerCount, 'history');
}

function placeOf({ accountId, region, repository }: RepositoryId): RepositoryId {
  return { accountId, region, repository };
}

/** A layer as a person wants to see it. */
export interface PlacedLayer extends Layer {
  /** From 1, base first. */
  readonly position: number;
  /** Null where it is not known where the base ends. */
  readonly origin: 'base' | 'own' | null;
}

/**
 * The layers with what the base tells of them. Where exactly the base's layers are without history, what history there
 * is belongs to the layers above it.
 */
export function placeLayers(
  { layers, looseInstructions }: Pick<Image, 'layers' | 'looseInstructions'>,
  { layerCount }: Pick<Base, 'layerCount'>,
): PlacedLayer[] {
  const isBaseWithoutHistory = layerCount !== null && layerCount + looseInstructions.length === layers.length;
  return layers.map((layer, index) => ({
    ...layer,
    instruction:
      isBaseWithoutHistory && looseInstructions.length > 0
        ? (looseInstructions[index - layerCount] ?? null)
        : layer.instruction,
    position: index + 1,
    origin: layerCount === null ? null : index < layerCount ? 'base' : 'own',
  }));
}

/** Bytes of the distinct layers that are the image's own; null where it is not known which those are. */
export function ownBytes(layers: readonly PlacedLayer[]): number | null {
  if (layers.some(({ origin }) => origin === null)) return null;
  return distinctLayers(layers)
    .filter((layer) => layers.find(({ digest }) => digest === layer.digest)?.origin === 'own')
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
