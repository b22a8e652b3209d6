import { describe, expect, test } from 'vitest';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import type { History } from '../../../src/domain/ports.ts';
import { at, fakeDigest, image, layer, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { expectIdentities } from '../../support/identities.ts';
import { forgetAll, record, recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const IMAGE = image({ layers: [layer('base', 5_000), layer('own', 70)] });
const PAGE = { limit: 100, cursor: null };

async function known(history: History) {
  return (await history.find(IMAGE, [IMAGE.digest])).get(IMAGE.digest);
}

describe('an inquiry', () => {
  test('puts an image in question until it is answered, and in doubt for ever', async () => {
    const { history } = await createTable();
    await recordAll(history, [IMAGE]);
    const before = await known(history);

    const inquiry = await history.inquire(IMAGE);
    const during = await known(history);
    const isKept = await history.keep(inquiry, 'standard');
    const after = await known(history);

    expect(isKept).toBe(true);
    expect([before, during, after]).toMatchObject([
      { isInQuestion: false, wasDoubted: false },
      { isInQuestion: true, wasDoubted: true },
      { isInQuestion: false, wasDoubted: true },
    ]);
    expect(after).toMatchObject({ isLive: true, isComplete: true });
  });

  test('whose answer is that the image is archived leaves it in all numbers', async () => {
    const table = await createTable();
    await recordAll(table.history, [IMAGE]);

    await table.history.keep(await table.history.inquire(IMAGE), 'archive');

    expect(await known(table.history)).toMatchObject({ isLive: true, storageClass: 'archive' });
    await expectIdentities(table, [IMAGE]);
  });

  test('that was followed by another one is overtaken, whatever it brings', async () => {
    const { history } = await createTable();
    await recordAll(history, [IMAGE]);
    const [first, second] = [await history.inquire(IMAGE), await history.inquire(IMAGE)];

    const isKept = await history.keep(first, 'archive');
    const { digests } = await history.forget(IMAGE, [{ inquiry: first, at: at(9) }]);
    const recorded = await history.record(IMAGE, first, 'standard');

    expect([isKept, digests.size, recorded]).toEqual([false, 0, null]);
    expect(await known(history)).toMatchObject({
      isLive: true,
      isInQuestion: true,
      storageClass: 'standard',
    });
    expect(await history.keep(second, 'standard')).toBe(true);
  });

  test('is numbered: of ten at once nine are overtaken', async () => {
    const { history, connect } = await createTable();
    await recordAll(history, [IMAGE]);

    const inquiries = await Promise.all(Array.from({ length: 10 }, () => connect().history.inquire(IMAGE)));
    const answers = await Promise.all(inquiries.map((each) => connect().history.keep(each, 'standard')));

    expect(new Set(inquiries.map(({ inquiry }) => inquiry)).size).toBe(10);
    expect(answers.filter((isKept) => isKept)).toHaveLength(1);
    expect(await known(history)).toMatchObject({ isInQuestion: false });
  });

  test('overtakes only one of several images that are forgotten together', async () => {
    const table = await createTable();
    const other = image({ digest: fakeDigest('other') });
    await recordAll(table.history, [IMAGE, other]);
    const gone = [
      { inquiry: await table.history.inquire(IMAGE), at: at(9) },
      { inquiry: await table.history.inquire(other), at: at(9) },
    ];
    const later = await table.history.inquire(IMAGE);

    const { digests } = await table.history.forget(REPOSITORY, gone);
    await table.history.completeForgotten(gone.slice(1));
    await table.history.keep(later, 'standard');

    expect([...digests]).toEqual([other.digest]);
    await expectIdentities(table, [IMAGE], [other]);
  });
});

describe('an image that nothing is known of', () => {
  test('is written down when it is asked for, as one that is not there, and expires', async () => {
    const { history, reader, items } = await createTable();

    const inquiry = await history.inquire(IMAGE);
    const { digests } = await history.forget(IMAGE, [{ inquiry, at: at(9) }]);

    expect([...digests]).toEqual([IMAGE.digest]);
    expect(await known(history)).toMatchObject({
      ...{ isLive: false, isInQuestion: false, wasDoubted: true, content: null },
    });
    expect(await history.read(IMAGE)).toBeNull();
    expect((await reader.images(REPOSITORY, {}, PAGE)).items).toEqual([]);
    expect(await items.get(keys.imageKey(IMAGE))).toMatchObject({ expiresAt: expect.any(Number) });
  });

  test('is not recorded by whoever read it before it was found to be gone', async () => {
    const table = await createTable();
    await forgetAll(table.history, [IMAGE]);

    const recorded = await table.history.record(IMAGE, null, 'standard');

    expect(recorded).toBeNull();
    expect(await table.reader.registries({})).toEqual([]);
  });

  test('is recorded by whoever read it afterwards, and expires no more', async () => {
    const table = await createTable();
    await forgetAll(table.history, [IMAGE]);

    await recordAll(table.history, [IMAGE]);

    await expectIdentities(table, [IMAGE]);
    for (const key of [keys.imageKey(IMAGE), keys.contentKey(IMAGE)])
      expect(await table.items.get(key)).not.toHaveProperty('expiresAt');
  });
});

describe('recording', () => {
  test.each([
    ['is in question', []],
    ['is deleted', [IMAGE]],
  ])('an image that %s takes an inquiry, the latest one', async (_what, deleted) => {
    const { history } = await createTable();
    await recordAll(history, [IMAGE]);
    await forgetAll(history, deleted);
    const earlier = await history.inquire(IMAGE);
    const latest = await history.inquire(IMAGE);

    const answers = [
      await history.record(IMAGE, null, 'standard'),
      await history.record(IMAGE, earlier, 'standard'),
      await history.record(IMAGE, latest, 'standard'),
    ];

    expect(answers.map((recorded) => recorded !== null)).toEqual([false, false, true]);
    expect(await known(history)).toMatchObject({ isLive: true, isInQuestion: false });
  });

  test('an image that is live, and was once in question, takes none', async () => {
    const { history } = await createTable();
    await recordAll(history, [IMAGE]);
    await history.keep(await history.inquire(IMAGE), 'standard');

    expect(await history.record(IMAGE, null, 'standard')).not.toBeNull();
  });

  test('an archived image keeps in which storage class it is', async () => {
    const { history, reader } = await createTable();
    const inquiry = await history.inquire(IMAGE);

    await history.record(IMAGE, inquiry, 'archive');

    expect(await known(history)).toMatchObject({ isLive: true, storageClass: 'archive' });
    expect(await reader.image(IMAGE)).toMatchObject({ storageClass: 'archive' });
  });

  test('is not completed where the image was forgotten meanwhile', async () => {
    const table = await createTable();
    const { attempt, newBytes } = await record(table.history, IMAGE);
    await forgetAll(table.history, [IMAGE]);

    const completing = table.history.complete(IMAGE, attempt, { newBytes, findings: [] });

    await expect(completing).rejects.toThrow(HistoryUnavailableError);
    expect(await known(table.history)).toMatchObject({ isLive: false, isComplete: true });
  });
});
