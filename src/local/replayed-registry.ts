import type { RegistrySource } from './image-catalog.ts';
import type { ManifestSource } from './manifest-source.ts';
import type { ImageChange } from './push-event.ts';
import { createStoredImages } from './stored-images.ts';

/** A registry that holds what was pushed to it so far and was not deleted since. */
export interface ReplayedRegistry extends RegistrySource {
  /** Lets a push or a deletion happen. Deleting the last tag of an image deletes it, as in ECR. */
  apply(change: ImageChange): Promise<void>;
}

/**
 * `content` has everything that is ever pushed; what is not there now is not to be had from it. `repositories` are there
 * from the beginning, empty.
 */
export function createReplayedRegistry(
  content: ManifestSource,
  repositories: readonly string[] = [],
): ReplayedRegistry {
  const stored = createStoredImages();
  for (const repository of repositories) stored.create(repository);
  return {
    hasRepository: stored.hasRepository,
    repositories: stored.repositories,
    images: stored.images,
    image: stored.image,
    manifest: async (repository, digest) =>
      (await stored.image(repository, digest)) && content.manifest(repository, digest),
    // Nobody asks for a config who has not just read a manifest that names it.
    blob: content.blob,

    async apply(change) {
      const { action, repository, digest, tag } = change;
      if (action === 'PUSH') return stored.push(change);
      if (tag !== null) stored.untag(repository, tag);
      const image = await stored.image(repository, digest);
      if (tag === null || image?.tags.length === 0) stored.remove(repository, digest);
    },
  };
}
