import { describe, expect, it } from 'vitest';
import { reconcileInRun } from '../../src/domain/reconcile-registry.ts';
import { at, indexText, fakeDigest, REGISTRY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { AES256 } from '../support/in-memory-catalog.ts';
import { createRegistryWorld, type RegistryWorld } from '../support/registry-run.ts';
import { MB, push, told, version } from '../support/versions.ts';

const RUN = { run: 'run-1', ...REGISTRY, isFirst: false };
const A = { ...REGISTRY, repository: 'a' };

function worldWith(series?: string): RegistryWorld {
  const world = createRegistryWorld();
  world.catalog.create('a');
  set(world, series);
  return world;
}

function set({ catalog }: RegistryWorld, series?: string): void {
  catalog.created.set('a', { encryption: AES256, tags: series === undefined ? {} : { series } });
}

function reconcile({ deps }: RegistryWorld) {
  return reconcileInRun(deps, RUN, 'a');
}

/** The series of all images by tag, in the order of tags. */
async function seriesIn(world: RegistryWorld) {
  const images = await world.images(A);
  return images.map(({ tags, series }) => `${tags.join()} in ${series}`).sort();
}

describe('the pattern of a repository', () => {
  it('places what a reconciliation finds, and what is pushed after it', async () => {
    const world = worldWith(':-@');
    world.registry.push(A, version('1', 20 * MB), '1.0-jdk17', at(1));

    await reconcile(world);
    await push(world, version('2', 21 * MB), '1.1-jdk21', 2, 'a');
    await push(world, version('3', 22 * MB), 'latest', 3, 'a');

    expect(await seriesIn(world)).toEqual(['1.0-jdk17 in jdk17', '1.1-jdk21 in jdk21', 'latest in default']);
  });

  it('compares an image with those that it says come before it', async () => {
    const world = worldWith(':-@');
    world.registry.push(A, version('1', 20 * MB), '1.0.0-jdk17', at(1));
    await reconcile(world);

    await push(world, version('2', 90 * MB), '1.0.1-jdk21', 2, 'a');
    await push(world, version('3', 80 * MB), '1.0.1-jdk17', 3, 'a');

    expect(told(world)).toEqual([['image-grew', 'open', 80 * MB]]);
  });

  it('moves what is recorded when it is set, changed and removed, and nobody is told but of what cannot be used', async () => {
    const world = worldWith();
    await push(world, version('1', 20 * MB), '1.0-jdk17', 1, 'a');
    await push(world, version('2', 20 * MB), '1.0-jdk21', 2, 'a');
    await push(world, version('3', 90 * MB), '1.0-web', 3, 'a');

    const seen: unknown[] = [];
    for (const series of [':-@', '+dk@', 'orders', undefined]) {
      set(world, series);
      const { moved, missedPushes, missedTags } = await reconcile(world);
      seen.push([moved, missedPushes, missedTags, await seriesIn(world)]);
    }

    const ordinary = ['1.0-jdk17 in jdk', '1.0-jdk21 in jdk', '1.0-web in web'];
    expect(seen).toEqual([
      [2, 0, 0, ['1.0-jdk17 in jdk17', '1.0-jdk21 in jdk21', '1.0-web in web']],
      [2, 0, 0, ['1.0-jdk17 in 17', '1.0-jdk21 in 21', '1.0-web in web']],
      [2, 0, 0, ordinary],
      [0, 0, 0, ordinary],
    ]);
    // `orders` has no @ in it.
    expect(told(world)).toEqual([
      ['setting-ignored', 'open', 0],
      ['setting-ignored', 'resolved', 0],
    ]);
  });

  it('moves what is gone, too, and then writes nothing more', async () => {
    const world = worldWith();
    await push(world, version('1', 20 * MB), '1.0-jdk17', 1, 'a');
    world.registry.delete({ ...A, digest: version('1', 20 * MB).digest });
    await reconcile(world);
    set(world, ':-@');

    const first = await reconcile(world);
    const second = await reconcile(world);

    expect([first.moved, second.moved]).toEqual([1, 0]);
    expect(await seriesIn(world)).toEqual(['1.0-jdk17 in jdk17']);
  });

  it('places the children of an index as it places the index', async () => {
    const world = worldWith(':-@');
    await reconcile(world);
    const child = world.registry.push(A, version('1', 20 * MB), null, at(1));
    world.registry.put(A, indexText([child]), fakeDigest('index'), '1.0-jdk17', at(1));

    await reconcile(world);

    expect((await world.images(A)).map(({ series }) => series)).toEqual(['jdk17', 'jdk17']);
  });

  it('is not asked for where an event tells nothing new', async () => {
    const world = worldWith();
    await push(world, version('1', 20 * MB), '1.0', 1, 'a');
    const deps = { ...world.deps, settings: unusable<typeof world.deps.settings>() };

    const again = await push({ ...world, deps }, version('1', 20 * MB), '1.0', 1, 'a');

    expect(again).toEqual({ outcome: 'known' });
  });

  it('that cannot be used is named, and everything else is done', async () => {
    const world = worldWith('@@');
    world.registry.push(A, version('1', 20 * MB), '1.0', at(1));

    const found = await reconcile(world);

    expect(found).toMatchObject({
      done: true,
      missedPushes: 1,
      ignored: {
        series: '@ has to stand in it exactly once (it is "@@"); the ordinary rule for tags is used',
      },
    });
  });

  it('moves as much as the time allows, and the next call does the rest', async () => {
    const world = worldWith();
    await push(world, version('1', 20 * MB), '1.0-jdk17', 1, 'a');
    set(world, ':-@');

    const first = await reconcileInRun({ ...world.deps, hasTime: () => false }, RUN, 'a');
    const second = await reconcile(world);

    expect([first, second].map(({ done, moved }) => [done, moved])).toEqual([
      [false, 0],
      [true, 1],
    ]);
  });
});
