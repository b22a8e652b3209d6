import { describe, expect, it } from 'vitest';
import { describeByListing } from '../../src/domain/describe-by-listing.ts';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { REPOSITORY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { AES256, InMemoryCatalog } from '../support/in-memory-catalog.ts';
import { InMemoryRegistry } from '../support/in-memory-registry.ts';
import { MB, version } from '../support/versions.ts';

/** A repository of so many images, tagged 1, 2, … */
function createRepository(images: number, pageImages = 10) {
  const registry = new InMemoryRegistry();
  const catalog = new InMemoryCatalog(registry, pageImages);
  catalog.create(REPOSITORY.repository);
  const tags = Array.from({ length: images }, (_, number) => String(number + 1));
  const digests = tags.map((tag) => registry.push(REPOSITORY, version(tag, 10 * MB), tag));
  return { registry, catalog, tags, digests };
}

const MISSING = Array.from({ length: 11 }, (_, number) => `missing-${number}`);

describe('a registry that answers for many references by listing', () => {
  it('answers as the registry would, digests and tags alike, and leaves out what is missing', async () => {
    const { registry, catalog, tags, digests } = createRepository(12);
    const references = [...tags, ...digests.slice(0, 3), ...MISSING];

    const answer = await describeByListing(registry, catalog).describe(REPOSITORY, references);

    expect(answer).toEqual(await registry.describe(REPOSITORY, references));
    expect(answer.size).toBe(15);
    expect(catalog.imagePages).toBe(2);
  });

  it('asks for a few as they are', async () => {
    const { registry, tags } = createRepository(10);

    const answer = await describeByListing(registry, unusable()).describe(REPOSITORY, [...tags, ...tags]);

    expect(answer.size).toBe(10);
  });

  it('asks for them as they are where the list is long', async () => {
    const { registry, catalog, tags } = createRepository(12, 1);

    const answer = await describeByListing(registry, catalog).describe(REPOSITORY, tags);

    expect(answer.size).toBe(12);
    expect(catalog.imagePages).toBe(3);
  });

  it('knows none in a repository that is gone', async () => {
    const { catalog } = createRepository(1);
    catalog.drop(REPOSITORY);

    const answer = await describeByListing(unusable(), catalog).describe(REPOSITORY, MISSING);

    expect(answer).toEqual(new Map());
  });

  it('does not take an unanswered question for an answer', async () => {
    const { registry, catalog } = createRepository(1);
    const error = new RegistryUnavailableError('ECR is down');
    catalog.created.set(REPOSITORY.repository, { encryption: AES256, tags: {}, error });

    const answer = describeByListing(registry, catalog).describe(REPOSITORY, MISSING);

    await expect(answer).rejects.toBe(error);
  });

  it('reads images as before', async () => {
    const { registry, catalog, digests } = createRepository(1);
    const listing = describeByListing(registry, catalog);

    const manifests = await listing.getManifests(REPOSITORY, digests);
    const config = await listing.getConfig(REPOSITORY, version('1', 10 * MB).configDigest);

    expect([...manifests.values()]).toMatchObject([{ outcome: 'found' }]);
    expect(config).toMatchObject({ outcome: 'found' });
  });
});
