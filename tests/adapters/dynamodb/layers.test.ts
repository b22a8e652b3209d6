import { describe, expect, test } from 'vitest';
import type { Digest } from '../../../src/domain/digest.ts';
import type { Image, Layer } from '../../../src/domain/image.ts';
import type { RegistryId } from '../../../src/domain/registry.ts';
import { at, fakeDigest, image, layer, REGISTRY } from '../../support/builders.ts';
import { callThatMakes } from '../../support/crash-call.ts';
import { type Table, useDynamodb } from '../../support/dynamodb.ts';
import { expectIdentities } from '../../support/identities.ts';
import { record, recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const BASE = layer('base', 5_000);

/** An image of a repository, known by its name; it stands on the base. */
function imageIn(repository: string, own: readonly Layer[] = [], more: Partial<Image> = {}): Image {
  return image({ repository, digest: fakeDigest(`image of ${repository}`), layers: [BASE, ...own], ...more });
}

async function exclusiveBytes({ reader }: Table): Promise<Record<string, number>> {
  const { items } = await reader.repositories({}, { limit: 100, cursor: null });
  return Object.fromEntries(items.map((each) => [each.repository, each.exclusiveBytes]));
}

async function countOf({ reader }: Table, digest: Digest, registry: RegistryId = REGISTRY) {
  return (await reader.layer(registry, digest))?.repositoryCount;
}

describe('a layer that comes to a second repository', () => {
  test('stops being exclusive to the first, and stays so with the third', async () => {
    const table = await createTable();
    const images = ['a', 'b', 'c'].map((name) => imageIn(name, [layer(`own of ${name}`, 100)]));
    const seen: unknown[] = [];

    for (const [number, each] of images.entries()) {
      await recordAll(table.history, [each]);
      await expectIdentities(table, images.slice(0, number + 1));
      seen.push(await exclusiveBytes(table));
    }

    expect(seen).toEqual([{ a: 5_100 }, { a: 100, b: 100 }, { a: 100, b: 100, c: 100 }]);
  });

  test('is answered with the number of its repositories, once per repository', async () => {
    const { history } = await createTable();
    const [a, b, c] = [imageIn('a'), imageIn('b'), imageIn('c')];

    const first = await record(history, a);
    const second = await record(history, b);
    const third = await record(history, c);
    const likewise = await record(history, imageIn('c', [], { digest: fakeDigest('a later image of c') }));

    const shared = { ...REGISTRY, ...BASE };
    expect([first, second, third, likewise].map((each) => each.shared)).toEqual([
      [],
      [{ ...shared, repositoryCount: 2 }],
      [{ ...shared, repositoryCount: 3 }],
      [],
    ]);
  });

  test('brings as many new bytes there as to the first', async () => {
    const { history } = await createTable();

    const first = await record(history, imageIn('a'));
    const second = await record(history, imageIn('b'));

    expect([first.newBytes, second.newBytes]).toEqual([5_000, 5_000]);
  });
});

test('a layer of an image that was never finished is brought by the next version', async () => {
  const first = imageIn('a');
  const call = await callThatMakes(
    ({ history }) => history.record(first, null, 'standard'),
    async ({ history }) => (await history.find(first, [first.digest])).size === 1,
  );
  const { history, connect, reader } = await createTable();
  await expect(connect({ call, when: 'after' }).history.record(first, null, 'standard')).rejects.toThrow();

  const next = imageIn('a', [], { digest: fakeDigest('next'), pushedAt: at(1) });
  const { newBytes, earlier } = await record(history, next);

  expect(earlier.map(({ digest }) => digest)).toEqual([first.digest]);
  expect(newBytes).toBe(5_000);
  expect(await reader.layer(REGISTRY, BASE.digest)).toMatchObject({ repositories: ['a'] });
});

describe('the holders of a layer', () => {
  test('are forty repositories, the first ten of them named', async () => {
    const table = await createTable();
    const names = Array.from({ length: 40 }, (_, number) => `team/${String(number).padStart(2, '0')}`);
    const images = names.map((name) => imageIn(name));

    await recordAll(table.history, images);

    expect(await countOf(table, BASE.digest)).toBe(40);
    expect(await table.history.holdersOf(REGISTRY, BASE.digest)).toEqual(names.slice(0, 10));
    const [duplicate] = (await table.reader.duplicates({}, { limit: 5, cursor: null })).items;
    expect(duplicate).toMatchObject({ repositoryCount: 40, repositories: names.slice(0, 10) });
    expect(await table.reader.registries({})).toMatchObject([{ duplicateBytes: 39 * 5_000, layers: 1 }]);
  });

  test('keep the image and the time that brought it, whatever comes later', async () => {
    const { history, reader } = await createTable();
    const first = imageIn('a', [], { pushedAt: at(5) });

    await recordAll(history, [first, imageIn('a', [layer('more')], { digest: fakeDigest('later') })]);

    const { items } = await reader.holders(REGISTRY, BASE.digest, { limit: 5, cursor: null });
    expect(items).toMatchObject([{ since: at(5), firstDigest: first.digest, imageCount: 2 }]);
  });

  test('are those of one registry: the same digest in another is another layer of another image', async () => {
    const table = await createTable();
    const elsewhere = { accountId: '999999999999', region: 'us-east-1' };
    const images = [imageIn('a'), imageIn('a', [], elsewhere), imageIn('b', [], elsewhere)];

    await recordAll(table.history, images);

    await expectIdentities(table, images);
    expect(await countOf(table, BASE.digest)).toBe(1);
    expect(await countOf(table, BASE.digest, elsewhere)).toBe(2);
    expect(await table.reader.locations(images[0]?.digest ?? BASE.digest)).toHaveLength(2);
  });
});

describe('what is counted of an image', () => {
  test.each([
    ['layers of 0 and 1 bytes', { layers: [layer('empty', 0), layer('tiny', 1)] }],
    ['a layer that stands twice', { layers: [BASE, layer('own', 7), BASE] }],
    ['no layers at all', { layers: [] }],
    ['layers of an artifact', { kind: 'artifact', layers: [BASE, layer('chart', 3)] }],
    ['an index', { kind: 'index', layers: [], children: [fakeDigest('child')] }],
    ['a layer of 1 TiB', { layers: [layer('model', 2 ** 40)] }],
  ] as const)('%s', async (_what, more) => {
    const table = await createTable();
    // Of four repositories, so that everything is counted as shared, too.
    const images = ['a', 'b', 'c', 'd'].map((name) => imageIn(name, [], { ...more, children: [] }));

    await recordAll(table.history, images);
    await recordAll(table.history, images);

    await expectIdentities(table, images);
  });
});
