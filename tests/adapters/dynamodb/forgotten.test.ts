import { describe, expect, test } from 'vitest';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import type { Image } from '../../../src/domain/image.ts';
import { at, fakeDigest, image, layer } from '../../support/builders.ts';
import { HISTORY_DAYS, type Table, useDynamodb } from '../../support/dynamodb.ts';
import { expectIdentities } from '../../support/identities.ts';
import { forgetAll, recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };
const BASE = layer('base', 5_000);

/** An image of a repository, on the base, with a layer of its own. */
function imageIn(repository: string, number = 1, more: Partial<Image> = {}): Image {
  const own = layer(`${repository} ${number}`, 100 * number);
  const digest = fakeDigest(`image ${number} of ${repository}`);
  return image({ repository, digest, layers: [BASE, own], pushedAt: at(number), ...more });
}

/** The seconds of a TTL this many days after everything happens. */
function inDays(days: number): number {
  return Date.parse(at()) / 1_000 + days * 86_400;
}

describe('the history', () => {
  test('keeps a deleted image, with when that was heard of, until it expires', async () => {
    const { history, reader, items } = await createTable();
    await recordAll(history, [imageIn('a'), imageIn('a', 2)]);

    await forgetAll(history, [imageIn('a')], 9);

    const entries = (await reader.images(imageIn('a'), {}, PAGE)).items;
    expect(entries.map(({ deletedAt }) => deletedAt)).toEqual([null, at(9)]);
    expect(await reader.image(imageIn('a'))).toMatchObject({ deletedAt: at(9), newBytes: 5_100 });
    expect(await reader.locations(imageIn('a').digest)).toHaveLength(1);
    const kept = [keys.imageKey(imageIn('a')), keys.contentKey(imageIn('a'))];
    expect(await items.getMany(kept)).toMatchObject([
      { expiresAt: inDays(HISTORY_DAYS) },
      { expiresAt: inDays(HISTORY_DAYS) },
    ]);
    expect(await items.get(keys.holderKey(imageIn('a'), layer('a 1').digest))).toMatchObject({
      expiresAt: inDays(1),
    });
  });

  test('says of a layer of a deleted image how many hold it now', async () => {
    const { history, reader } = await createTable();
    await recordAll(history, [imageIn('a'), imageIn('b')]);

    await forgetAll(history, [imageIn('a')]);

    const detail = await reader.image(imageIn('a'));
    expect(detail?.layers.map(({ repositoryCount }) => repositoryCount)).toEqual([1, 0]);
  });

  test('compares later images with the deleted ones before them', async () => {
    const { history } = await createTable();
    await recordAll(history, [imageIn('a', 1), imageIn('a', 2), imageIn('a', 3)]);

    await forgetAll(history, [imageIn('a', 2)]);

    const earlier = await history.earlierOf(imageIn('a', 4));
    expect(earlier.map(({ digest }) => digest)).toEqual(
      [3, 2, 1].map((number) => imageIn('a', number).digest),
    );
  });

  test('keeps the time of the last deletion that was heard of, in whatever order they are', async () => {
    const { history } = await createTable();
    await recordAll(history, [imageIn('a')]);

    for (const second of [20, 30, 10]) await forgetAll(history, [imageIn('a')], second);

    const known = await history.find(imageIn('a'), [imageIn('a').digest]);
    expect(known.get(imageIn('a').digest)).toMatchObject({
      ...{ isLive: false, isComplete: true, isInQuestion: false, deletedAt: at(30) },
    });
  });

  test('lists every image that was ever heard of', async () => {
    const { history } = await createTable();
    const unknown = { ...imageIn('a'), digest: fakeDigest('unknown') };
    await recordAll(history, [imageIn('a', 1), imageIn('a', 2), imageIn('b')]);
    await forgetAll(history, [imageIn('a', 1)]);
    await history.inquire(unknown);

    const found = new Map<string, boolean>();
    for await (const { digest, isLive } of history.all(imageIn('a'))) found.set(digest, isLive);

    expect(found).toEqual(
      new Map([
        [imageIn('a', 1).digest, false],
        [imageIn('a', 2).digest, true],
        [unknown.digest, false],
      ]),
    );
  });
});

describe('forgetting again', () => {
  async function writesOf(table: Table, work: () => Promise<unknown>): Promise<number> {
    table.calls.reset();
    await work();
    return table.calls.writes;
  }

  test('counts nothing twice', async () => {
    const table = await createTable();
    await recordAll(table.history, [imageIn('a'), imageIn('b')]);

    for (const _again of [1, 2, 3]) await forgetAll(table.history, [imageIn('a')]);

    await expectIdentities(table, [imageIn('b')], [imageIn('a')]);
  });

  test('looks at no layer of what is completely gone', async () => {
    const table = await createTable();
    await recordAll(table.history, [imageIn('a'), imageIn('b')]);
    await forgetAll(table.history, [imageIn('a')]);

    const writes = await writesOf(table, () => forgetAll(table.history, [imageIn('a')]));

    // The inquiry, its answer, and that everything was done.
    expect(writes).toBeLessThanOrEqual(4);
  });
});
