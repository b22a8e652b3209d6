import { expect } from 'vitest';
import type { Tags } from '../../src/domain/ports.ts';
import { formatRepository, type RepositoryId } from '../../src/domain/registry.ts';
import { askEverything, expectedAnswers, type Store } from './everything.ts';
import type { InMemoryRegistry } from './in-memory-registry.ts';
import type { StoredImage } from './recount.ts';

/**
 * Holds everything the store answers against a plain recount of the images, all of them complete; `gone` are those that
 * it knows to be deleted, null where none ever was.
 */
export async function expectIdentities(
  store: Store,
  images: readonly StoredImage[],
  gone: readonly StoredImage[] | null = null,
): Promise<void> {
  expect(await askEverything(store, images, gone)).toEqual(expectedAnswers(images, gone));
}

/** Holds where every tag points against what the registry says, in these repositories. */
export async function expectTags(
  { tags }: { readonly tags: Tags },
  registry: InMemoryRegistry,
  repositories: readonly RepositoryId[],
): Promise<void> {
  const pointers = new Map<string, string>();
  const truth = new Map<string, string>();
  for (const [name, repository] of new Map(repositories.map((each) => [formatRepository(each), each]))) {
    for await (const { tag, digest, isInQuestion } of tags.all(repository))
      if (digest !== null || isInQuestion) pointers.set(`${name}:${tag}`, isInQuestion ? '?' : `${digest}`);
    for (const { digest, tags: own } of registry.list(repository))
      for (const tag of own) truth.set(`${name}:${tag}`, digest);
  }
  expect(pointers).toEqual(truth);
}
