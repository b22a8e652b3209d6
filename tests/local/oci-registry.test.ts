import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONFIG_MAX_BYTES } from '../../src/domain/image-config.ts';
import { OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { UserError } from '../../src/local/command-line.ts';
import { createOciClient } from '../../src/local/oci-client.ts';
import { createOciRegistry } from '../../src/local/oci-registry.ts';
import { configText, fakeDigest, manifestText } from '../support/builders.ts';
import { type FakeOciRegistry, startFakeOciRegistry } from '../support/fake-oci-registry.ts';

const MANIFEST = { text: manifestText(), mediaType: OCI_MANIFEST };

let fake: FakeOciRegistry;

beforeEach(async () => {
  fake = await startFakeOciRegistry();
});
afterEach(() => fake.close());

function connect(url = fake.origin) {
  return createOciRegistry(createOciClient(url));
}

test('lists repositories and tags page by page', async () => {
  fake.pageSize = 2;
  for (const tag of ['1', '2', '3']) fake.push('team/orders', MANIFEST, tag);
  for (const name of ['a/a', 'b/b', 'c/c', 'd/d']) fake.push(name, MANIFEST, '1');

  const registry = connect();

  expect(await registry.repositories()).toEqual(['a/a', 'b/b', 'c/c', 'd/d', 'team/orders']);
  expect(await registry.tags('team/orders')).toEqual(['1', '2', '3']);
});

test('ends where a list links to itself', async () => {
  fake.intercept = () => ({
    status: 200,
    headers: { link: '</v2/_catalog?n=1000>; rel="next"' },
    body: '{"repositories":["a/a"]}',
  });

  expect(await connect().repositories()).toEqual(['a/a']);
});

test('leaves out names that are none', async () => {
  fake.intercept = ({ path }) => ({
    status: 200,
    body: path.endsWith('_catalog') ? '{"repositories":["a/a","../../x","A"]}' : '{"tags":["1","a b","?x"]}',
  });

  expect(await connect().repositories()).toEqual(['a/a']);
  expect(await connect().tags('a/a')).toEqual(['1']);
});

test.each([
  ['with a stated digest', true],
  ['without one: the bytes are hashed', false],
])('finds out what a tag points to, %s', async (_reason, statesDigests) => {
  fake.statesDigests = statesDigests;
  const digest = fake.push('team/orders', MANIFEST, '1.0.0');

  expect(await connect().resolve('team/orders', '1.0.0')).toEqual({ digest, mediaType: OCI_MANIFEST });
  expect(await connect().resolve('team/orders', '2.0.0')).toBeNull();
});

test('gives manifests and blobs, and null for what is missing', async () => {
  const digest = fake.push('team/orders', MANIFEST);
  const config = fake.pushBlob('team/orders', configText());

  const registry = connect();

  expect(await registry.manifest('team/orders', digest)).toEqual(MANIFEST);
  expect(await registry.manifest('team/orders', fakeDigest('none'))).toBeNull();
  expect(`${await registry.blob('team/orders', config)}`).toBe(configText());
  expect(await registry.blob('team/orders', fakeDigest('none'))).toBeNull();
  expect(await registry.hasRepository('team/orders')).toBe(true);
  expect(await registry.hasRepository('team/none')).toBe(false);
});

test('refuses a manifest that is not the one its digest names', async () => {
  const digest = fake.push('team/orders', MANIFEST);
  fake.intercept = () => ({ status: 200, body: '{}' });

  await expect(connect().manifest('team/orders', digest)).rejects.toThrow('not the one its digest names');
});

test('reads no more of a blob than shows that it is too large', async () => {
  const digest = fake.pushBlob('team/orders', 'x'.repeat(9_000_000));
  fake.push('team/orders', MANIFEST);

  const blob = await connect().blob('team/orders', digest);

  expect(blob?.length).toBeGreaterThan(CONFIG_MAX_BYTES);
  expect(blob?.length).toBeLessThan(9_000_000);
});

test('throws for an answer that says neither yes nor no', async () => {
  fake.intercept = () => ({ status: 503 });

  await expect(connect().repositories()).rejects.toMatchObject({ status: 503 });
});

test.each(['localhost:5000', 'ftp://localhost', 'nonsense'])('refuses %s as a registry', (url) => {
  expect(() => createOciClient(url)).toThrow(UserError);
});
