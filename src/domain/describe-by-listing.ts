import { RepositoryNotFoundError } from './errors.ts';
import type { RepositoryId } from './registry.ts';
import type { Catalog, ListedImage, Registry } from './registry-ports.ts';

/** Up to so many references are asked for one by one: about two calls for each that is missing. */
const DESCRIBED_MAX = 10;
/** A longer list of images than this costs more calls than it spares, as most references are not missing. */
const REFERENCES_PER_PAGE = 5;

/**
 * A registry that answers for many references by listing the repository anew: a list that is read after the question
 * was asked is as good an answer. Where the list is too long for that, it is asked as it was.
 */
export function describeByListing(registry: Registry, catalog: Catalog): Registry {
  return {
    getManifests: (repository, digests) => registry.getManifests(repository, digests),
    getConfig: (repository, config) => registry.getConfig(repository, config),
    async describe(repository, references) {
      const wanted = new Set(references);
      const listed = wanted.size > DESCRIBED_MAX ? await findListed(catalog, repository, wanted) : null;
      return listed ?? registry.describe(repository, references);
    },
  };
}

/** Null where there are too many pages. */
async function findListed(
  catalog: Catalog,
  repository: RepositoryId,
  references: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ListedImage> | null> {
  const found = new Map<string, ListedImage>();
  let cursor: string | null = null;
  try {
    for (let pages = Math.ceil(references.size / REFERENCES_PER_PAGE); pages > 0; pages--) {
      const page = await catalog.images(repository, cursor);
      for (const image of page.items)
        for (const name of [image.digest, ...image.tags]) if (references.has(name)) found.set(name, image);
      if (page.cursor === null) return found;
      cursor = page.cursor;
    }
  } catch (error) {
    if (error instanceof RepositoryNotFoundError) return new Map();
    throw error;
  }
  return null;
}
