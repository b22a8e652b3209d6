import { describe, expect, it, test } from 'vitest';
import { recordPushes } from '../../src/domain/record-push.ts';
import { verifyImages } from '../../src/domain/verify-images.ts';
import { at, pushed, REPOSITORY } from '../support/builders.ts';
import {
  BILLING,
  knownOrders,
  numbersOf,
  ORDERS,
  ORDERS_REF,
  verify,
  worldWithOrders,
} from '../support/doubted-image.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

async function record(world: World, deps = world.deps, tag: string | null = '1.0.0') {
  return (await recordPushes(deps, REPOSITORY, [pushed(ORDERS.digest, tag)])).get(ORDERS.digest);
}

/** A world that knows that the image was deleted. */
async function worldWithoutOrders(): Promise<World> {
  const world = await worldWithOrders();
  world.registry.delete(ORDERS_REF);
  await verify(world);
  return world;
}

describe('a push of an image that was deleted', () => {
  it('is skipped where the image is still gone, and nothing is written', async () => {
    const world = await worldWithoutOrders();
    const before = structuredClone(world.table);

    const outcome = await record(world);

    expect(outcome).toMatchObject({ outcome: 'skipped', reason: 'MANIFEST_UNKNOWN' });
    expect(world.table).toEqual(before);
  });

  it('is recorded where the image is there again', async () => {
    const world = await worldWithoutOrders();
    world.registry.push(REPOSITORY, ORDERS, '1.0.0');

    const outcome = await record(world);

    expect(outcome).toMatchObject({ outcome: 'recorded', newBytes: 32_000 });
    expect(await knownOrders(world)).toMatchObject({ isLive: true, isComplete: true, isInQuestion: false });
    expect((await world.images())[0]?.tags).toEqual(['1.0.0']);
  });

  it('is skipped where the image went while it was asked for, and no question is left', async () => {
    const world = await worldWithoutOrders();
    world.registry.push(REPOSITORY, ORDERS, '1.0.0');
    const history = { ...world.history };
    history.inquire = async (ref) => {
      world.registry.delete(ref);
      return world.history.inquire(ref);
    };

    const outcome = await record(world, { ...world.deps, history });

    expect(outcome).toMatchObject({ outcome: 'skipped', reason: 'MANIFEST_UNKNOWN' });
    expect(await knownOrders(world)).toMatchObject({ isLive: false, isInQuestion: false });
  });
});

describe('a push of an image that somebody asks about', () => {
  it('answers the question: the registry has it', async () => {
    const world = await worldWithOrders();
    await world.history.inquire(ORDERS_REF);

    const outcome = await record(world);

    expect(outcome).toMatchObject({ outcome: 'recorded' });
    expect(await knownOrders(world)).toMatchObject({ isLive: true, isComplete: true, isInQuestion: false });
    expect(await numbersOf(world)).toEqual([1, 32_000]);
  });

  it('leaves the question open where the registry does not have it: whoever asked will forget it', async () => {
    const world = await worldWithOrders();
    world.registry.delete(ORDERS_REF);
    await world.history.inquire(ORDERS_REF);

    const outcome = await record(world);

    expect(outcome).toMatchObject({ outcome: 'skipped', reason: 'MANIFEST_UNKNOWN' });
    expect(await knownOrders(world)).toMatchObject({ isLive: true, isInQuestion: true });
  });

  test.each([
    ['once is recorded', 1, 'recorded'],
    ['again and again is left to the next delivery', Number.POSITIVE_INFINITY, 'failed'],
  ])('while it is recorded, %s', async (_how, times, outcome) => {
    const world = createWorld();
    world.registry.push(REPOSITORY, ORDERS, '1.0.0');
    let left = times;
    const history = { ...world.history };
    history.record = async (...recording) => {
      if (left-- > 0) await world.history.inquire(ORDERS_REF);
      return world.history.record(...recording);
    };

    expect(await record(world, { ...world.deps, history })).toMatchObject({ outcome });
  });

  it('or once did is not trusted about its tags: the registry is asked where they are', async () => {
    const world = await worldWithOrders();
    await verify(world);
    world.registry.push(REPOSITORY, BILLING, 'moved');

    for (const tag of ['moved', 'gone'])
      expect(await record(world, world.deps, tag)).toMatchObject({ outcome: 'retagged' });

    const pointers = await world.tags.find(REPOSITORY, ['moved', 'gone']);
    expect([...pointers.values()].map(({ tag, digest }) => [tag, digest])).toEqual([
      ['moved', BILLING.digest],
      ['gone', null],
    ]);
  });

  it('does not touch its neighbours', async () => {
    const world = await worldWithOrders();
    await world.history.inquire(ORDERS_REF);
    const other = world.registry.put(REPOSITORY, 'PGP');

    const outcomes = await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest), pushed(other, null)]);

    expect([...outcomes.values()].map(({ outcome }) => outcome).sort()).toEqual(['recorded', 'skipped']);
  });
});

describe('a push of an archived image', () => {
  it('that nobody ever saw is remembered, and recorded with all its tags once it is restored', async () => {
    const world = createWorld();
    for (const tag of ['1.0.0', 'latest']) world.registry.push(REPOSITORY, ORDERS, tag, at(3));
    world.registry.store(ORDERS_REF, 'archive');

    const outcomes = [await record(world), await record(world)];
    const before = await numbersOf(world);
    world.registry.store(ORDERS_REF, 'standard');
    const restored = await verify(world);

    const skipped = { outcome: 'skipped', reason: 'IMAGE_ARCHIVED' };
    expect(outcomes).toMatchObject([skipped, skipped]);
    expect(before).toBeUndefined();
    expect(restored).toMatchObject({ outcome: 'recorded' });
    expect(await world.images()).toMatchObject([{ tags: ['1.0.0', 'latest'], storageClass: 'standard' }]);
  });

  it('that was seen before it was deleted is recorded as it was seen', async () => {
    const world = await worldWithoutOrders();
    world.registry.push(REPOSITORY, ORDERS, '1.0.0');
    world.registry.store(ORDERS_REF, 'archive');

    const outcome = await record(world);

    expect(outcome).toMatchObject({ outcome: 'recorded', newBytes: 32_000 });
    expect(await world.images()).toMatchObject([{ isLive: true, storageClass: 'archive' }]);
    expect(await world.history.read(ORDERS_REF)).toMatchObject({ layers: [{ sizeBytes: 30_000 }, {}] });
  });

  it('that is known writes nothing while it is archived', async () => {
    const world = await worldWithOrders();
    world.registry.store(ORDERS_REF, 'archive');
    await verifyImages(world.deps, REPOSITORY, [{ digest: ORDERS.digest, tags: [], at: at(9) }]);

    expect(await record(world)).toEqual({ outcome: 'known' });
    expect(await world.images()).toMatchObject([{ isLive: true, storageClass: 'archive' }]);
  });

  it('restores it: another push is the word of that', async () => {
    const world = await worldWithOrders();
    world.registry.store(ORDERS_REF, 'archive');
    await verifyImages(world.deps, REPOSITORY, [{ digest: ORDERS.digest, tags: [], at: at(9) }]);
    world.registry.store(ORDERS_REF, 'standard');

    await record(world);

    expect(await world.images()).toMatchObject([{ isLive: true, storageClass: 'standard' }]);
  });
});
