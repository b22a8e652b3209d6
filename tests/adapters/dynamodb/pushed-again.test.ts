import { describe, expect, test } from 'vitest';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import type { Image } from '../../../src/domain/image.ts';
import { firstTagging } from '../../../src/domain/tagging.ts';
import { at, fakeDigest, image, layer, REGISTRY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { expectIdentities } from '../../support/identities.ts';
import { forgetAll, record, recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const BASE = layer('base', 5_000);

/** An image of a repository, on the base, with a layer of its own. */
function imageIn(repository: string, number = 1, more: Partial<Image> = {}): Image {
  const own = layer(`${repository} ${number}`, 100 * number);
  const digest = fakeDigest(`image ${number} of ${repository}`);
  return image({ repository, digest, layers: [BASE, own], ...more });
}

describe('an image that is pushed again after it was deleted', () => {
  test('is counted again, however often that happens', async () => {
    const table = await createTable();
    const [again, other] = [imageIn('a'), imageIn('b')];
    await recordAll(table.history, [again, other]);
    const generations: number[] = [];

    for (const _round of [1, 2, 3]) {
      await forgetAll(table.history, [again]);
      await expectIdentities(table, [other], [again]);
      const { attempt, newBytes } = await record(table.history, again);
      await table.history.complete(again, attempt, { newBytes, findings: [] });
      await expectIdentities(table, [again, other]);
      generations.push(attempt.generation);
    }

    expect(generations).toEqual([3, 5, 7]);
  });

  test('brings as new only what its repository had lost with it', async () => {
    const { history } = await createTable();
    await recordAll(history, [imageIn('a', 1), imageIn('a', 2)]);
    await forgetAll(history, [imageIn('a', 1)]);

    const { newBytes } = await record(history, imageIn('a', 1));

    expect(newBytes).toBe(100);
  });

  test('brings everything where nothing was left', async () => {
    const { history, reader } = await createTable();
    await recordAll(history, [imageIn('a', 1)]);
    await forgetAll(history, [imageIn('a', 1)]);
    const later = imageIn('a', 1, { pushedAt: at(30) });

    const { newBytes } = await record(history, later);

    expect(newBytes).toBe(5_100);
    const { items } = await reader.holders({ ...REGISTRY }, BASE.digest, { limit: 9, cursor: null });
    expect(items).toMatchObject([{ repository: 'a', since: at(30), firstDigest: later.digest }]);
  });

  test('shares again what others hold, and says so', async () => {
    const table = await createTable();
    await recordAll(table.history, [imageIn('a'), imageIn('b')]);
    await forgetAll(table.history, [imageIn('b')]);

    const { shared } = await record(table.history, imageIn('b'));

    expect(shared).toEqual([{ ...REGISTRY, ...BASE, repositoryCount: 2 }]);
  });

  test('is no longer marked as deleted, and expires no more', async () => {
    const { history, reader, items } = await createTable();
    await recordAll(history, [imageIn('a')]);
    await forgetAll(history, [imageIn('a')]);

    await recordAll(history, [imageIn('a')]);

    expect(await reader.image(imageIn('a'))).toMatchObject({ deletedAt: null });
    const kept = [
      keys.imageKey(imageIn('a')),
      keys.contentKey(imageIn('a')),
      keys.holderKey(imageIn('a'), BASE.digest),
    ];
    for (const item of await items.getMany(kept)) expect(item).not.toHaveProperty('expiresAt');
  });

  test('is incomplete until everything that follows from it was done again', async () => {
    const { history } = await createTable();
    await recordAll(history, [imageIn('a')]);
    await forgetAll(history, [imageIn('a')]);

    await record(history, imageIn('a'));

    const known = await history.find(imageIn('a'), [imageIn('a').digest]);
    expect(known.get(imageIn('a').digest)).toMatchObject({
      isLive: true,
      isComplete: false,
      deletedAt: null,
    });
  });

  test('keeps its place in time and series, and its tags add up', async () => {
    const { history } = await createTable();
    const first = imageIn('a', 1, firstTagging({ tag: 'web-1', at: at(1) }));
    await recordAll(history, [first]);
    await forgetAll(history, [first]);

    await record(history, imageIn('a', 1, firstTagging({ tag: '2.0', at: at(9) })));

    const known = await history.find(first, [first.digest]);
    expect(known.get(first.digest)?.content).toMatchObject({
      ...{ tags: ['2.0', 'web-1'], pushedAt: at(1), series: 'web' },
    });
  });

  test('is told apart from before by whoever finishes late', async () => {
    const table = await createTable();
    const { attempt: before, newBytes } = await record(table.history, imageIn('a'));
    await forgetAll(table.history, [imageIn('a')]);
    await record(table.history, imageIn('a'));

    const completing = table.history.complete(imageIn('a'), before, { newBytes, findings: [] });

    await expect(completing).rejects.toThrow(HistoryUnavailableError);
    const known = await table.history.find(imageIn('a'), [imageIn('a').digest]);
    expect(known.get(imageIn('a').digest)).toMatchObject({ isLive: true, isComplete: false });
  });

  test('is not forgotten by whoever asked the registry before', async () => {
    const table = await createTable();
    await recordAll(table.history, [imageIn('a')]);
    const inquiry = await table.history.inquire(imageIn('a'));
    await forgetAll(table.history, [imageIn('a')]);
    await recordAll(table.history, [imageIn('a')]);

    const { digests } = await table.history.forget(imageIn('a'), [{ inquiry, at: at(9) }]);

    expect(digests.size).toBe(0);
    await expectIdentities(table, [imageIn('a')]);
  });
});

test('a deletion is completed only by whoever forgot the image last', async () => {
  const table = await createTable();
  const gone = imageIn('a');
  await recordAll(table.history, [gone, imageIn('b')]);
  const first = [{ inquiry: await table.history.inquire(gone), at: at(5) }];
  await table.history.forget(gone, first);
  await recordAll(table.history, [gone]);
  // The second process gets as far as ending the row.
  const second = [{ inquiry: await table.history.inquire(gone), at: at(6) }];
  let isLive = true;
  for (let call = 1; isLive; call++) {
    await expect(table.connect({ call, when: 'after' }).history.forget(gone, second)).rejects.toThrow();
    isLive = (await table.history.find(gone, [gone.digest])).get(gone.digest)?.isLive === true;
  }

  await table.history.completeForgotten(first).catch(() => {});
  await forgetAll(table.history, [gone]);

  await expectIdentities(table, [imageIn('b')], [gone]);
});
