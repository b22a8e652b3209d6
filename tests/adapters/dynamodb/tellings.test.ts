import { describe, expect, test } from 'vitest';
import { createDynamodbTellings } from '../../../src/adapters/dynamodb-tellings.ts';
import { at } from '../../support/builders.ts';
import { useEveryEngine } from '../../support/item-engines.ts';
import { imageGrewFinding } from '../../support/findings.ts';
import { toldAlert } from '../../support/told-alerts.ts';

const MINUTE = 60;

function telling(seconds: number, name = 'one', revision = 1) {
  return { alert: toldAlert(imageGrewFinding(), { id: name, revision }), at: at(seconds) };
}

describe.each(useEveryEngine())('what people were told, on %s', (_name, createTable) => {
  test('counts those of ten minutes, itself among them', async () => {
    const { items } = await createTable();
    const { enter } = createDynamodbTellings(items);

    const counts: number[] = [];
    for (const [place, minute] of [0, 1, 5, 9, 10, 11, 19, 40].entries())
      counts.push(await enter(telling(minute * MINUTE, `alert ${place}`), 100));

    expect(counts).toEqual([1, 2, 3, 4, 5, 5, 4, 1]);
  });

  test('counts no further than is asked for, also where there are more', async () => {
    const { items } = await createTable();
    const { enter } = createDynamodbTellings(items);

    const counts: number[] = [];
    for (const second of [1, 2, 3, 4, 5]) counts.push(await enter(telling(second, `alert ${second}`), 3));

    expect(counts).toEqual([1, 2, 3, 3, 3]);
  });

  test('counts another revision of an alert, and what is entered again at the same time once', async () => {
    const { items } = await createTable();
    const { enter } = createDynamodbTellings(items);
    await enter(telling(1, 'one', 1), 9);

    expect(await enter(telling(1, 'one', 1), 9)).toBe(1);
    expect(await enter(telling(1, 'one', 2), 9)).toBe(2);
  });

  test('counts what others with clocks that are ahead have entered in the ten minutes after', async () => {
    const { items } = await createTable();
    const { enter } = createDynamodbTellings(items);
    await enter(telling(10 * MINUTE, 'ahead'), 9);

    expect(await enter(telling(10 * MINUTE - 1, 'behind'), 9)).toBe(2);
  });

  test('of twenty at once lets no more through than may', async () => {
    const { connect } = await createTable();

    const counts = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        createDynamodbTellings(connect().items).enter(telling(place, `alert ${place}`), 6),
      ),
    );

    expect(counts.filter((count) => count < 6).length).toBeLessThanOrEqual(5);
  });

  test('is remembered for a day', async () => {
    const { items } = await createTable();
    const { enter } = createDynamodbTellings(items);
    await enter(telling(0), 9);

    const bucket = `TOLD#${Math.floor(Date.parse(at()) / 600_000)}`;
    const [item] = (await items.query({ partition: bucket })).items;

    expect(item?.expiresAt).toBe(Date.parse(at()) / 1_000 + 86_400);
  });
});

describe.each(useEveryEngine())('what is folded, on %s', (_name, createTable) => {
  test('is answered in the order of time, up to a time and that included', async () => {
    const { items } = await createTable();
    const { fold, folded } = createDynamodbTellings(items);
    for (const second of [30, 10, 20]) await fold(telling(second, `alert ${second}`));

    expect(await folded(at(20))).toEqual([telling(10, 'alert 10'), telling(20, 'alert 20')]);
    expect(await folded(at(9))).toEqual([]);
  });

  test('is answered until it is settled, and what came later still is', async () => {
    const { items } = await createTable();
    const { fold, folded, settle } = createDynamodbTellings(items);
    for (const second of [10, 20, 30]) await fold(telling(second, `alert ${second}`));

    await settle(at(20));

    expect(await folded(at(60))).toEqual([telling(30, 'alert 30')]);
  });

  test('stays settled where somebody who is late settles less', async () => {
    const { items } = await createTable();
    const { fold, folded, settle } = createDynamodbTellings(items);
    for (const second of [10, 20]) await fold(telling(second, `alert ${second}`));
    await settle(at(20));

    await settle(at(10));

    expect(await folded(at(60))).toEqual([]);
  });

  test('is once what is folded again at the same time', async () => {
    const { items } = await createTable();
    const { fold, folded } = createDynamodbTellings(items);

    for (const _again of [1, 2]) await fold(telling(10));

    expect(await folded(at(60))).toHaveLength(1);
  });

  test('is answered as a whole, page after page', async () => {
    const { items } = await createTable();
    const { fold, folded } = createDynamodbTellings(items);
    const long = { ...telling(0), alert: toldAlert(imageGrewFinding({ remedy: ['x'.repeat(100_000)] })) };
    for (let second = 0; second < 30; second++) await fold({ ...long, at: at(second) });

    expect(await folded(at(60))).toHaveLength(30);
  });
});
