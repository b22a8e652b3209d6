import { describe, expect, it, test } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { at, buildImage, REPOSITORY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import {
  imageOf,
  NOTHING_WRONG,
  reconcile,
  reconciledWorldWith,
  recordedIn,
  refOf,
  worldWith,
} from '../support/reconciled-repository.ts';

const [A, B, C] = [imageOf('a'), imageOf('b'), imageOf('c')];

describe('a repository', () => {
  it('that was never seen is recorded as a whole, with its tags', async () => {
    const world = worldWith(A, B, C);

    const found = await reconcile(world);

    expect(found).toEqual({ ...NOTHING_WRONG, listed: 3, missedPushes: 3 });
    expect(await recordedIn(world)).toEqual([
      ['1.2', true],
      ['1.1', true],
      ['1.0', true],
    ]);
    expect(await world.reader.registries({})).toMatchObject([{ images: 3, storedBytes: 36_000 }]);
  });

  it('that is as it was known is listed, and nothing is written or read from it', async () => {
    const world = await reconciledWorldWith(A, B, C);
    const before = structuredClone(world.table);
    const registry = unusable<World['registry']>();

    const found = await reconcile({ ...world, deps: { ...world.deps, registry } });

    expect(found).toEqual({ ...NOTHING_WRONG, listed: 3 });
    expect(world.table).toEqual(before);
  });

  it('that is gone takes everything with it', async () => {
    const world = await reconciledWorldWith(A, B);
    world.catalog.drop(REPOSITORY);

    const found = await reconcile(world);

    expect(found).toEqual({ ...NOTHING_WRONG, listed: 0, missedDeletions: 2, missedTags: 0 });
    expect(await recordedIn(world)).toEqual([
      ['1.1', false],
      ['1.0', false],
    ]);
    expect(await world.reader.registries({})).toMatchObject([{ images: 0, repositories: 0, storedBytes: 0 }]);
  });

  it('with nothing in it, of which nothing is known, is no trouble', async () => {
    expect(await reconcile(worldWith())).toEqual({ ...NOTHING_WRONG, listed: 0 });
  });
});

describe('what no event told', () => {
  it('a push is recorded, and only that image is read', async () => {
    const world = await reconciledWorldWith(A);
    world.registry.push(REPOSITORY, B, '1.1', at(9));
    world.registry.fail(refOf(A), new RegistryUnavailableError('must not be read'));

    const found = await reconcile(world);

    expect(found).toEqual({ ...NOTHING_WRONG, listed: 2, missedPushes: 1 });
  });

  it('a deletion is made up for, at the time of now', async () => {
    const world = await reconciledWorldWith(A, B);
    world.registry.delete(refOf(A));

    const found = await reconcile(world);

    expect(found).toEqual({ ...NOTHING_WRONG, listed: 1, missedDeletions: 1 });
    expect(await recordedIn(world)).toEqual([
      ['1.1', true],
      ['1.0', false],
    ]);
    expect((await world.images())[1]?.deletedAt).toBe(world.clock.now().toISOString());
  });

  it('a new tag is put where it is, and a tag that moved leaves the other image untagged', async () => {
    const world = await reconciledWorldWith(A, B);
    world.registry.tag(refOf(A), 'latest');
    world.registry.tag(refOf(B), '1.0');

    const found = await reconcile(world);

    expect(found).toMatchObject({ missedPushes: 0, missedDeletions: 0, done: true });
    expect(found.missedTags).toBeGreaterThan(0);
    expect(await recordedIn(world)).toEqual([
      ['1.0,1.1', true],
      ['latest', true],
    ]);
  });

  it('a tag that is gone points nowhere', async () => {
    const world = await reconciledWorldWith(A, B);
    world.registry.untag(REPOSITORY, '1.0');

    const found = await reconcile(world);

    expect(found).toEqual({ ...NOTHING_WRONG, listed: 2, missedTags: 1 });
    expect(await recordedIn(world)).toEqual([
      ['1.1', true],
      ['', true],
    ]);
  });

  test.each(['archive', 'standard'] as const)('that an image is stored as %s now is kept', async (to) => {
    const world = worldWith(A);
    if (to === 'standard') {
      await reconcile(world);
      world.registry.store(refOf(A), 'archive');
    }
    await reconcile(world);
    world.registry.store(refOf(A), to);

    const found = await reconcile(world);

    expect(found).toEqual({ ...NOTHING_WRONG, listed: 1 });
    expect(await world.images()).toMatchObject([{ storageClass: to, isLive: true }]);
  });

  it('that an image went and came again is nothing to make up for', async () => {
    const world = await reconciledWorldWith(A);
    world.registry.delete(refOf(A));
    world.registry.push(REPOSITORY, A, '1.0', at(40));

    expect(await reconcile(world)).toEqual({ ...NOTHING_WRONG, listed: 1 });
  });

  it('is told in the order of time, whatever the order of the list', async () => {
    const world = worldWith(A);
    const grown = buildImage([
      { seed: 'base', sizeBytes: 30_000 },
      { seed: 'grown', sizeBytes: 90_000_000 },
    ]);
    const first = createWorld(world.registry);
    world.registry.push(REPOSITORY, grown, '1.0.1', at(50));
    world.registry.push(REPOSITORY, B, '1.0.0', at(-50));

    await reconcile({ ...first, catalog: world.catalog });

    expect((await first.images()).map(({ pushedAt }) => pushedAt)).toEqual([at(50), at(0), at(-50)]);
    expect(first.publisher.published).toMatchObject([{ kind: 'image-grew', finding: { tags: ['1.0.1'] } }]);
  });
});
