import { afterEach, beforeEach, expect, test } from 'vitest';
import { OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { createOciClient } from '../../src/local/oci-client.ts';
import { createOciRegistry } from '../../src/local/oci-registry.ts';
import { fakeDigest, manifestText } from '../support/builders.ts';
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

function withUser(origin: string): string {
  return origin.replace('http://', 'http://reader:s%3Ccret@');
}

const BASIC = `Basic ${Buffer.from('reader:s<cret').toString('base64')}`;

test('sends credentials when the registry asks for them', async () => {
  fake.push('team/orders', MANIFEST, '1');
  fake.intercept = ({ headers }) =>
    headers.authorization === BASIC
      ? null
      : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };

  const registry = connect(withUser(fake.origin));

  expect(await registry.repositories()).toEqual(['team/orders']);
  expect(registry.address).toBe(fake.origin);
});

test('fails with the 401 where there are no credentials', async () => {
  fake.intercept = () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });

  await expect(connect().repositories()).rejects.toMatchObject({ status: 401 });
});

test('gets a token for each repository, once', async () => {
  fake.push('team/orders', MANIFEST, '1');
  const asked: string[] = [];
  fake.intercept = ({ path, query, headers }) => {
    if (path === '/token') {
      asked.push(`${query} ${headers.authorization}`);
      return {
        status: 200,
        body: JSON.stringify({ token: `for-${new URLSearchParams(query).get('scope')}` }),
      };
    }
    const scope = path === '/v2/_catalog' ? 'registry:catalog:*' : 'repository:team/orders:pull';
    if (headers.authorization === `Bearer for-${scope}`) return null;
    const realm = `${fake.origin}/token`;
    return {
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="${realm}",service="local",scope="${scope}"` },
    };
  };

  const registry = connect(withUser(fake.origin));

  expect(await registry.repositories()).toEqual(['team/orders']);
  expect(await registry.tags('team/orders')).toEqual(['1']);
  expect(await registry.tags('team/orders')).toEqual(['1']);
  expect(asked).toEqual([
    `service=local&scope=registry%3Acatalog%3A* ${BASIC}`,
    `service=local&scope=repository%3Ateam%2Forders%3Apull ${BASIC}`,
  ]);
});

test('does not send credentials to another host a blob lies on', async () => {
  const other = await startFakeOciRegistry();
  const seen: (string | undefined)[] = [];
  other.intercept = ({ headers }) => {
    seen.push(headers.authorization);
    return { status: 200, body: '{}' };
  };
  fake.push('team/orders', MANIFEST);
  fake.intercept = ({ headers }) =>
    headers.authorization
      ? { status: 307, headers: { location: `${other.origin}/somewhere` } }
      : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };

  const blob = await connect(withUser(fake.origin)).blob('team/orders', fakeDigest('config'));
  await other.close();

  expect(`${blob}`).toBe('{}');
  expect(seen).toEqual([undefined]);
});

test('ends a redirect that goes in circles', async () => {
  fake.intercept = ({ path }) => ({ status: 307, headers: { location: path } });

  await expect(connect().repositories()).rejects.toThrow('redirects without end');
});
