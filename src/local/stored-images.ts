import type { ImageCatalog, StoredImage } from './image-catalog.ts';
import type { PushedManifest } from './push-event.ts';

/** The images of a registry, kept in memory as its pushes and deletions leave them. */
export interface StoredImages extends ImageCatalog {
  hasRepository(repository: string): Promise<boolean>;
  /** An empty one; one that is there stays as it is. */
  create(repository: string): void;
  /** A tag moves here from the image that had it, which stays. */
  push(push: PushedManifest): void;
  /** Takes a tag away; its image stays. */
  untag(repository: string, tag: string): void;
  /** Takes an image away with its tags; its repository stays. */
  remove(repository: string, digest: string): void;
}

interface Shelf {
  readonly images: Map<string, { readonly pushedAt: string; readonly tags: Set<string> }>;
  /** Digest by tag. */
  readonly tags: Map<string, string>;
}

export function createStoredImages(): StoredImages {
  const shelves = new Map<string, Shelf>();

  function create(repository: string): Shelf {
    const shelf = shelves.get(repository) ?? { images: new Map(), tags: new Map() };
    shelves.set(repository, shelf);
    return shelf;
  }

  function untag(repository: string, tag: string): void {
    const shelf = shelves.get(repository);
    const digest = shelf?.tags.get(tag);
    if (digest === undefined) return;
    shelf?.tags.delete(tag);
    shelf?.images.get(digest)?.tags.delete(tag);
  }

  return {
    create,
    untag,

    push({ repository, digest, tag, at }) {
      const shelf = create(repository);
      const image = shelf.images.get(digest) ?? { pushedAt: at, tags: new Set<string>() };
      shelf.images.set(digest, image);
      if (tag === null) return;
      untag(repository, tag);
      shelf.tags.set(tag, digest);
      image.tags.add(tag);
    },

    remove(repository, digest) {
      const shelf = shelves.get(repository);
      for (const tag of shelf?.images.get(digest)?.tags ?? []) shelf?.tags.delete(tag);
      shelf?.images.delete(digest);
    },

    hasRepository: async (repository) => shelves.has(repository),
    repositories: async () => [...shelves.keys()],
    images: async (repository) =>
      [...(shelves.get(repository)?.images ?? [])].map(([digest, image]) => storedImage(digest, image)),

    async image(repository, reference) {
      const shelf = shelves.get(repository);
      // A tag holds no colon, a digest always does.
      const digest = reference.includes(':') ? reference : shelf?.tags.get(reference);
      const image = digest === undefined ? undefined : shelf?.images.get(digest);
      return digest === undefined || !image ? null : storedImage(digest, image);
    },
  };
}

function storedImage(
  digest: string,
  { pushedAt, tags }: { readonly pushedAt: string; readonly tags: ReadonlySet<string> },
): StoredImage {
  return { digest, tags: [...tags].sort(), pushedAt, storageClass: 'standard' };
}
