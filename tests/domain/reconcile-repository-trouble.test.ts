import { describe, expect, it, test } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import { at, fakeDigest, pushed, REPOSITORY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import {
  imageOf,
  type ListedWorld,
  NOTHING_WRONG,
  reconcile,
  reconciledWorldWith,
  recordedIn,
  refOf,
  worldWith,
} from '../support/reconciled-repository.ts';

const [A, B, C] = [imageOf('a'), imageOf('b'), imageOf('c')];

describe('what a crash left', () => {
  it('an image that is recorded and not complete is completed', async () => {
    const world = worldWith(A);
    const history = { ...world.history, complete: () => Promise.reject(new Error('the process ends')) };
    await recordPushes({ ...world.deps, history }, REPOSITORY, [pushed(A.digest, '1.0', at(0))]);

    const found = await reconcile(world);

    expect(found).toMatchObject({ done: true, missedPushes: 1 });
    expect(await world.images()).toMatchObject([{ isLive: true, isComplete: true }]);
  });

  it('an image that is deleted and not complete is completed; its deletion was heard of', async () => {
    const world = await reconciledWorldWith(A, B);
    world.registry.delete(refOf(A));
    const inquiry = await world.history.inquire(refOf(A));
    await world.history.forget(REPOSITORY, [{ inquiry, at: at(20) }]);

    const found = await reconcile(world);

    expect(found).toMatchObject({ done: true, missedDeletions: 0 });
    expect(await world.images()).toMatchObject([{ isLive: true }, { isLive: false, isComplete: true }]);
  });

  test.each([
    ['that is there', 0, true],
    ['that is gone', 1, false],
  ])('a question about an image %s is answered', async (_what, missedDeletions, isLive) => {
    const world = await reconciledWorldWith(A);
    await world.history.inquire(refOf(A));
    if (!isLive) world.registry.delete(refOf(A));

    const found = await reconcile(world);

    expect(found).toMatchObject({ done: true, missedDeletions });
    const known = await world.history.find(REPOSITORY, [A.digest]);
    expect(known.get(A.digest)).toMatchObject({ isInQuestion: false, isLive });
  });

  it('a question about a tag is answered, and counts as nothing wrong', async () => {
    const world = await reconciledWorldWith(A);
    await world.tags.inquire(REPOSITORY, '1.0');

    expect(await reconcile(world)).toEqual({ ...NOTHING_WRONG, listed: 1 });
    expect(await world.tags.find(REPOSITORY, ['1.0'])).toEqual(
      new Map([['1.0', { tag: '1.0', digest: A.digest, isInQuestion: false }]]),
    );
  });

  it('what was heard of and never there stays unheard of', async () => {
    const world = await reconciledWorldWith(A);
    const unknown = { ...REPOSITORY, digest: fakeDigest('unknown') };
    const inquiry = await world.history.inquire(unknown);
    await world.history.forget(REPOSITORY, [{ inquiry, at: at(9) }]);
    const before = structuredClone(world.table);

    expect(await reconcile(world)).toEqual({ ...NOTHING_WRONG, listed: 1 });
    expect(world.table).toEqual(before);
  });
});

describe('what cannot be recorded', () => {
  it('is counted by its reason, every time', async () => {
    const world = worldWith(A);
    world.registry.put(REPOSITORY, 'PGP', fakeDigest('signature'), null, at(5));

    const found = [await reconcile(world), await reconcile(world)];

    expect(found).toMatchObject([
      { done: true, skipped: { MANIFEST_INVALID: 1 }, missedPushes: 1 },
      { done: true, skipped: { MANIFEST_INVALID: 1 }, missedPushes: 0, missedTags: 0 },
    ]);
  });

  it('because it is archived is left alone', async () => {
    const world = worldWith(A, B);
    world.registry.store(refOf(A), 'archive');

    const found = await reconcile(world);

    expect(found).toMatchObject({ done: true, listed: 2, missedPushes: 1, skipped: {} });
  });

  it('now leaves the whole undone and says why, after everything else was done', async () => {
    const world = worldWith(A, B, C);
    const throttled = new RegistryUnavailableError('throttled');
    world.registry.fail(refOf(B), throttled);

    expect(await reconcile(world)).toMatchObject({ done: false, error: throttled, missedPushes: 2 });
    expect(await recordedIn(world)).toEqual([
      ['1.2', true],
      ['1.0', true],
    ]);
  });

  it('now leaves the whole undone also where it is a deletion', async () => {
    const world = await reconciledWorldWith(A, B);
    world.registry.delete(refOf(A));
    const throttled = new RegistryUnavailableError('throttled');
    const registry: Registry = { ...unusable<Registry>(), describe: () => Promise.reject(throttled) };

    const found = await reconcile({ ...world, deps: { ...world.deps, registry } });

    expect(found).toMatchObject({ done: false, error: throttled, missedDeletions: 0 });
    expect(await reconcile(world)).toMatchObject({ done: true, missedDeletions: 1 });
  });

  it('because the registry cannot be listed fails the whole, and nobody is deleted', async () => {
    const world = await reconciledWorldWith(A, B);
    const throttled = new RegistryUnavailableError('throttled');
    world.catalog.created.set(REPOSITORY.repository, {
      ...{ encryption: { type: 'AES256', key: null }, tags: {}, error: throttled },
    });

    await expect(reconcile(world)).rejects.toBe(throttled);
    expect(await world.reader.registries({})).toMatchObject([{ images: 2 }]);
  });
});

describe('where time runs out', () => {
  const MANY = Array.from({ length: 250 }, (_, number) => imageOf(`image ${number}`));

  /** Reconciles until it is done, each call with so many looks at the clock. */
  async function inCalls(world: ListedWorld, looks: number) {
    const found: Awaited<ReturnType<typeof reconcile>>[] = [];
    do {
      let left = looks;
      found.push(await reconcile(world, () => left-- > 0));
    } while (!found.at(-1)?.done && found.length < 20);
    return found;
  }

  it('says so, and the next call goes on where it stopped', async () => {
    const world = worldWith(...MANY);

    const found = await inCalls(world, 1);

    expect(found.map(({ missedPushes }) => missedPushes)).toEqual([100, 100, 50, 0]);
    expect(found.map(({ done }) => done)).toEqual([false, false, false, true]);
    expect(await world.images()).toHaveLength(250);
  });

  it('the same goes for deletions', async () => {
    const world = await reconciledWorldWith(...MANY);
    for (const image of MANY.slice(1)) world.registry.delete(refOf(image));

    const found = await inCalls(world, 1);

    expect(found.map(({ missedDeletions, done }) => [missedDeletions, done])).toEqual([
      [249, false],
      [0, true],
    ]);
    expect(await world.reader.registries({})).toMatchObject([{ images: 1, layers: 2 }]);
  });

  it('between pushes and deletions, the deletions are left', async () => {
    const world = await reconciledWorldWith(A, B);
    world.registry.delete(refOf(A));
    world.registry.push(REPOSITORY, C, '1.2', at(9));

    const found = await inCalls(world, 1);

    expect(found.map(({ missedPushes, missedDeletions }) => [missedPushes, missedDeletions])).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
  });

  it('at once, nothing was done', async () => {
    const world = worldWith(A);

    expect(await reconcile(world, () => false)).toEqual({ ...NOTHING_WRONG, done: false, listed: 1 });
    expect(world.table.size).toBe(0);
  });
});
