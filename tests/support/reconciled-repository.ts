import { reconcileRepository, type RepositoryReconciliation } from '../../src/domain/reconcile-repository.ts';
import type { ImageRef } from '../../src/domain/registry.ts';
import { at, type BuiltImage, buildImage, REPOSITORY } from './builders.ts';
import { InMemoryCatalog } from './in-memory-catalog.ts';
import { createWorld, type World } from './in-memory-ports.ts';

/** A world whose registry can be listed. */
export interface ListedWorld extends World {
  readonly catalog: InMemoryCatalog;
}

/** What a reconciliation answers that found everything as it was known. */
export const NOTHING_WRONG = {
  ...{ missedPushes: 0, missedDeletions: 0, missedTags: 0 },
  ...{ done: true, moved: 0, skipped: {} },
};

/** An image of two layers, one of which all images have. */
export function imageOf(name: string): BuiltImage {
  return buildImage([
    { seed: 'base', sizeBytes: 30_000 },
    { seed: name, sizeBytes: 2_000 },
  ]);
}

export function refOf({ digest }: BuiltImage): ImageRef {
  return { ...REPOSITORY, digest };
}

/** A world whose registry has these images, tagged `1.0` and on in this order, and nobody was told. */
export function worldWith(...images: readonly BuiltImage[]): ListedWorld {
  const world = createWorld();
  const catalog = new InMemoryCatalog(world.registry);
  catalog.create(REPOSITORY.repository);
  for (const [place, image] of images.entries())
    world.registry.push(REPOSITORY, image, `1.${place}`, at(place));
  return { ...world, catalog };
}

/** The same where everything is known. */
export async function reconciledWorldWith(...images: readonly BuiltImage[]): Promise<ListedWorld> {
  const world = worldWith(...images);
  await reconcile(world);
  return world;
}

export function reconcile(
  { deps, catalog }: ListedWorld,
  hasTime: () => boolean = () => true,
): Promise<RepositoryReconciliation> {
  return reconcileRepository({ ...deps, catalog, hasTime }, REPOSITORY);
}

/** What is recorded: tags and whether it is live, newest first. */
export async function recordedIn(world: World): Promise<(readonly [tags: string, isLive: boolean])[]> {
  return (await world.images()).map(({ tags, isLive }) => [tags.join(), isLive]);
}
