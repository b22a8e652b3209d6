import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../support/builders.ts';
import { present } from '../support/findings.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import { MB, push, told, version } from '../support/versions.ts';

const DAY = 86_400;

function states({ publisher }: World) {
  return publisher.published.map(({ state, revision }) => `${state} ${revision}`);
}

async function openAlerts({ alerts }: World) {
  const found = await Array.fromAsync(alerts.open(REPOSITORY));
  return found.map(({ kind, seenIn }) => [kind, seenIn]);
}

describe('one step', () => {
  it('in sibling series and on sibling platforms is told once', async () => {
    const world = createWorld();
    for (const [tag, architecture] of [
      ['1.0.0', 'amd64'],
      ['1.0.0-alpine', 'amd64'],
      ['1.0.0-arm', 'arm64'],
    ] as const)
      await push(world, version(`small ${tag}`, 30 * MB, architecture), tag, 1);

    for (const [tag, architecture] of [
      ['1.0.1', 'amd64'],
      ['1.0.1-alpine', 'amd64'],
      ['1.0.1-arm', 'arm64'],
    ] as const)
      await push(world, version(`large ${tag}`, 60 * MB, architecture), tag, 2);

    expect(told(world)).toEqual([['image-grew', 'open', 60 * MB]]);
  });

  it('of another size in a sibling series is told of its own', async () => {
    const world = createWorld();
    for (const tag of ['1.0.0', '1.0.0-alpine']) await push(world, version(tag, 30 * MB), tag, 1);

    await push(world, version('1.0.1', 60 * MB), '1.0.1', 2);
    await push(world, version('1.0.1-alpine', 90 * MB), '1.0.1-alpine', 2);

    expect(told(world)).toEqual([
      ['image-grew', 'open', 60 * MB],
      ['image-grew', 'open', 90 * MB],
    ]);
  });

  it('is told of a sibling series where it is over in the first, though nobody was told that yet', async () => {
    const world = createWorld();
    for (const tag of ['1.0.0', '1.0.0-alpine']) await push(world, version(tag, 30 * MB), tag, 1);
    await push(world, version('1.0.1', 60 * MB), '1.0.1', 2);
    world.publisher.isBroken = true;
    await push(world, version('1.0.2', 30 * MB), '1.0.2', 3);
    world.publisher.isBroken = false;

    await push(world, version('1.0.1-alpine', 60 * MB), '1.0.1-alpine', 4);
    world.clock.pass(120);
    await push(world, version('1.0.2', 30 * MB), '1.0.2', 3);

    expect(states(world)).toEqual(['open 1', 'open 1', 'resolved 2']);
  });

  it('that comes to another line of versions is told once, and the newer line ends it', async () => {
    const world = createWorld();
    await push(world, version('a', 30 * MB), '1.4.0', 0);
    await push(world, version('b', 30 * MB), '1.5.0', 3_600);
    await push(world, version('c', 60 * MB), '1.4.1', 7_200);

    await push(world, version('d', 60 * MB), '1.5.1', 7_201);
    await push(world, version('e', 30 * MB), '1.5.2', 7_202);

    expect(states(world)).toEqual(['open 1', 'resolved 2']);
  });

  it('in a line that nobody builds any more ends in silence as well', async () => {
    const world = createWorld();
    await push(world, version('a', 30 * MB), '1.4.0', 0);
    await push(world, version('b', 30 * MB), '1.5.0', 3_600);
    await push(world, version('c', 60 * MB), '1.4.1', 7_200);

    await push(world, version('d', 30 * MB), '1.5.1', DAY);
    const before = await openAlerts(world);
    await push(world, version('e', 30 * MB), '1.5.2', 31 * DAY);

    expect(before).toEqual([['image-grew', version('c', 60 * MB).digest]]);
    expect(states(world)).toEqual(['open 1']);
    expect(await openAlerts(world)).toEqual([]);
  });
});

it('what nobody was told of ends in silence', async () => {
  const world = createWorld();
  await push(world, version('1', 30 * MB), '1.0.1', 1);
  const quiet = { ...world, deps: { ...world.deps, isQuiet: true } };
  await push(quiet, version('2', 60 * MB), '1.0.2', 2);

  await push(world, version('3', 30 * MB), '1.0.3', 3);

  const [kept] = (await world.reader.alerts({}, { limit: 9, cursor: null })).items;
  expect(present(kept ?? null)).toMatchObject({ alert: { state: 'resolved' }, publishedState: null });
  expect(states(world)).toEqual([]);
});
