import type { Digest } from './digest.ts';
import { formatBytes } from './format-bytes.ts';
import type { LiveImage } from './reader-ports.ts';
import { deletionsIn, type FreedBytes, type LiveImages, type SimulationPlan } from './simulation.ts';

/** More notes of one sort than this are counted. */
const ALIKE_MAX = 5;

/** The children of each index, by repository. */
export type Children = ReadonlyMap<string, ReadonlyMap<Digest, readonly Digest[]>>;

interface Noted {
  readonly registry: { readonly isComplete: boolean; readonly blobMounting: boolean | null };
  readonly plan: SimulationPlan;
  readonly images: LiveImages;
  readonly children: Children;
  readonly freed: FreedBytes;
}

/** What has to be known besides the numbers, one sentence or two each. */
export function simulationNotes({ registry, plan, images, children, freed }: Noted): string[] {
  const repositories = [...images].map(([name, live]) => repositoryOf(plan, name, live, children.get(name)));
  return [
    ...(registry.isComplete ? [] : [INCOMPLETE]),
    ...(freed.layers.length === 0
      ? ['Nothing is freed: images that stay hold every layer that these have.']
      : []),
    ...mountingNotes(registry.blobMounting, freed),
    ...atMost(repositories.flatMap(indexNotes)),
    ...atMost(repositories.flatMap(childNotes)),
    ...atMost(repositories.flatMap(goingNotes)),
    ...atMost(repositories.flatMap(stayingNotes)),
    ...(plan.merges.length > 0 ? [MERGE] : []),
  ];
}

const INCOMPLETE =
  'The registry has not been scanned to the end: images that nobody has heard of yet may hold these layers too, and what only they hold is not counted.';

const MERGE =
  'Merging frees its bytes once the images are in one repository and the others are deleted. Merge only where the access rules are the same anyway.';

function mountingNotes(blobMounting: boolean | null, freed: FreedBytes): string[] {
  if (blobMounting === false || freed.bound === 'exact') return [];
  const why = blobMounting
    ? 'The registry lets layers be mounted'
    : 'It is not known whether the registry lets layers be mounted';
  return [
    `${why}, and nothing tells which copies are: at least ${formatBytes(freed.freedLowerBytes)} go, of layers that no repository holds afterwards.`,
  ];
}

/** A repository, and what of it is deleted. */
interface Repository {
  readonly name: string;
  readonly live: readonly LiveImage[];
  /** With those of their children that are there. */
  readonly indexes: readonly (readonly [index: Digest, children: readonly Digest[]])[];
  readonly isDeleted: (image: Digest) => boolean;
}

function repositoryOf(
  plan: SimulationPlan,
  name: string,
  live: readonly LiveImage[],
  children: ReadonlyMap<Digest, readonly Digest[]> = new Map(),
): Repository {
  const there = new Set(live.map(({ digest }) => digest));
  const indexes = [...children].map(
    ([index, listed]) => [index, [...new Set(listed)].filter((child) => there.has(child))] as const,
  );
  return { name, live, indexes, isDeleted: deletionsIn(plan, name) };
}

function indexNotes({ name, indexes, isDeleted }: Repository): string[] {
  return indexes.flatMap(([index, children]) => {
    const staying = children.filter((child) => !isDeleted(child)).length;
    if (!isDeleted(index) || staying === 0) return [];
    const stay = staying === 1 ? '1 image that it lists stays' : `${staying} images that it lists stay`;
    return [
      `Deleting the index ${name}@${index} frees next to nothing by itself: ${stay}. Delete them after it.`,
    ];
  });
}

/** `ImageReferencedByManifestList`: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageFailure.html */
function childNotes({ name, indexes, isDeleted }: Repository): string[] {
  const listedBy = indexes.filter(([index]) => !isDeleted(index));
  return listedBy.flatMap(([index, children]) =>
    children
      .filter(isDeleted)
      .map(
        (child) =>
          `ECR refuses to delete ${name}@${child} while the index ${index} lists it: delete that one first. The bytes are what goes once the image is deleted.`,
      ),
  );
}

function goingNotes({ name, live, isDeleted }: Repository): string[] {
  const going = live.filter(({ kind, digest }) => kind === 'unsupported' && isDeleted(digest));
  return going.length === 0
    ? []
    : [`Nothing is known of what is in ${images(going)} deleted from ${name}: that is not counted.`];
}

function stayingNotes({ name, live, isDeleted }: Repository): string[] {
  const staying = live.filter(({ kind, digest }) => kind === 'unsupported' && !isDeleted(digest));
  return staying.length === 0 || !live.some(({ digest }) => isDeleted(digest))
    ? []
    : [
        `Nothing is known of what is in ${images(staying)} left in ${name}: it may be layers that are counted as freed.`,
      ];
}

function images({ length }: readonly LiveImage[]): string {
  return length === 1 ? '1 image' : `${length} images`;
}

function atMost(notes: readonly string[]): string[] {
  const more = notes.length - ALIKE_MAX;
  return more > 0 ? [...notes.slice(0, ALIKE_MAX), `The same is true of ${more} more.`] : [...notes];
}
