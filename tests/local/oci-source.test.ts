import { afterEach, beforeEach, expect, test } from 'vitest';
import { OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { createOciClient } from '../../src/local/oci-client.ts';
import { createOciRegistry } from '../../src/local/oci-registry.ts';
import { createOciSource } from '../../src/local/oci-source.ts';
import { createStoredImages, type StoredImages } from '../../src/local/stored-images.ts';
import { descriptor, manifestText } from '../support/builders.ts';
import { type FakeOciRegistry, startFakeOciRegistry } from '../support/fake-oci-registry.ts';

const AT = '2026-11-20T10:00:00Z';

let fake: FakeOciRegistry;
let stored: StoredImages;

beforeEach(async () => {
  fake = await startFakeOciRegistry();
  stored = createStoredImages();
});
afterEach(() => fake.close());

function sourceOf() {
  return createOciSource(createOciRegistry(createOciClient(fake.origin)), stored);
}

/** Pushes an image that whoever watches has seen; answers its digest. */
function push(name: string, tag: string | null): string {
  const manifest = { text: manifestText([descriptor(name)]), mediaType: OCI_MANIFEST };
  const digest = fake.push('a/a', manifest, tag ?? undefined);
  stored.push({ repository: 'a/a', digest, tag, at: AT });
  return digest;
}

function lose(digest: string): void {
  fake.intercept = ({ path }) => (path.endsWith(digest) ? { status: 404 } : null);
}

test('lists the images that were seen, tagged and untagged', async () => {
  const one = push('one', '1');
  const two = push('two', null);

  expect(await sourceOf().images('a/a')).toEqual([
    { digest: one, tags: ['1'], pushedAt: AT, storageClass: 'standard' },
    { digest: two, tags: [], pushedAt: AT, storageClass: 'standard' },
  ]);
});

test('leaves out an untagged image that is gone', async () => {
  const one = push('one', '1');
  const two = push('two', null);
  lose(two);

  expect((await sourceOf().images('a/a')).map(({ digest }) => digest)).toEqual([one]);
});

test('has an image, by digest and by tag, as long as the registry has it', async () => {
  const digest = push('one', '1');
  const source = sourceOf();
  const before = [await source.image('a/a', digest), await source.image('a/a', '1')];
  lose(digest);

  expect(before.map((image) => image?.digest)).toEqual([digest, digest]);
  expect(await source.image('a/a', digest)).toBeNull();
  expect(await source.image('a/a', '1')).toBeNull();
  expect(await source.image('a/a', '2')).toBeNull();
});

test('lists the repositories of the registry itself', async () => {
  push('one', '1');
  fake.push('b/b', { text: manifestText(), mediaType: OCI_MANIFEST }, '1');

  expect(await sourceOf().repositories()).toEqual(['a/a', 'b/b']);
  expect(await sourceOf().hasRepository('b/b')).toBe(true);
});

test('rejects where the registry does not answer: nothing counts as gone', async () => {
  push('one', '1');
  fake.intercept = () => ({ status: 503 });

  await expect(sourceOf().image('a/a', '1')).rejects.toMatchObject({ status: 503 });
});
