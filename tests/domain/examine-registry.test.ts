import { describe, expect, it } from 'vitest';
import { examineRegistry } from '../../src/domain/examine-registry.ts';
import type { History } from '../../src/domain/ports.ts';
import { startRun } from '../../src/domain/reconcile-registry.ts';
import { buildImage, REGISTRY, REPOSITORY, type Step } from '../support/builders.ts';
import {
  createRegistryWorld,
  type RegistryWorld,
  reconcileAll,
  runThrough,
} from '../support/registry-run.ts';
import { MB, push } from '../support/versions.ts';

const SHARED: Step = { seed: 'models', sizeBytes: 700 * MB, instruction: 'COPY models /srv/models' };

function serviceOn(shared: Step, name: string) {
  return buildImage([shared, { seed: name, sizeBytes: MB, instruction: `COPY ${name} /srv/app` }]);
}

async function scanned(...repositories: readonly string[]): Promise<RegistryWorld> {
  const world = createRegistryWorld();
  for (const repository of repositories) world.catalog.create(repository, { owner: `team-${repository}` });
  await runThrough(world.deps, 'first scan');
  world.publisher.published.length = 0;
  return world;
}

function told({ publisher }: RegistryWorld, kind: string) {
  return publisher.published.filter((alert) => alert.kind === kind).map(({ state }) => state);
}

/** Nights until what is gone has been so for some days. */
async function nights(world: RegistryWorld) {
  for (const night of ['first', 'second', 'third']) {
    await runThrough(world.deps, `${night} night at ${world.clock.now().toISOString()}`);
    world.clock.pass(2 * 86_400);
  }
}

async function groups({ reader }: RegistryWorld) {
  return (await reader.consolidations({}, { limit: 10, cursor: null })).items;
}

const TEAM = ['a', 'b', 'c'];

async function team(): Promise<RegistryWorld> {
  const world = await scanned(...TEAM);
  for (const [second, name] of TEAM.entries())
    await push(world, serviceOn(SHARED, name), '1.0.0', second, name);
  return world;
}

describe('repositories that belong together', () => {
  it('are told at night with what each step saves, and listed', async () => {
    const world = await team();

    await runThrough(world.deps, 'night 1');
    await runThrough(world.deps, 'night 2');

    expect(told(world, 'consolidation')).toEqual(['open']);
    expect(await groups(world)).toMatchObject([
      {
        ...REGISTRY,
        repositories: TEAM,
        owners: ['team-a', 'team-b', 'team-c'],
        savedBytes: 1_400 * MB,
        bound: 'exact',
        ladder: [
          { step: 'blob-mounting', savedBytes: 1_400 * MB, isDone: false },
          { step: 'encryption', savedBytes: 0, isDone: true },
          { step: 'base-repository', savedBytes: 0 },
          { step: 'merge', savedBytes: 0 },
        ],
      },
    ]);
  });

  it('keep their id when one joins them, and are told again when what they would save has doubled', async () => {
    const world = await team();
    // What most repositories hold is a base, and another group.
    for (const name of ['v', 'w', 'x', 'y', 'z']) {
      world.catalog.create(name);
      await push(world, serviceOn({ ...SHARED, seed: name, sizeBytes: MB }, `app ${name}`), '1.0.0', 5, name);
    }
    await runThrough(world.deps, 'night 1');
    const [before] = await groups(world);
    for (const [second, name] of ['d', 'e'].entries()) {
      world.catalog.create(name);
      await push(world, serviceOn(SHARED, name), '1.0.0', 10 + second, name);
    }

    await runThrough(world.deps, 'night 2');

    const [after] = await groups(world);
    expect(after).toMatchObject({ groupId: before?.groupId, repositoryCount: 5, savedBytes: 2_800 * MB });
    expect(told(world, 'consolidation')).toEqual(['open', 'grew']);
  });

  it('are resolved, once, and not listed any more, when they have nothing in common', async () => {
    const world = await team();
    await runThrough(world.deps, 'night 1');
    for (const name of ['b', 'c'])
      for (const { digest } of world.registry.list({ ...REPOSITORY, repository: name }))
        world.registry.delete({ ...REPOSITORY, repository: name, digest });

    await runThrough(world.deps, 'night 2');
    const early = told(world, 'consolidation');
    await nights(world);

    expect(early).toEqual(['open']);
    expect(told(world, 'consolidation')).toEqual(['open', 'resolved']);
    expect(await groups(world)).toEqual([]);
  });

  it('are no group where a repository shares too little to be worth the work', async () => {
    const world = await scanned('a', 'b');
    const small = { ...SHARED, sizeBytes: 90 * MB };
    for (const [second, name] of ['a', 'b'].entries())
      await push(world, serviceOn(small, name), '1.0.0', second, name);

    await runThrough(world.deps, 'night 1');

    expect(await groups(world)).toEqual([]);
  });
});

describe('a duplicate layer', () => {
  it('is resolved at night when one repository is left with it', async () => {
    const world = await scanned('a', 'b');
    await push(world, serviceOn(SHARED, 'a'), '1.0.0', 0, 'a');
    await push(world, serviceOn(SHARED, 'b'), '1.0.0', 1, 'b');
    world.catalog.drop({ ...REPOSITORY, repository: 'b' });

    await nights(world);

    expect(told(world, 'duplicate-layer')).toEqual(['open', 'resolved']);
  });

  it('is not over where its copies are gone for a night: a base is built before what stands on it', async () => {
    const world = await scanned('a', 'b');
    await push(world, serviceOn(SHARED, 'a'), '1.0.0', 0, 'a');
    await push(world, serviceOn(SHARED, 'b'), '1.0.0', 1, 'b');
    for (let day = 0; day < 5; day++) {
      for (const { digest } of world.registry.list({ ...REPOSITORY, repository: 'b' }))
        world.registry.delete({ ...REPOSITORY, repository: 'b', digest });
      await runThrough(world.deps, `night ${day}`);
      world.clock.pass(86_400);
      await push(world, serviceOn(SHARED, `b ${day}`), `1.0.${day}`, 10 + day, 'b');
      await runThrough(world.deps, `next night ${day}`);
      world.clock.pass(86_400);
    }

    expect(told(world, 'duplicate-layer')).toEqual(['open']);
  });

  it('is told again where another repository comes to hold it while it is being resolved', async () => {
    const world = await scanned('a', 'b', 'c');
    await push(world, serviceOn(SHARED, 'a'), '1.0.0', 0, 'a');
    await push(world, serviceOn(SHARED, 'b'), '1.0.0', 1, 'b');
    world.catalog.drop({ ...REPOSITORY, repository: 'b' });
    await reconcileAll(world.deps, await startRun(world.deps, { run: 'night 1', ...REGISTRY }));
    await examineRegistry(world.deps, REGISTRY, null);
    world.clock.pass(4 * 86_400);
    let hasCome = false;
    const history: History = {
      ...world.deps.history,
      async holdersOf(registry, layer) {
        const names = await world.deps.history.holdersOf(registry, layer);
        // Just after it was asked who holds it.
        if (!hasCome) await push(world, serviceOn(SHARED, 'c'), '1.0.0', 2, 'c');
        hasCome = true;
        return names;
      },
    };

    await examineRegistry({ ...world.deps, history }, REGISTRY, null);

    expect(told(world, 'duplicate-layer')).toEqual(['open', 'resolved', 'open']);
  });
});

describe('one content under two digests', () => {
  it('is told at the push of the second, and resolved at night when one is gone', async () => {
    const world = await scanned('a', 'b');
    const again = { ...SHARED, seed: 'models in zstd', content: 'models', sizeBytes: 600 * MB };
    await push(world, serviceOn(SHARED, 'a'), '1.0.0', 0, 'a');
    await push(world, serviceOn(again, 'b'), '1.0.0', 1, 'b');
    const before = told(world, 'same-content');
    world.catalog.drop({ ...REPOSITORY, repository: 'b' });

    await nights(world);

    expect(before).toEqual(['open']);
    expect(told(world, 'same-content')).toEqual(['open', 'resolved']);
  });
});

it('keeps what a registry came to each day, to be compared with a week later', async () => {
  const world = await team();
  await runThrough(world.deps, 'night 1');

  const totals = await world.deps.snapshots.before(REGISTRY, world.clock.now().toISOString());
  const earlier = await world.deps.snapshots.before(REGISTRY, '2026-11-01T00:00:00Z');

  // The first of the day stays: that of the first scan.
  expect(totals).toMatchObject({ ...REGISTRY, storedBytes: 0 });
  expect(earlier).toBeNull();
});
