import { RepositoryNotFoundError } from '../../src/domain/errors.ts';
import type { Page } from '../../src/domain/page.ts';
import type { RegistryId, RepositoryId } from '../../src/domain/registry.ts';
import type * as ports from '../../src/domain/registry-ports.ts';
import type { InMemoryRegistry } from './in-memory-registry.ts';

export const AES256: ports.Encryption = { type: 'AES256', key: null };

/** Lists what an in-memory registry holds, in the repositories that were created in it, few on a page. */
export class InMemoryCatalog implements ports.Catalog {
  /** By name; an error is thrown when its images are listed. */
  readonly created = new Map<
    string,
    { encryption: ports.Encryption; tags: Record<string, string>; error?: Error }
  >();
  registrySettings: ports.RegistrySettings = { blobMounting: false, pullThroughPrefixes: [] };
  /** How many pages of images were asked for. */
  imagePages = 0;
  readonly #registry: InMemoryRegistry;
  readonly #pageImages: number;

  constructor(registry: InMemoryRegistry, pageImages = 2) {
    this.#registry = registry;
    this.#pageImages = pageImages;
  }

  create(name: string, tags: Record<string, string> = {}, encryption = AES256): void {
    this.created.set(name, { encryption, tags });
  }

  /** Deletes a repository with all its images. */
  drop(repository: RepositoryId): void {
    for (const { digest } of this.#registry.list(repository))
      this.#registry.delete({ ...repository, digest });
    this.created.delete(repository.repository);
  }

  /** Two repositories on a page, whatever is asked for. */
  async repositories(
    { accountId, region }: RegistryId,
    { cursor }: { readonly cursor: string | null },
  ): Promise<Page<ports.ListedRepository>> {
    const names = [...this.created.keys()].sort().filter((name) => cursor === null || name > cursor);
    const items = names.slice(0, 2).map((repository) => {
      return {
        accountId,
        region,
        repository,
        encryption: this.created.get(repository)?.encryption ?? AES256,
      };
    });
    return { items, cursor: names.length > 2 ? (names[1] ?? null) : null };
  }

  async images(repository: RepositoryId, cursor: string | null): Promise<Page<ports.ListedImage>> {
    this.imagePages += 1;
    const { error } = this.#find(repository);
    if (error) throw error;
    const images = this.#registry.list(repository);
    const end = Number(cursor ?? 0) + this.#pageImages;
    return {
      items: images.slice(Number(cursor ?? 0), end),
      cursor: end < images.length ? String(end) : null,
    };
  }

  async settings(): Promise<ports.RegistrySettings> {
    return this.registrySettings;
  }

  async repositoryTags(repository: RepositoryId): Promise<ReadonlyMap<string, string>> {
    return new Map(Object.entries(this.#find(repository).tags));
  }

  #find(repository: RepositoryId) {
    const found = this.created.get(repository.repository);
    if (!found) throw new RepositoryNotFoundError('there is no such repository');
    return found;
  }
}
