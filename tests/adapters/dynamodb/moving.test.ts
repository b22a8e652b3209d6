import { describe, expect, test } from 'vitest';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { at, fakeDigest } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { forgetAll, recordAll, versionAt } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const IMAGE = versionAt(1);
const FROM = `${at(1)} 1.0.1`;
const LATER = { ...versionAt(9), series: 'orders' };

async function tableWithOne() {
  const table = await createTable();
  await recordAll(table.history, [IMAGE]);
  table.calls.reset();
  return table;
}

describe('moveSeries', () => {
  test('puts an image among those of another series, in one write', async () => {
    const { history, calls } = await tableWithOne();

    await history.moveSeries(IMAGE, { series: 'orders', seriesFrom: FROM });

    expect(calls.writes).toBe(1);
    expect(await history.read(IMAGE)).toEqual({ ...IMAGE, series: 'orders' });
    expect((await history.earlierOf(LATER)).map(({ digest }) => digest)).toEqual([IMAGE.digest]);
    expect(await history.earlierOf(versionAt(9))).toEqual([]);
  });

  test('puts it in none', async () => {
    const { history } = await tableWithOne();

    await history.moveSeries(IMAGE, { series: null, seriesFrom: FROM });

    expect(await history.read(IMAGE)).toEqual({ ...IMAGE, series: null });
    expect(await history.earlierOf(versionAt(9))).toEqual([]);
  });

  test('leaves it complete: no push of it is to be done again', async () => {
    const { history } = await tableWithOne();

    await history.moveSeries(IMAGE, { series: 'orders', seriesFrom: FROM });

    const known = await history.find(IMAGE, [IMAGE.digest]);
    expect(known.get(IMAGE.digest)).toMatchObject({ isLive: true, isComplete: true });
  });

  test('moves what is gone with the others: it was as large', async () => {
    const { history } = await tableWithOne();
    await forgetAll(history, [IMAGE]);

    await history.moveSeries(IMAGE, { series: 'orders', seriesFrom: FROM });

    expect((await history.earlierOf(LATER)).map(({ digest }) => digest)).toEqual([IMAGE.digest]);
    const known = await history.find(IMAGE, [IMAGE.digest]);
    expect(known.get(IMAGE.digest)).toMatchObject({ isLive: false, isComplete: true });
  });

  test.each([
    ['is there already', IMAGE, { series: 'default', seriesFrom: FROM }],
    ['another tag has placed meanwhile', IMAGE, { series: 'orders', seriesFrom: `${at(2)} orders-1` }],
    ['is not known', { ...IMAGE, digest: fakeDigest('nobody') }, { series: 'orders', seriesFrom: FROM }],
  ] as const)('writes nothing for what %s', async (_reason, ref, place) => {
    const { history, calls } = await tableWithOne();

    await history.moveSeries(ref, place);

    expect(calls.writes).toBe(0);
    expect(await history.read(IMAGE)).toEqual(IMAGE);
  });

  test('writes nothing for what was only heard of', async () => {
    const { history, calls } = await tableWithOne();
    const heardOf = { ...IMAGE, digest: fakeDigest('heard of') };
    await history.inquire(heardOf);
    calls.reset();

    await history.moveSeries(heardOf, { series: 'orders', seriesFrom: FROM });

    expect(calls.writes).toBe(0);
  });

  test('meets an earlier tag of the same image, and whichever comes last, the earlier tag has placed it', async () => {
    const { history } = await tableWithOne();
    const earlier = { tags: ['web-1.0.0'], pushedAt: at(0), series: 'web', seriesFrom: `${at(0)} web-1.0.0` };

    await Promise.all([
      history.retag(IMAGE, earlier, []),
      history.moveSeries(IMAGE, { series: 'orders', seriesFrom: FROM }),
    ]);

    expect(await history.read(IMAGE)).toMatchObject({ series: 'web', seriesFrom: `${at(0)} web-1.0.0` });
    const ofWeb = { ...LATER, series: 'web' };
    expect((await history.earlierOf(ofWeb)).map(({ digest }) => digest)).toEqual([IMAGE.digest]);
    expect(await history.earlierOf(LATER)).toEqual([]);
  });

  test('does nothing by halves: a crash before or after its write leaves the one or the other', async () => {
    const table = await tableWithOne();

    for (const when of ['before', 'after'] as const) {
      const { history } = table.connect({ call: 2, when });
      const move = history.moveSeries(IMAGE, { series: `orders ${when}`, seriesFrom: FROM });
      await expect(move).rejects.toThrow(HistoryUnavailableError);
    }

    expect(await table.history.read(IMAGE)).toEqual({ ...IMAGE, series: 'orders after' });
  });
});
