import { afterEach, beforeEach, expect, test } from 'vitest';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { type FakeOciRegistry, startFakeOciRegistry } from '../support/fake-oci-registry.ts';
import { image, index, watchRegistry } from './watched-registry.ts';

let fake: FakeOciRegistry;

beforeEach(async () => {
  fake = await startFakeOciRegistry();
});
afterEach(() => fake.close());

test('delivers everything the first time, by name and version, each push later than the one before', async () => {
  fake.push('b/b', image('b'), '1');
  for (const tag of ['1.10.0', '1.9.0', 'latest']) fake.push('a/a', image(tag), tag);
  const { watch, batches, names } = watchRegistry(fake.origin);

  await watch.poll();

  expect(names()).toEqual(['a/a:1.9.0', 'a/a:1.10.0', 'a/a:latest', 'b/b:1']);
  expect(batches.flat().map(({ at }) => at)).toEqual([
    '2026-11-20T10:00:00.000Z',
    '2026-11-20T10:00:00.001Z',
    '2026-11-20T10:00:00.002Z',
    '2026-11-20T10:00:00.003Z',
  ]);
});

test('delivers only what is new after that: a tag, and a tag that moved', async () => {
  fake.push('a/a', image('one'), '1');
  fake.push('a/a', image('one'), 'latest');
  const { watch, batches } = watchRegistry(fake.origin);
  await watch.poll();
  batches.splice(0);

  await watch.poll();
  const digest = fake.push('a/a', image('two'), '2');
  fake.push('a/a', image('two'), 'latest');
  await watch.poll();

  expect(batches.flat().map(({ tag, digest }) => ({ tag, digest }))).toEqual([
    { tag: '2', digest },
    { tag: 'latest', digest },
  ]);
});

test('delivers the children of an index before it, untagged, once, and those that are there', async () => {
  const child = fake.push('a/a', image('amd64'));
  const missing = `sha256:${'0'.repeat(64)}`;
  fake.push('a/a', index(child, missing), '1');
  fake.push('a/a', index(child), '2');
  const { watch, names } = watchRegistry(fake.origin);

  await watch.poll();

  expect(names()).toEqual([`a/a@${child}`, 'a/a:1', 'a/a:2']);
});

test('looks into an index in an index', async () => {
  const child = fake.push('a/a', image('amd64'));
  const inner = fake.push('a/a', index(child));
  fake.push('a/a', index(inner), '1');
  const { watch, names } = watchRegistry(fake.origin);

  await watch.poll();

  expect(names()).toEqual([`a/a@${child}`, `a/a@${inner}`, 'a/a:1']);
});

test('delivers an index that cannot be read without children', async () => {
  fake.push('a/a', { text: '{"manifests":3}', mediaType: OCI_INDEX }, '1');
  const { watch, names } = watchRegistry(fake.origin);

  await watch.poll();

  expect(names()).toEqual(['a/a:1']);
});

test('delivers a told push at once, and the poll does not deliver it again', async () => {
  const digest = fake.push('a/a', image('one'), '1');
  const { watch, names } = watchRegistry(fake.origin);

  await Promise.all([
    watch.tell([
      { repository: 'a/a', digest, tag: null, mediaType: OCI_MANIFEST },
      { repository: 'a/a', digest, tag: '1', mediaType: OCI_MANIFEST },
    ]),
    watch.poll(),
  ]);

  expect(names()).toEqual([`a/a@${digest}`, 'a/a:1']);
});

test('loses nothing when the registry fails halfway', async () => {
  const child = fake.push('a/a', image('amd64'));
  fake.push('a/a', index(child), '1');
  fake.push('b/b', image('b'), '1');
  const { watch, names } = watchRegistry(fake.origin);
  fake.intercept = ({ path }) => (path.endsWith(child) ? { status: 503 } : null);

  await expect(watch.poll()).rejects.toThrow('503');
  fake.intercept = () => null;
  await watch.poll();

  expect(names()).toEqual([`a/a@${child}`, 'a/a:1', 'b/b:1']);
});
