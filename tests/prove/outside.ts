import type { Digest } from '../../src/domain/digest.ts';
import { RepositoryNotFoundError } from '../../src/domain/errors.ts';
import type { Catalog, ListedImage, ManifestAnswer, Registry } from '../../src/domain/registry-ports.ts';
import { at } from '../support/builders.ts';
import { CONFIG, type Model, type StoredImage } from './model.ts';

/** Pages are as short as this, so that there is more than one. */
const PAGE = 2;

/** The registry of a model, as ECR answers for it. */
export function createModelRegistry(model: Model): Registry {
  return {
    async getManifests({ repository }, digests) {
      return new Map(
        digests.map((digest): [Digest, ManifestAnswer] => {
          const image = model.stored.get(repository)?.get(digest);
          if (!image) return [digest, { outcome: 'missing' }];
          if (image.storageClass === 'archive') return [digest, { outcome: 'archived' }];
          return [digest, { outcome: 'found', text: model.manifestOf(image.content), mediaType: null }];
        }),
      );
    },
    async getConfig(_repository, digest) {
      return digest === CONFIG.digest ? { outcome: 'found', text: CONFIG.text } : { outcome: 'missing' };
    },
    async describe({ repository }, references) {
      const images = [...(model.stored.get(repository)?.values() ?? [])];
      return new Map(
        references.flatMap((reference) => {
          const found = images.find(({ digest, tags }) => digest === reference || tags.has(reference));
          return found ? [[reference, listed(found)]] : [];
        }),
      );
    },
  };
}

export function createModelCatalog(model: Model): Catalog {
  return {
    async images({ repository }, cursor) {
      const images = model.stored.get(repository);
      if (!images) throw new RepositoryNotFoundError('gone');
      // By digest, from behind the last one: what is pushed meanwhile may be seen or not, as in a real list.
      const left = [...images.values()]
        .sort((a, b) => (a.digest < b.digest ? -1 : 1))
        .filter(({ digest }) => cursor === null || digest > cursor);
      const page = left.slice(0, PAGE);
      return {
        items: page.map(listed),
        cursor: left.length > PAGE ? (page.at(-1)?.digest ?? null) : null,
      };
    },
    repositories: () => Promise.reject(new Error('not asked for here')),
    settings: () => Promise.reject(new Error('not asked for here')),
    repositoryTags: async ({ repository }) => {
      const series = model.series.get(repository);
      return new Map(series === undefined ? [] : [['series', series]]);
    },
  };
}

function listed({ digest, tags, second, storageClass }: StoredImage): ListedImage & { digest: Digest } {
  return { digest, tags: [...tags].sort(), pushedAt: at(second), storageClass };
}
