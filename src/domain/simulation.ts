import type { Digest } from './digest.ts';
import type { DescribedLayer, LayerOfImage, LiveImage } from './reader-ports.ts';

/** What is to be deleted, and then merged, in one registry. What is named twice is meant once. */
export interface SimulationPlan {
  readonly images: readonly { readonly repository: string; readonly digest: Digest }[];
  /** These go with everything in them. */
  readonly repositories: readonly string[];
  /** Each becomes one repository that holds what these hold; none is in two of them. */
  readonly merges: readonly (readonly string[])[];
}

/** The live images of each repository of a plan. */
export type LiveImages = ReadonlyMap<string, readonly LiveImage[]>;

/** What becomes of the copies of a layer: each repository that holds it has one. */
export interface LayerFate extends LayerOfImage {
  /** So many repositories of the plan hold it before. */
  readonly holdersBefore: number;
  /** So many hold it afterwards, those that are merged being one: the difference is what is freed. */
  readonly holdersAfter: number;
  /** The repositories whose copies go, or become one, by name. */
  readonly freedIn: readonly string[];
  /** So many copies stay after all if an image of unknown content that stays has the layer. */
  readonly doubtfulCopies: number;
  /** So many repositories keep it although an image that has it is deleted there. */
  readonly keptCopies: number;
}

/** A layer of which copies are freed. */
interface FreedLayer {
  readonly digest: Digest;
  readonly instruction: string | null;
  /** Of one copy. */
  readonly sizeBytes: number;
  readonly copies: number;
  readonly freedBytes: number;
  readonly repositories: readonly string[];
}

/** What a plan frees. */
export interface FreedBytes {
  readonly freedBytes: number;
  /** At least so much, whichever of the copies are mounted ones. */
  readonly freedLowerBytes: number;
  readonly bound: 'exact' | 'upper';
  /** Layers of deleted images that stay for another image of their repository. */
  readonly keptBytes: number;
  /** Most bytes first. */
  readonly layers: readonly FreedLayer[];
}

/** A repository that holds a layer. */
interface Holding {
  readonly repository: string;
  readonly image: Digest;
  readonly stays: boolean;
  readonly isInDeleted: boolean;
  readonly isDoubtful: boolean;
}

/** The repositories of a plan, by name. */
export function repositoriesOf({ images, repositories, merges }: SimulationPlan): string[] {
  const named = [...images.map(({ repository }) => repository), ...repositories, ...merges.flat()];
  return [...new Set(named)].sort();
}

/** Whether the plan deletes an image of the repository. */
export function deletionsIn(plan: SimulationPlan, repository: string): (image: Digest) => boolean {
  if (plan.repositories.includes(repository)) return () => true;
  const own = plan.images.filter((image) => image.repository === repository);
  const digests = new Set(own.map(({ digest }) => digest));
  return (image) => digests.has(image);
}

/**
 * The layers that the plan concerns, as they are freed or kept for others. ECR stores a layer once in each repository,
 * and keeps it while any live image there has it: archived ones, artifacts and indexes of blobs do as well.
 */
export function fatesOf(plan: SimulationPlan, images: LiveImages): LayerFate[] {
  const places = new Map(plan.merges.flatMap((merged) => merged.map((name) => [name, merged[0] ?? name])));
  const fates = [...holdingsOf(plan, images)].map(([layer, holdings]) => fateOf(layer, holdings, places));
  return fates.filter(({ freedIn, keptCopies }) => freedIn.length > 0 || keptCopies > 0);
}

function holdingsOf(plan: SimulationPlan, images: LiveImages): Map<Digest, Holding[]> {
  const layers = new Map<Digest, Holding[]>();
  for (const [repository, live] of images) {
    const isDeleted = deletionsIn(plan, repository);
    const deleted = live.filter(({ digest }) => isDeleted(digest));
    const staying = live.filter(({ digest }) => !isDeleted(digest));
    const inDeleted = new Set(deleted.flatMap((image) => image.layers));
    const inStaying = new Set(staying.flatMap((image) => image.layers));
    const isDoubtful = staying.some(({ kind }) => kind === 'unsupported');
    const first = new Map(live.flatMap(({ digest, layers: own }) => own.map((layer) => [layer, digest])));
    for (const [layer, image] of first) {
      const holding = {
        ...{ repository, image, isDoubtful },
        ...{ stays: inStaying.has(layer), isInDeleted: inDeleted.has(layer) },
      };
      layers.set(layer, [...(layers.get(layer) ?? []), holding]);
    }
  }
  return layers;
}

function fateOf(
  digest: Digest,
  holdings: readonly Holding[],
  places: ReadonlyMap<string, string>,
): LayerFate {
  const [{ repository, image }] = holdings as [Holding, ...Holding[]];
  const gone = holdings.filter(({ stays }) => !stays);
  const staying = holdings.filter(({ stays }) => stays);
  const after = [...Map.groupBy(staying, (each) => places.get(each.repository) ?? each.repository).values()];
  const freed = [...gone, ...after.filter((merged) => merged.length > 1).flat()];
  return {
    ...{ digest, repository, image },
    holdersBefore: holdings.length,
    holdersAfter: after.length,
    freedIn: freed.map((each) => each.repository).sort(),
    doubtfulCopies: gone.filter(({ isDoubtful }) => isDoubtful).length,
    keptCopies: staying.filter(({ isInDeleted }) => isInDeleted).length,
  };
}

/**
 * What the plan frees: every copy that goes. Where the registry lets layers be mounted (or nobody knows, null), nothing
 * tells which copies are mounted: for certain goes what no repository of the registry holds afterwards, and that once.
 */
export function freedBytes(
  fates: readonly (LayerFate & DescribedLayer)[],
  blobMounting: boolean | null,
): FreedBytes {
  const layers = fates.filter(({ freedIn }) => freedIn.length > 0).map(toFreedLayer);
  const freed = sum(layers.map((layer) => layer.freedBytes));
  const lower = sum(fates.map((fate) => fate.sizeBytes * certainCopies(fate, blobMounting)));
  return {
    freedBytes: freed,
    freedLowerBytes: lower,
    bound: lower === freed ? 'exact' : 'upper',
    keptBytes: sum(fates.map(({ sizeBytes, keptCopies }) => sizeBytes * keptCopies)),
    layers: layers.sort((a, b) => b.freedBytes - a.freedBytes || (a.digest < b.digest ? -1 : 1)),
  };
}

function certainCopies(fate: LayerFate & DescribedLayer, blobMounting: boolean | null): number {
  const { holdersBefore, holdersAfter, doubtfulCopies, repositoryCount } = fate;
  if (blobMounting === false) return holdersBefore - holdersAfter - doubtfulCopies;
  const isGone = holdersAfter === 0 && doubtfulCopies === 0 && repositoryCount <= holdersBefore;
  return isGone ? 1 : 0;
}

function toFreedLayer(fate: LayerFate & DescribedLayer): FreedLayer {
  const { digest, instruction, sizeBytes, holdersBefore, holdersAfter, freedIn } = fate;
  const copies = holdersBefore - holdersAfter;
  return { digest, instruction, sizeBytes, copies, freedBytes: sizeBytes * copies, repositories: freedIn };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
