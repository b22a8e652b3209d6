import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Items } from '../../src/adapters/dynamodb-items.ts';
import { createDynamodbTellings } from '../../src/adapters/dynamodb-tellings.ts';
import { createInMemoryItems } from '../support/in-memory-items.ts';
import { createInMemoryTellings } from '../support/in-memory-tellings.ts';
import { alertNumber, alerts, MOST, Weather } from '../support/weather.ts';

const TEN_MINUTES = 600;

describe('alerts', () => {
  it('are told one by one as long as they are few', async () => {
    const weather = new Weather();

    await weather.publishAtOnce(alerts(MOST));
    weather.clock.pass(2 * TEN_MINUTES);

    expect(weather.numbers).toHaveLength(MOST);
    expect(await weather.sumUp()).toBe(0);
    expect(weather.summaries).toEqual([]);
  });

  it('are folded from the first that is one too many', async () => {
    const weather = new Weather();

    for (const alert of alerts(MOST + 3)) await weather.publisher().publish(alert);
    weather.clock.pass(TEN_MINUTES);

    expect(weather.numbers).toEqual(Array.from({ length: MOST }, (_, number) => number));
    expect(await weather.sumUp()).toBe(3);
    expect(weather.summaries).toMatchObject([{ count: 3 }]);
  });

  it('ten thousand at once are a few messages and one summary with their counts', async () => {
    const weather = new Weather(createInMemoryTellings());
    const all = alerts(10_000);

    await weather.publishAtOnce(all);
    weather.clock.pass(TEN_MINUTES);
    await weather.sumUp();
    weather.clock.pass(TEN_MINUTES);
    await weather.sumUp();

    const folded = all.length - weather.numbers.length;
    expect(weather.numbers.length).toBeLessThanOrEqual(MOST);
    expect(weather.summaries).toHaveLength(1);
    expect(weather.summaries[0]?.count).toBe(folded);
    expect(weather.summaries[0]?.byKind.reduce((sum, { count }) => sum + count, 0)).toBe(folded);
    expect(weather.summaries[0]?.bySeverity.reduce((sum, { count }) => sum + count, 0)).toBe(folded);
  });

  it('are told one by one again after ten quiet minutes', async () => {
    const weather = new Weather();
    await weather.publishAtOnce(alerts(100));
    const before = weather.numbers.length;

    weather.clock.pass(TEN_MINUTES - 1);
    await weather.publishAtOnce([alertNumber(1_000)]);
    weather.clock.pass(TEN_MINUTES + 1);
    await weather.publishAtOnce([alertNumber(1_001)]);

    expect(weather.numbers.slice(before)).toEqual([1_001]);
  });

  it('are no more than may be also where the clocks of processes differ by some seconds', async () => {
    const weather = new Weather();
    // Tellings are counted by ten minutes of the clock: this is where one ends.
    weather.clock.pass(9 * 60);
    await weather.publishAtOnce(alerts(MOST));
    const ahead = weather.numbers.length;

    weather.clock.pass(-1);
    await weather.publishAtOnce([alertNumber(1_000)]);

    expect(ahead).toBe(MOST);
    expect(weather.numbers).toHaveLength(MOST);
  });

  test('in any interleaving no more are told than may be, and each is told or folded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 40 }), async (scheduler, count) => {
        const items = createInMemoryItems();
        const slow: Items = {
          ...items,
          put: scheduler.scheduleFunction(items.put),
          query: scheduler.scheduleFunction(items.query),
        };
        const weather = new Weather(createDynamodbTellings(slow));

        await scheduler.waitFor(weather.publishAtOnce(alerts(count)));
        weather.clock.pass(TEN_MINUTES);
        const folded = await scheduler.waitFor(weather.sumUp());

        expect(weather.numbers.length).toBeLessThanOrEqual(MOST);
        expect(weather.numbers.length + folded).toBe(count);
        if (count <= MOST) expect(folded).toBe(0);
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 30) },
    );
  });
});

describe('a storm', () => {
  it('is summed up when the first of it is ten minutes old, and not before', async () => {
    const weather = new Weather();
    await weather.publishAtOnce(alerts(100));

    weather.clock.pass(TEN_MINUTES - 1);
    const early = await weather.sumUp();
    weather.clock.pass(1);
    const late = await weather.sumUp();

    expect(early).toBe(0);
    expect(late).toBe(100 - weather.numbers.length);
  });

  it('is told again after a crash before it was settled, with all that it was', async () => {
    const weather = new Weather();
    await weather.publishAtOnce(alerts(100));
    weather.clock.pass(TEN_MINUTES);

    const crashed = weather.sumUp(async (storm) => {
      weather.summaries.push(storm);
      throw new Error('the process ended here');
    });
    await expect(crashed).rejects.toThrow();
    await weather.sumUp();
    await weather.sumUp();

    const [first, again, ...more] = weather.summaries;
    expect(again).toEqual(first);
    expect(more).toEqual([]);
  });

  it('counts an alert once that was folded twice, after a crash before it was marked', async () => {
    const weather = new Weather();
    await weather.publishAtOnce(alerts(100));
    const [last] = alerts(1, 99);
    weather.clock.pass(121);
    if (last) await weather.publishAtOnce([last]);
    weather.clock.pass(TEN_MINUTES);

    expect(await weather.sumUp()).toBe(100 - weather.numbers.length);
  });

  it('that goes on is summed up as it comes to rest, each alert once', async () => {
    const weather = new Weather();
    for (let minute = 0; minute < 30; minute += 5) {
      await weather.publishAtOnce(alerts(100, 100 * minute));
      weather.clock.pass(300);
      await weather.sumUp();
    }
    weather.clock.pass(TEN_MINUTES);
    await weather.sumUp();

    const folded = weather.summaries.reduce((sum, { count }) => sum + count, 0);
    expect(folded + weather.numbers.length).toBe(600);
  });

  it('loses nothing where the topic fails: the redelivery tells it, or folds it', async () => {
    const weather = new Weather();
    weather.topic.isBroken = true;
    await expect(weather.publishAtOnce([alertNumber(1)])).rejects.toThrow();
    weather.topic.isBroken = false;
    weather.clock.pass(121);

    await weather.publishAtOnce([alertNumber(1)]);

    expect(weather.numbers).toEqual([1]);
  });
});
