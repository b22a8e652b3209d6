import { describe, expect, test } from 'vitest';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import { at, image, layer, REPOSITORY } from '../../support/builders.ts';
import { type Connection, useDynamodb } from '../../support/dynamodb.ts';
import { forgetAll, recordAll, versionAt } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };

async function tagsOf({ reader }: Connection) {
  const { items } = await reader.images(REPOSITORY, {}, PAGE);
  return items.map(({ tags }) => tags);
}

/** Tags that point to the images that bear them, in this order: the last one keeps a tag that several bear. */
async function point({ tags }: Connection, ...images: readonly (typeof first)[]): Promise<void> {
  for (const { digest, tags: names } of images)
    for (const tag of names) await tags.settle(await tags.inquire(REPOSITORY, tag), digest);
}

const first = versionAt(1, { tags: ['1.0', 'latest'] });
const second = versionAt(2, { tags: ['1.1', 'latest'] });

describe('the tags of an image', () => {
  test('are those that point to it now', async () => {
    const table = await createTable();
    await recordAll(table.history, [first, second]);

    await point(table, first, second);

    expect(await tagsOf(table)).toEqual([['1.1', 'latest'], ['1.0']]);
    expect(await table.reader.image(first)).toMatchObject({ tags: ['1.0'] });
  });

  test('are none where they were taken off, or nobody knows where they point', async () => {
    const table = await createTable();
    await recordAll(table.history, [first, second]);
    await point(table, first);
    await table.tags.settle(await table.tags.inquire(REPOSITORY, '1.0'), null);

    expect(await tagsOf(table)).toEqual([[], ['latest']]);
  });

  test('that is deleted are those it ever had', async () => {
    const table = await createTable();
    await recordAll(table.history, [first, second]);
    await point(table, first, second);

    await forgetAll(table.history, [first], 50);

    const { items } = await table.reader.images(REPOSITORY, {}, PAGE);
    expect(items).toMatchObject([
      { tags: ['1.1', 'latest'], deletedAt: null },
      { tags: ['1.0', 'latest'], deletedAt: at(50) },
    ]);
  });

  test('cost one read for a page of images, as do what is in them, whose layers they are, and who holds those', async () => {
    const table = await createTable();
    const versions = Array.from({ length: 30 }, (_, number) => versionAt(number));
    await recordAll(table.history, versions);
    table.calls.reset();

    await table.reader.images(REPOSITORY, {}, PAGE);

    expect(table.calls.byCommand).toEqual({ Query: 1, BatchGetItem: 5 });
  });
});

describe('an image', () => {
  test('that is archived says so, and is not deleted', async () => {
    const { history, reader } = await createTable();
    await recordAll(history, [image()]);

    await history.keep(await history.inquire(image()), 'archive');

    expect(await reader.image(image())).toMatchObject({ storageClass: 'archive', deletedAt: null });
  });

  test('that came back is not deleted any more', async () => {
    const { history, reader } = await createTable();
    await recordAll(history, [image()]);
    await forgetAll(history, [image()]);

    await recordAll(history, [image()]);

    expect(await reader.image(image())).toMatchObject({ deletedAt: null });
  });

  test('that is deleted has layers that other repositories may still hold', async () => {
    const { history, reader } = await createTable();
    const [base, own] = [layer('base'), layer('own')];
    const deleted = image({ layers: [base, own] });
    await recordAll(history, [deleted, image({ repository: 'other', layers: [base] })]);

    await forgetAll(history, [deleted]);

    expect((await reader.image(deleted))?.layers).toEqual([
      { ...base, position: 1, origin: 'base', repositoryCount: 1 },
      { ...own, position: 2, origin: 'own', repositoryCount: 0 },
    ]);
  });

  test('is found first where it still is, then where it was', async () => {
    const { history, reader } = await createTable();
    const places = ['a', 'b', 'c'].map((repository) => image({ repository }));
    await recordAll(history, places);
    await forgetAll(history, places.slice(0, 1));

    const found = await reader.locations(image().digest);

    expect(found.map(({ repository }) => repository)).toEqual(['b', 'c', 'a']);
  });

  test('is not found where only its content is left, or nothing but a question about it', async () => {
    const { history, items, reader } = await createTable();
    await items.put({ ...keys.contentKey(image()), mediaType: '', layers: new Uint8Array() });
    const asked = image({ repository: 'asked' });
    await items.put({ ...keys.contentKey(asked), mediaType: '', layers: new Uint8Array() });
    await history.inquire(asked);

    expect(await reader.locations(image().digest)).toEqual([]);
    expect(await reader.image(asked)).toBeNull();
  });
});
