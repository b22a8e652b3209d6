import type { RegistrySource, StoredImage } from './image-catalog.ts';
import type { OciRegistry } from './oci-registry.ts';
import type { StoredImages } from './stored-images.ts';

const IMAGES_AT_ONCE = 16;

/**
 * A registry as what stands behind the local ECR: what it holds is known from watching it. Its protocol lists no
 * untagged images, so that those are asked for one by one; what is gone is left out.
 */
export function createOciSource(registry: OciRegistry, stored: StoredImages): RegistrySource {
  async function isThere(repository: string, { digest }: StoredImage): Promise<boolean> {
    return (await registry.resolve(repository, digest)) !== null;
  }

  return {
    hasRepository: registry.hasRepository,
    manifest: registry.manifest,
    blob: registry.blob,
    repositories: registry.repositories,

    async image(repository, reference) {
      const image = await stored.image(repository, reference);
      return image && (await isThere(repository, image)) ? image : null;
    },

    async images(repository) {
      const known = await stored.images(repository);
      const found: StoredImage[] = [];
      for (let start = 0; start < known.length; start += IMAGES_AT_ONCE) {
        const some = known.slice(start, start + IMAGES_AT_ONCE);
        const there = await Promise.all(
          some.map((image) => image.tags.length > 0 || isThere(repository, image)),
        );
        found.push(...some.filter((_, position) => there[position]));
      }
      return found;
    },
  };
}
