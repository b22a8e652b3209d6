import { describe, expect, it, test } from 'vitest';
import { AlertInFlightError, PublishFailedError } from '../../src/domain/errors.ts';
import { raiseAlert } from '../../src/domain/raise-alert.ts';
import { at } from '../support/builders.ts';
import { Crash } from '../support/crash.ts';
import { duplicateLayerFinding } from '../support/findings.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

/** Longer than whoever keeps an alert has to publish it. */
const LEASE_SECONDS = 120;

/** It names one repository, so that settings are asked for once. */
const FINDING = duplicateLayerFinding({ repositories: ['team/api'], repositoryCount: 2 });
const TWICE_AS_MUCH = { ...FINDING, repositoryCount: 3, duplicateBytes: 2 * FINDING.duplicateBytes };
const A_LITTLE_MORE = { ...FINDING, repositoryCount: 4, duplicateBytes: 3 * FINDING.duplicateBytes };

/** The one alert of the world, as it is kept. */
async function kept({ alerts, reader }: World) {
  const [only, ...others] = (await reader.alerts({}, { limit: 10, cursor: null })).items;
  expect(others).toEqual([]);
  return only && alerts.find(only.alert.id);
}

function told({ publisher }: World) {
  return publisher.published.map(({ state, revision }) => `${state} ${revision}`);
}

/** A process that ends at this call of a port: 1 finds, 2 asks for settings, 3 keeps, 4 publishes, 5 marks. */
async function crashAt(
  world: World,
  call: number,
  when: 'before' | 'after',
  finding = FINDING,
): Promise<void> {
  const raised = raiseAlert(new Crash(call, when).interrupt(world.deps), finding, at());
  await expect(raised).rejects.toThrow();
}

describe('raiseAlert', () => {
  it('keeps the alert, publishes it and marks it published', async () => {
    const world = createWorld();

    const alert = await raiseAlert(world.deps, FINDING, at());

    expect(alert).toMatchObject({
      state: 'open',
      finding: FINDING,
      openedAt: at(),
      updatedAt: at(),
      revision: 1,
    });
    expect(world.publisher.published).toEqual([alert]);
    expect(await kept(world)).toEqual({
      alert,
      publishedRevision: 1,
      publishedState: 'open',
      claimedUntil: new Date(world.clock.now().getTime() + LEASE_SECONDS * 1_000).toISOString(),
      mute: null,
    });
  });

  it('is silent where everything has been told', async () => {
    const world = createWorld();
    await raiseAlert(world.deps, FINDING, at());

    expect(await raiseAlert(world.deps, FINDING, at(9))).toBeNull();
    expect(told(world)).toEqual(['open 1']);
  });

  it('tells what is news, within the lease of what was told before', async () => {
    const world = createWorld();
    await raiseAlert(world.deps, FINDING, at(1));

    await raiseAlert(world.deps, TWICE_AS_MUCH, at(2));

    expect(told(world)).toEqual(['open 1', 'grew 2']);
    expect(await kept(world)).toMatchObject({
      alert: { openedAt: at(1), updatedAt: at(2) },
      publishedRevision: 2,
    });
  });

  it('publishes nothing that is not kept', async () => {
    const world = createWorld();

    await crashAt(world, 3, 'before');

    expect(await kept(world)).toBeUndefined();
    expect(told(world)).toEqual([]);
  });

  it('keeps what it cannot publish', async () => {
    const world = createWorld();
    world.publisher.isBroken = true;

    await expect(raiseAlert(world.deps, FINDING, at())).rejects.toBeInstanceOf(PublishFailedError);

    expect(await kept(world)).toMatchObject({ alert: { finding: FINDING }, publishedRevision: 0 });
  });
});

describe('after a crash', () => {
  test.each([
    { call: 1, when: 'after', messages: ['open 1'], reason: 'before anything was kept' },
    { call: 3, when: 'after', messages: ['open 1'], reason: 'between keeping and publishing' },
    { call: 4, when: 'after', messages: ['open 1', 'open 1'], reason: 'between publishing and marking' },
    { call: 5, when: 'after', messages: ['open 1'], reason: 'after everything' },
  ] as const)('the redelivery ends as if there had been none ($reason)', async ({ call, when, messages }) => {
    const [world, untroubled] = [createWorld(), createWorld()];
    await crashAt(world, call, when);
    for (const { clock } of [world, untroubled]) clock.pass(LEASE_SECONDS);

    await raiseAlert(world.deps, FINDING, at());
    await raiseAlert(untroubled.deps, FINDING, at());

    expect((await kept(world))?.alert).toEqual((await kept(untroubled))?.alert);
    expect(await kept(world)).toMatchObject({ publishedRevision: 1 });
    expect(told(world)).toEqual(messages);
  });

  it('whoever comes within the lease has to come again', async () => {
    const world = createWorld();
    await crashAt(world, 4, 'before');
    world.clock.pass(LEASE_SECONDS - 1);

    const early = raiseAlert(world.deps, FINDING, at());

    await expect(early).rejects.toBeInstanceOf(AlertInFlightError);
    const details = { alert: (await kept(world))?.alert.id };
    await expect(early).rejects.toMatchObject({ retryable: true, details });
    expect(told(world)).toEqual([]);
  });

  it('the next finding publishes what was kept, also where it is no news itself', async () => {
    const world = createWorld();
    await crashAt(world, 4, 'before', TWICE_AS_MUCH);
    world.clock.pass(LEASE_SECONDS);

    const alert = await raiseAlert(world.deps, A_LITTLE_MORE, at(9));

    expect(alert?.finding).toEqual(TWICE_AS_MUCH);
    expect(told(world)).toEqual(['open 1']);
  });

  it('what nobody was told of is opened, also by greater news', async () => {
    const world = createWorld();
    await crashAt(world, 4, 'before');
    world.clock.pass(LEASE_SECONDS);

    const alert = await raiseAlert(world.deps, TWICE_AS_MUCH, at(9));

    expect(alert).toMatchObject({ state: 'open', revision: 2, finding: TWICE_AS_MUCH, openedAt: at() });
    expect(await raiseAlert(world.deps, FINDING, at())).toBeNull();
  });

  it('news that was not told is told once, as the revision it is', async () => {
    const world = createWorld();
    await raiseAlert(world.deps, FINDING, at());
    await crashAt(world, 4, 'before', TWICE_AS_MUCH);
    world.clock.pass(LEASE_SECONDS);

    await raiseAlert(world.deps, TWICE_AS_MUCH, at());
    await raiseAlert(world.deps, TWICE_AS_MUCH, at());

    expect(told(world)).toEqual(['open 1', 'grew 2']);
  });
});
