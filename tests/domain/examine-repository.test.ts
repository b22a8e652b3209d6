import { describe, expect, it } from 'vitest';
import { startRun } from '../../src/domain/reconcile-registry.ts';
import { REGISTRY, REPOSITORY, type Step, at, buildImage } from '../support/builders.ts';
import { createRegistryWorld, type RegistryWorld, runThrough } from '../support/registry-run.ts';
import { MB, push } from '../support/versions.ts';

const DAY = 86_400;
const BASE = 'platform/base';

/** What was published about series and settings: kind, state, and the image that it is about. */
function told({ publisher }: RegistryWorld) {
  return publisher.published.map(({ kind, state, finding }) => [
    kind,
    state,
    'tags' in finding ? finding.tags[0] : '',
  ]);
}

/** Lets days pass and then reconciles and looks through everything, as every night. */
async function night(world: RegistryWorld, day: number) {
  world.clock.pass(day * DAY - (Date.parse(world.clock.now().toISOString()) - Date.parse(at())) / 1_000);
  await runThrough(world.deps, `night ${day}`);
}

/** A registry that has been scanned, with these repositories. */
async function scanned(...repositories: readonly string[]): Promise<RegistryWorld> {
  const world = createRegistryWorld();
  for (const repository of repositories) world.catalog.create(repository);
  await runThrough(world.deps, 'first scan');
  world.publisher.published.length = 0;
  return world;
}

/** Of all alerts that are kept. */
async function states({ reader }: RegistryWorld) {
  const { items } = await reader.alerts({}, { limit: 10, cursor: null });
  return items.filter(({ alert }) => alert.kind !== 'registry-scanned').map(({ alert }) => alert.state);
}

function baseSteps(build: number): Step[] {
  return [
    { seed: 'rootfs', sizeBytes: 30 * MB, instruction: 'ADD rootfs.tar.xz /' },
    { seed: `certificates ${build}`, sizeBytes: 5 * MB, instruction: 'COPY certificates /etc/ssl' },
  ];
}

function onBase(build: number, name: string, sizeBytes = 2 * MB) {
  return buildImage([
    ...baseSteps(build),
    { seed: `${build} ${name}`, sizeBytes, instruction: 'COPY app /srv/app' },
  ]);
}

describe('a base of the organisation', () => {
  it('that is outdated for thirty days is told at night, once, and resolved by an image on its newest build', async () => {
    const world = await scanned(BASE, 'team/orders');
    await push(world, buildImage(baseSteps(1)), '3.1.1', 0, BASE);
    await push(world, onBase(1, 'one'), '1.0.0', 10);
    await push(world, buildImage(baseSteps(2)), '3.1.2', DAY, BASE);

    await night(world, 30);
    const early = told(world);
    await night(world, 31);
    await night(world, 32);
    await push(world, onBase(2, 'two'), '1.0.1', 33 * DAY);
    await night(world, 33);

    expect(early).toEqual([]);
    expect(told(world)).toEqual([
      ['base-outdated', 'open', '1.0.0'],
      ['base-outdated', 'resolved', '1.0.0'],
    ]);
    expect(world.publisher.published[0]?.finding).toMatchObject({
      days: 30,
      newerBuilds: 1,
      base: { repository: BASE, tags: ['3.1.1'] },
      newest: { repository: BASE, tags: ['3.1.2'] },
      costBytes: 35 * MB,
    });
  });

  it('is not outdated because there is another minor version of it', async () => {
    const world = await scanned(BASE, 'team/orders');
    await push(world, buildImage(baseSteps(1)), '3.1.1', 0, BASE);
    await push(world, onBase(1, 'one'), '1.0.0', 10);
    await push(world, buildImage(baseSteps(2)), '3.2.0', DAY, BASE);

    await night(world, 60);

    expect(told(world)).toEqual([]);
  });

  it('that is left for another one is told at night, and resolved by going back', async () => {
    const world = await scanned(BASE, 'platform/other', 'team/orders');
    const other = [{ seed: 'other rootfs', sizeBytes: 33 * MB, instruction: 'ADD other.tar.xz /' }];
    await push(world, buildImage(baseSteps(1)), '3.1.1', 0, BASE);
    await push(world, buildImage(other), '9.0.0', 1, 'platform/other');
    await push(world, onBase(1, 'one'), '1.0.0', 10);
    const moved = [...other, { seed: 'moved', sizeBytes: 2 * MB, instruction: 'COPY app /srv/app' }];
    await push(world, buildImage(moved), '1.0.1', 20);

    await night(world, 1);
    await night(world, 2);
    await push(world, onBase(1, 'back'), '1.0.2', 2 * DAY + 10);
    await night(world, 3);

    expect(told(world)).toEqual([
      ['base-changed', 'open', '1.0.1'],
      ['base-changed', 'resolved', '1.0.1'],
    ]);
    expect(world.publisher.published[0]?.finding).toMatchObject({
      from: { name: BASE },
      to: { name: 'platform/other' },
      leftAws: false,
      severity: 'medium',
    });
  });
});

describe('growth in small steps', () => {
  const sizes = [100, 104, 108, 112, 116];

  async function growing(): Promise<RegistryWorld> {
    const world = await scanned('team/orders');
    for (const [number, size] of sizes.entries())
      await push(world, onBase(1, `${number}`, size * MB), `1.0.${number}`, number * 8 * DAY);
    return world;
  }

  it('is told at night when it is over the thresholds in thirty days, once', async () => {
    const world = await growing();
    const before = told(world);

    await night(world, 33);
    await night(world, 34);

    expect(before).toEqual([]);
    expect(told(world)).toEqual([['image-grew', 'open', '1.0.4']]);
    expect(world.publisher.published[0]?.finding).toMatchObject({
      sinceDays: 30,
      baselineBytes: 135 * MB,
      grownBytes: 16 * MB,
      predecessor: { sizeBytes: 135 * MB },
    });
  });

  it('ends without a word when it has been so for as long', async () => {
    const world = await growing();
    await night(world, 33);

    await night(world, 63);
    await night(world, 64);

    const [alert] = (await world.reader.alerts({}, { limit: 1, cursor: null })).items;
    expect(alert?.alert).toMatchObject({ kind: 'image-grew', state: 'resolved' });
    expect(told(world)).toHaveLength(1);
  });
});

it('a step that was mended and came back is told again at night, once it has stayed', async () => {
  const world = await scanned('team/orders');
  const versions = [
    [0, 30],
    [35, 60],
    [36, 30],
    [37, 60],
  ] as const;
  for (const [day, size] of versions)
    await push(world, onBase(1, `${day}`, size * MB), `1.0.${day}`, day * DAY);
  await night(world, 37.5);
  const before = told(world);

  await push(world, onBase(1, '38', 60 * MB), '1.0.38', 38 * DAY);
  await night(world, 38.5);
  await night(world, 39.5);

  expect(before).toEqual([
    ['image-grew', 'open', '1.0.35'],
    ['image-grew', 'resolved', '1.0.35'],
  ]);
  expect(told(world).slice(before.length)).toEqual([['image-grew', 'open', '1.0.38']]);
});

it('a step after which nothing is pushed any more ends without a word', async () => {
  const world = await scanned('team/orders');
  await push(world, onBase(1, 'one', 30 * MB), '1.0.0', 0);
  await push(world, onBase(1, 'two', 60 * MB), '1.0.1', 10);

  await night(world, 29);
  const before = await states(world);
  await night(world, 31);
  await night(world, 32);

  expect([before, await states(world)]).toEqual([['open'], ['resolved']]);
  expect(told(world)).toEqual([['image-grew', 'open', '1.0.1']]);
});

describe('settings that cannot be used', () => {
  it('are told once, and resolved when they are right', async () => {
    const world = await scanned('team/orders');
    const repository = world.catalog.created.get('team/orders');
    if (repository) repository.tags['growth-percent'] = '15%';
    await push(world, onBase(1, 'one'), '1.0.0', 0);

    await night(world, 1);
    await night(world, 2);
    if (repository) repository.tags['growth-percent'] = '15';
    await night(world, 3);

    expect(told(world)).toEqual([
      ['setting-ignored', 'open', ''],
      ['setting-ignored', 'resolved', ''],
    ]);
  });
});

it('ends what was told of a series that is gone', async () => {
  const world = await scanned('team/orders');
  await push(world, onBase(1, 'one', 100 * MB), '1.0.0', 0);
  await push(world, onBase(1, 'two', 150 * MB), '1.0.1', 10);
  for (const { digest } of world.registry.list(REPOSITORY)) world.registry.delete({ ...REPOSITORY, digest });

  await night(world, 1);

  expect(told(world)).toEqual([
    ['image-grew', 'open', '1.0.1'],
    ['image-grew', 'resolved', '1.0.1'],
  ]);
});

it('writes nothing where nothing has changed but the night', async () => {
  const world = await scanned(BASE, 'team/orders');
  await push(world, buildImage(baseSteps(1)), '3.1.1', 0, BASE);
  await push(world, onBase(1, 'one', 100 * MB), '1.0.0', 10);
  await push(world, onBase(1, 'two', 150 * MB), '1.0.1', 20);
  await night(world, 1);
  const alerts = JSON.stringify([...world.table].filter(([key]) => key.includes('ALERT#')));

  await night(world, 2);

  expect(JSON.stringify([...world.table].filter(([key]) => key.includes('ALERT#')))).toBe(alerts);
});

it('keeps what a first scan finds, and tells nobody of it one by one', async () => {
  const world = createRegistryWorld();
  for (const repository of [BASE, 'team/orders']) world.catalog.create(repository, { owner: 'team orders' });
  world.catalog.create('team/web', { 'growth-percent': 'much' });
  world.registry.push(REPOSITORY, onBase(1, 'one'), '1.0.0', at(0));

  await runThrough(world.deps, 'first scan');

  const { items } = await world.reader.alerts({}, { limit: 10, cursor: null });
  expect(items.map(({ alert }) => [alert.kind, alert.state]).sort()).toEqual([
    ['registry-scanned', 'open'],
    ['setting-ignored', 'open'],
  ]);
  expect(world.publisher.published.map(({ finding }) => finding)).toMatchObject([
    { kind: 'registry-scanned', alsoFound: [{ kind: 'setting-ignored', count: 1 }] },
  ]);
  expect(await startRun(world.deps, { run: 'second', ...REGISTRY })).toMatchObject({ isFirst: false });
});
