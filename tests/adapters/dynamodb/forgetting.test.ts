import { describe, expect, test } from 'vitest';
import type { Image, Layer } from '../../../src/domain/image.ts';
import { at, fakeDigest, image, layer, REGISTRY } from '../../support/builders.ts';
import { createInMemoryTable, useDynamodb } from '../../support/dynamodb.ts';
import { expectIdentities } from '../../support/identities.ts';
import { forgetAll, recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };
const BASE = layer('base', 5_000);
const ELSEWHERE = { accountId: '999999999999', region: 'us-east-1' };

/** An image of a repository, on the base, with a layer of its own. */
function imageIn(repository: string, number = 1, more: Partial<Image> = {}): Image {
  const own = layer(`${repository} ${number}`, 100 * number);
  const digest = fakeDigest(`image ${number} of ${repository}`);
  return image({ repository, digest, layers: [BASE, own], pushedAt: at(number), ...more });
}

describe('a deleted image', () => {
  test('leaves all numbers, with the layers that nothing else in its repository needs', async () => {
    const table = await createTable();
    const [gone, ...others] = [imageIn('a', 1), imageIn('a', 2), imageIn('b')];
    await recordAll(table.history, [gone, ...others]);

    const forgotten = await forgetAll(table.history, [gone]);

    expect([...forgotten]).toEqual([gone.digest]);
    await expectIdentities(table, others, [gone]);
    expect(await table.reader.layer(REGISTRY, layer('a 1').digest)).toBeNull();
  });

  test('leaves behind the layers of others, also of those that it brought itself', async () => {
    const table = await createTable();
    const [gone, other] = [imageIn('a', 1), imageIn('a', 2)];
    await recordAll(table.history, [gone, other]);

    await forgetAll(table.history, [gone]);

    const { items } = await table.reader.holders(REGISTRY, BASE.digest, PAGE);
    expect(items).toMatchObject([{ repository: 'a', images: [other.digest], imageCount: 1 }]);
  });

  test('makes a layer exclusive again to the last repository that holds it', async () => {
    const table = await createTable();
    const images = [imageIn('a'), imageIn('b'), imageIn('c')];
    await recordAll(table.history, images);
    const seen: unknown[] = [];

    for (const name of ['c', 'b']) {
      await forgetAll(
        table.history,
        images.filter(({ repository }) => repository === name),
      );
      const { items } = await table.reader.repositories({}, PAGE);
      const duplicates = await table.reader.duplicates({}, PAGE);
      seen.push([items.map(({ exclusiveBytes }) => exclusiveBytes), duplicates.items.length]);
    }

    expect(seen).toEqual([
      [[100, 100], 1],
      [[5_100], 0],
    ]);
    await expectIdentities(table, images.slice(0, 1), images.slice(1));
  });

  test('takes its repository from the list with it where it was the last one', async () => {
    const table = await createTable();
    await recordAll(table.history, [imageIn('a'), imageIn('b')]);

    await forgetAll(table.history, [imageIn('b')]);

    const { items } = await table.reader.repositories({}, PAGE);
    expect(items.map(({ repository }) => repository)).toEqual(['a']);
    expect(await table.reader.registries({})).toMatchObject([{ repositories: 1, images: 1 }]);
    expect((await table.reader.images(imageIn('b'), {}, PAGE)).items).toHaveLength(1);
  });

  test('leaves nothing but zeros where it was the last one of all', async () => {
    const table = await createTable();
    const images = [imageIn('a'), imageIn('b')];
    await recordAll(table.history, images);

    for (const each of images) await forgetAll(table.history, [each]);

    const nothing = { repositories: 0, images: 0, layers: 0, logicalBytes: 0, storedBytes: 0 };
    expect(await table.reader.registries({})).toMatchObject([
      { ...nothing, uniqueBytes: 0, duplicateBytes: 0 },
    ]);
    expect((await table.reader.repositories({}, PAGE)).items).toEqual([]);
    expect((await table.reader.duplicates({}, PAGE)).items).toEqual([]);
  });

  test('is one of several that go together', async () => {
    const table = await createTable();
    const images = [1, 2, 3, 4, 5].map((number) => imageIn('a', number));
    await recordAll(table.history, [...images, imageIn('b')]);

    const forgotten = await forgetAll(table.history, images.slice(1));

    expect(forgotten.size).toBe(4);
    await expectIdentities(table, [...images.slice(0, 1), imageIn('b')], images.slice(1));
  });

  test('is gone from its repository and its registry only', async () => {
    const table = await createTable();
    const images = [imageIn('a'), imageIn('a', 1, { repository: 'b' }), imageIn('a', 1, ELSEWHERE)];
    await recordAll(table.history, images);

    await forgetAll(table.history, images.slice(0, 1));

    await expectIdentities(table, images.slice(1), images.slice(0, 1));
  });

  test.each<[string, Partial<Image>]>([
    ['an index', { kind: 'index', layers: [], children: [fakeDigest('child')] }],
    ['an artifact', { kind: 'artifact', layers: [BASE, layer('chart', 3)] }],
    ['an image without layers', { layers: [] }],
    ['an image that has a layer twice', { layers: [BASE, layer('own', 7), BASE] }],
    ['an image of empty layers', { layers: [layer('empty', 0)] }],
  ])('may be %s', async (_what, more) => {
    const table = await createTable();
    const images = ['a', 'b', 'c'].map((name) => imageIn(name, 1, more));
    await recordAll(table.history, images);

    await forgetAll(table.history, images.slice(0, 1));
    await forgetAll(table.history, images.slice(2));

    await expectIdentities(table, images.slice(1, 2), [...images.slice(0, 1), ...images.slice(2)]);
  });

  test('that has more layers than are counted at once takes all of them with it', async () => {
    // In memory: on an engine the thousands of calls take seconds.
    const table = createInMemoryTable();
    const layers: Layer[] = Array.from({ length: 55 }, (_, number) => layer(`layer ${number}`));
    const images = ['a', 'b'].map((repository) => image({ repository, layers }));
    await recordAll(table.history, images);

    await forgetAll(table.history, images.slice(1));

    await expectIdentities(table, images.slice(0, 1), images.slice(1));
  });
});
