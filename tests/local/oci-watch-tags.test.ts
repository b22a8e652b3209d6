import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeOciRegistry, startFakeOciRegistry } from '../support/fake-oci-registry.ts';
import { image, index, watchRegistry } from './watched-registry.ts';

let fake: FakeOciRegistry;

beforeEach(async () => {
  fake = await startFakeOciRegistry();
});
afterEach(() => fake.close());

/** The registry has none of these tags and digests any more. */
function lose(...references: string[]): void {
  fake.intercept = ({ path }) =>
    references.some((reference) => path.endsWith(`/manifests/${reference}`)) ? { status: 404 } : null;
}

test('what it delivers is stored first, and a tag that moved leaves its image stored', async () => {
  const { watch, stored, batches } = watchRegistry(fake.origin);
  const one = fake.push('a/a', image('one'), 'latest');
  await watch.poll();
  const two = fake.push('a/a', image('two'), 'latest');

  await watch.poll();

  expect(batches.flat().map(({ digest }) => digest)).toEqual([one, two]);
  expect(await stored.images('a/a')).toEqual([
    { digest: one, tags: [], pushedAt: '2026-11-20T10:00:00.000Z', storageClass: 'standard' },
    { digest: two, tags: ['latest'], pushedAt: '2026-11-20T10:00:00.001Z', storageClass: 'standard' },
  ]);
});

test('delivers a tag that has moved back', async () => {
  const { watch, names, batches } = watchRegistry(fake.origin);
  for (const name of ['one', 'two', 'one']) {
    fake.push('a/a', image(name), 'latest');
    await watch.poll();
  }

  expect(names()).toEqual(['a/a:latest', 'a/a:latest', 'a/a:latest']);
  expect(batches[0]?.[0]?.digest).toBe(batches[2]?.[0]?.digest);
});

test('tells of a tag that is gone, once, and knows that its image stayed', async () => {
  const digest = fake.push('a/a', image('one'), '1');
  fake.push('a/a', image('one'), 'latest');
  const { watch, stored, names } = watchRegistry(fake.origin);
  await watch.poll();
  lose('1', 'latest');

  await watch.poll();
  await watch.poll();

  expect(names()).toEqual(['a/a:1', 'a/a:latest', 'no a/a:1', 'no a/a:latest']);
  expect(await stored.image('a/a', digest)).toMatchObject({ tags: [] });
});

test('forgets an image that is gone with its tag, and delivers it again when it is pushed again', async () => {
  const child = fake.push('a/a', image('amd64'));
  const digest = fake.push('a/a', index(child), '1');
  const { watch, stored, names } = watchRegistry(fake.origin);
  await watch.poll();
  lose('1', digest);

  await watch.poll();
  const forgotten = await stored.image('a/a', digest);
  fake.intercept = () => null;
  await watch.poll();

  expect(forgotten).toBeNull();
  expect(names()).toEqual([`a/a@${child}`, 'a/a:1', 'no a/a:1', 'a/a:1']);
});

test('tells of the tags of a repository that is gone', async () => {
  fake.push('a/a', image('one'), '1');
  fake.push('b/b', image('two'), '1');
  const { watch, stored, names } = watchRegistry(fake.origin);
  await watch.poll();
  fake.intercept = ({ path }) => {
    if (path.endsWith('_catalog')) return { status: 200, body: '{"repositories":["b/b"]}' };
    return path.startsWith('/v2/a/a/') ? { status: 404 } : null;
  };

  await watch.poll();

  expect(names()).toEqual(['a/a:1', 'b/b:1', 'no a/a:1']);
  expect(await stored.images('a/a')).toEqual([]);
});
