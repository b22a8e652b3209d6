import { expect, test } from 'vitest';
import { createStoredImages } from '../../src/local/stored-images.ts';
import { fakeDigest } from '../support/builders.ts';

const REPOSITORY = 'team/orders';
const old = fakeDigest('old');
const young = fakeDigest('young');

function stored(...pushes: (readonly [digest: string, tag: string | null, minute: number])[]) {
  const images = createStoredImages();
  for (const [digest, tag, minute] of pushes)
    images.push({ repository: REPOSITORY, digest, tag, at: `2026-11-20T10:0${minute}:00Z` });
  return images;
}

test('knows an image with all its tags, since it was first pushed', async () => {
  const images = stored([old, null, 0], [old, 'latest', 1], [old, '1.0.0', 2]);

  const image = {
    digest: old,
    tags: ['1.0.0', 'latest'],
    pushedAt: '2026-11-20T10:00:00Z',
    storageClass: 'standard',
  };
  expect(await images.images(REPOSITORY)).toEqual([image]);
  expect(await images.image(REPOSITORY, old)).toEqual(image);
  expect(await images.image(REPOSITORY, 'latest')).toEqual(image);
});

test('has a repository that was created before anything was pushed to it', async () => {
  const images = stored([old, 'latest', 0]);

  images.create(REPOSITORY);
  images.create('team/empty');

  expect(await images.repositories()).toEqual([REPOSITORY, 'team/empty']);
  expect(await images.hasRepository('team/empty')).toBe(true);
  expect(await images.images('team/empty')).toEqual([]);
  expect(await images.images(REPOSITORY)).toHaveLength(1);
});

test('a tag that moves leaves its image stored and untagged', async () => {
  const images = stored([old, 'latest', 0], [young, 'latest', 1]);

  expect(await images.image(REPOSITORY, 'latest')).toMatchObject({ digest: young, tags: ['latest'] });
  expect(await images.image(REPOSITORY, old)).toMatchObject({ tags: [] });
});

test('a tag that is pushed where it is changes nothing', async () => {
  const images = stored([old, 'latest', 0], [old, 'latest', 1]);

  expect(await images.image(REPOSITORY, 'latest')).toMatchObject({ digest: old, tags: ['latest'] });
});

test('a tag that is taken away leaves its image', async () => {
  const images = stored([old, 'latest', 0], [old, '1.0.0', 1]);

  images.untag(REPOSITORY, 'latest');
  images.untag(REPOSITORY, 'never there');
  images.untag('team/none', 'latest');

  expect(await images.image(REPOSITORY, 'latest')).toBeNull();
  expect(await images.image(REPOSITORY, old)).toMatchObject({ tags: ['1.0.0'] });
});

test('an image that is removed takes its tags with it, and leaves its repository', async () => {
  const images = stored([old, 'latest', 0]);

  images.remove(REPOSITORY, old);
  images.remove('team/none', old);

  expect(await images.image(REPOSITORY, 'latest')).toBeNull();
  expect(await images.image(REPOSITORY, old)).toBeNull();
  expect(await images.repositories()).toEqual([REPOSITORY]);
  expect(await images.hasRepository(REPOSITORY)).toBe(true);
});

test('an image that is pushed again is there since then', async () => {
  const images = stored([old, 'latest', 0]);
  images.remove(REPOSITORY, old);

  images.push({ repository: REPOSITORY, digest: old, tag: null, at: '2026-11-20T10:05:00Z' });

  expect(await images.image(REPOSITORY, old)).toMatchObject({ tags: [], pushedAt: '2026-11-20T10:05:00Z' });
});

test('nothing is in a repository that does not exist', async () => {
  const images = stored();

  expect(await images.hasRepository(REPOSITORY)).toBe(false);
  expect(await images.images(REPOSITORY)).toEqual([]);
  expect(await images.image(REPOSITORY, 'latest')).toBeNull();
});
