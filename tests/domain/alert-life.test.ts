import { describe, expect, it } from 'vitest';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import { MB, push, told, version } from '../support/versions.ts';

const DAY = 86_400;

/** Pushes one image after the other, by size, as `1.0.0` and on; answers how many there are now. */
async function pushSizes(world: World, sizes: readonly number[], from = 0): Promise<number> {
  for (const [place, size] of sizes.entries())
    await push(world, version(`${from + place}`, size * MB), `1.0.${from + place}`, from + place);
  return from + sizes.length;
}

function states({ publisher }: World) {
  return publisher.published.map(({ state, revision }) => `${state} ${revision}`);
}

async function onlyAlert({ reader }: World) {
  const { items } = await reader.alerts({}, { limit: 10, cursor: null });
  expect(items).toHaveLength(1);
  return items[0];
}

/** Whether this writes anything about alerts. */
async function writesAlerts(world: World, act: () => Promise<unknown>): Promise<boolean> {
  const before = JSON.stringify(await world.reader.alerts({}, { limit: 10, cursor: null }));
  await act();
  return JSON.stringify(await world.reader.alerts({}, { limit: 10, cursor: null })) !== before;
}

describe('the alert about a series that grew', () => {
  it('opens, grows with another step, and is resolved by the image that is small again', async () => {
    const world = createWorld();

    await pushSizes(world, [30, 60, 90, 30]);

    expect(told(world)).toEqual([
      ['image-grew', 'open', 60 * MB],
      ['image-grew', 'grew', 90 * MB],
      ['image-grew', 'resolved', 90 * MB],
    ]);
    expect(new Set(world.publisher.published.map(({ id }) => id)).size).toBe(1);
    expect(world.publisher.published.at(-1)?.resolution).toBe(
      'team/orders:1.0.3 is about as small again as the images before the one that grew.',
    );
  });

  it('is resolved once: the images after that say nothing', async () => {
    const world = createWorld();

    const next = await pushSizes(world, [30, 60, 30]);

    expect(await writesAlerts(world, () => pushSizes(world, [30, 31, 30], next))).toBe(false);
    expect(states(world)).toEqual(['open 1', 'resolved 2']);
  });

  it('opens again with the same id and a higher revision', async () => {
    const world = createWorld();

    await pushSizes(world, [30, 60, 30, 30, 30, 30, 30, 60]);

    expect(states(world)).toEqual(['open 1', 'resolved 2', 'open 3']);
    const [first, , again] = world.publisher.published;
    expect(again?.id).toBe(first?.id);
    expect(again?.openedAt).not.toBe(first?.openedAt);
    expect(again?.resolution).toBeNull();
  });

  it('is carried on in silence by all images as large, and resolved after them', async () => {
    const world = createWorld();

    const next = await pushSizes(world, [30, 60, 61, 60, 62, 60, 61, 60, 62]);
    const kept = await onlyAlert(world);
    await pushSizes(world, [30], next);

    expect(kept?.alert).toMatchObject({ revision: 1, seenIn: version('8', 62 * MB).digest });
    expect(states(world)).toEqual(['open 1', 'resolved 2']);
  });

  it('ends in silence where it stays for thirty days, and the next step is told against the new level', async () => {
    const world = createWorld();
    const sizes = [30, 60, 60, 60, 60, 60, 60];
    await pushSizes(world, sizes);

    await push(world, version('a month later', 60 * MB), '1.0.7', 31 * DAY);
    const settled = await onlyAlert(world);
    await push(world, version('once more', 90 * MB), '1.0.8', 32 * DAY);

    expect(settled).toMatchObject({ alert: { state: 'resolved' }, publishedState: 'resolved' });
    expect(states(world)).toEqual(['open 1', 'open 3']);
    expect(world.publisher.published[1]?.finding).toMatchObject({ baselineBytes: 60 * MB });
  });

  it('does not end before the days are over', async () => {
    const world = createWorld();
    await pushSizes(world, [30, 60, 60]);

    await push(world, version('weeks later', 60 * MB), '1.0.7', 30 * DAY - 1);

    expect((await onlyAlert(world))?.alert.state).toBe('open');
  });

  it('is not resolved by an image of another line of versions, nor by an older one', async () => {
    const world = createWorld();
    await push(world, version('old line', 30 * MB), '0.9.0', -9_000);
    await pushSizes(world, [30, 60, 60]);

    await push(world, version('of another line', 30 * MB), '0.9.1', 5);
    await push(world, version('recorded late', 30 * MB), '1.0.7', -5);

    expect(states(world)).toEqual(['open 1']);
  });

  it('is not resolved by another platform or another series', async () => {
    const world = createWorld();
    await push(world, version('arm', 30 * MB, 'arm64'), '1.0.0-arm64', 0);
    await push(world, version('web', 30 * MB), 'web-1.0.0', 0);
    await pushSizes(world, [30, 60]);

    await push(world, version('arm 2', 30 * MB, 'arm64'), '1.0.1-arm64', 8);
    await push(world, version('web 2', 30 * MB), 'web-1.0.1', 8);

    expect(states(world)).toEqual(['open 1']);
  });
});

describe('silence, with nothing written about alerts', () => {
  it('is kept for a redelivery, a push of the same image again, and another tag of it', async () => {
    const world = createWorld();
    await pushSizes(world, [30, 60]);
    const image = version('1', 60 * MB);

    for (const [tag, seconds] of [
      ['1.0.1', 1],
      ['1.0.1', 500],
      ['1.0.1-rc', 501],
    ] as const)
      expect(await writesAlerts(world, () => push(world, image, tag, seconds))).toBe(false);
    expect(states(world)).toEqual(['open 1']);
  });

  it('is kept where a pushed image of long ago is delivered after all was resolved', async () => {
    const world = createWorld();
    await pushSizes(world, [30]);
    const { complete } = world.history;
    world.history.complete = async () => Promise.reject(new Error('the process ended here'));
    await push(world, version('1', 60 * MB), '1.0.1', 1).catch(() => undefined);
    world.history.complete = complete;
    await push(world, version('2', 61 * MB), '1.0.2', 2);
    await push(world, version('3', 30 * MB), '1.0.3', 3);

    const redeliver = () => push(world, version('1', 60 * MB), '1.0.1', 1);

    expect(await writesAlerts(world, redeliver)).toBe(false);
    expect(states(world)).toEqual(['open 1', 'resolved 2']);
  });
});
