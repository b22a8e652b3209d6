import type { Digest } from './digest.ts';
import type { SimulationReader } from './reader-ports.ts';
import type { RegistryId } from './registry.ts';
import {
  deletionsIn,
  type FreedBytes,
  fatesOf,
  freedBytes,
  type LiveImages,
  repositoriesOf,
  type SimulationPlan,
} from './simulation.ts';
import { type Children, simulationNotes } from './simulation-notes.ts';

/** Their rows are read one after the other: so many take some seconds. */
const LIVE_IMAGES_MAX = 20_000;
const NAMES_SHOWN = 5;

/** What is known of the registry as a whole. */
export interface SimulatedRegistry extends RegistryId {
  readonly isComplete: boolean;
  readonly blobMounting: boolean | null;
}

interface Simulation extends FreedBytes {
  readonly outcome: 'simulated';
  /** Of the repositories of the plan. */
  readonly storedBytesBefore: number;
  readonly storedBytesAfter: number;
  /** What else there is to know, in words. */
  readonly notes: readonly string[];
}

export type SimulationOutcome = Simulation | { readonly outcome: 'refused'; readonly reason: string };

/**
 * What deleting and merging would really free. Refused, and nothing half answered, where a repository or an image is
 * not known to be there, or where there is too much to read.
 */
export async function simulate(
  reader: SimulationReader,
  registry: SimulatedRegistry,
  plan: SimulationPlan,
): Promise<SimulationOutcome> {
  const { accountId, region } = registry;
  const names = repositoriesOf(plan);
  const sizes = await reader.repositorySizes(registry, names);
  const unknown = names.filter((name) => !sizes.has(name));
  if (unknown.length > 0) return refused(`no live image is known of ${listed(unknown)}`);
  const total = [...sizes.values()].reduce((sum, { liveImages }) => sum + liveImages, 0);
  if (total > LIVE_IMAGES_MAX)
    return refused(
      `the repositories have ${total} live images, and at most ${LIVE_IMAGES_MAX} can be thought through at once: name fewer repositories`,
    );
  const images: LiveImages = new Map(
    await Promise.all(
      names.map(
        async (repository) =>
          [repository, await reader.liveImages({ accountId, region, repository })] as const,
      ),
    ),
  );
  const missing = missingImages(plan, images);
  if (missing.length > 0) return refused(`not there, or not any more: ${listed(missing)}`);
  const freed = freedBytes(
    await reader.describeLayers(registry, fatesOf(plan, images)),
    registry.blobMounting,
  );
  const storedBytesBefore = [...sizes.values()].reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  const children = await childrenOf(reader, registry, plan, images);
  return {
    outcome: 'simulated',
    ...freed,
    storedBytesBefore,
    // The sums may be a moment behind the images.
    storedBytesAfter: Math.max(0, storedBytesBefore - freed.freedBytes),
    notes: simulationNotes({ registry, plan, images, children, freed }),
  };
}

function refused(reason: string) {
  return { outcome: 'refused', reason } as const;
}

function listed(names: readonly string[]): string {
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${more}`;
}

function missingImages(plan: SimulationPlan, images: LiveImages): string[] {
  const live = new Map([...images].map(([name, all]) => [name, new Set(all.map(({ digest }) => digest))]));
  const missing = plan.images.filter(({ repository, digest }) => !live.get(repository)?.has(digest));
  return [...new Set(missing.map(({ repository, digest }) => `${repository}@${digest}`))];
}

/** The children of the indexes of those repositories from which some images go and others do not. */
async function childrenOf(
  reader: SimulationReader,
  { accountId, region }: RegistryId,
  plan: SimulationPlan,
  images: LiveImages,
): Promise<Children> {
  const children = new Map<string, ReadonlyMap<Digest, readonly Digest[]>>();
  for (const [repository, live] of images) {
    const isDeleted = deletionsIn(plan, repository);
    const some = live.some(({ digest }) => isDeleted(digest)) && !plan.repositories.includes(repository);
    const indexes = live.filter(({ kind }) => kind === 'index').map(({ digest }) => digest);
    if (some && indexes.length > 0)
      children.set(repository, await reader.childrenOf({ accountId, region, repository }, indexes));
  }
  return children;
}
