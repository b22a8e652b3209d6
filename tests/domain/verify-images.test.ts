import { describe, expect, it } from 'vitest';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import { verifyImages } from '../../src/domain/verify-images.ts';
import { at, fakeDigest, indexText, pushed, REPOSITORY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import {
  BILLING,
  knownOrders,
  numbersOf,
  ORDERS,
  ORDERS_REF,
  verify,
  worldWithOrders,
} from '../support/doubted-image.ts';
import { createWorld } from '../support/in-memory-ports.ts';

describe('a doubted image that the registry does not have', () => {
  it('is forgotten, with when that was heard of', async () => {
    const world = await worldWithOrders();
    world.registry.delete(ORDERS_REF);

    const outcome = await verify(world, 20);

    expect(outcome).toEqual({ outcome: 'forgotten' });
    expect(await knownOrders(world)).toMatchObject({ isLive: false, isComplete: true, deletedAt: at(20) });
    expect(await numbersOf(world)).toEqual([0, 0]);
    expect(await world.images()).toMatchObject([{ digest: ORDERS.digest, deletedAt: at(20) }]);
  });

  it('is known to be gone where that is heard of again, and nothing is written', async () => {
    const world = await worldWithOrders();
    world.registry.delete(ORDERS_REF);
    await verify(world, 20);
    const before = structuredClone(world.table);

    const outcomes = [await verify(world, 20), await verify(world, 10)];

    expect(outcomes).toEqual([{ outcome: 'known' }, { outcome: 'known' }]);
    expect(world.table).toEqual(before);
  });

  it('was deleted when that was heard of last', async () => {
    const world = await worldWithOrders();
    world.registry.delete(ORDERS_REF);
    await verify(world, 20);

    await verify(world, 30);

    expect(await knownOrders(world)).toMatchObject({ isLive: false, isComplete: true, deletedAt: at(30) });
  });

  it('takes its tags with it', async () => {
    const world = await worldWithOrders();
    world.registry.delete(ORDERS_REF);

    await verify(world);

    expect(await world.tags.find(REPOSITORY, ['1.0.0'])).toEqual(
      new Map([['1.0.0', { tag: '1.0.0', digest: null, isInQuestion: false }]]),
    );
  });

  it('and was never heard of is remembered, so that its late push event records nothing', async () => {
    const world = createWorld();

    const outcome = await verify(world);
    const late = await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest)]);

    expect(outcome).toEqual({ outcome: 'known' });
    expect(late.get(ORDERS.digest)).toMatchObject({ outcome: 'skipped', reason: 'MANIFEST_UNKNOWN' });
    expect(await numbersOf(world)).toBeUndefined();
    expect(await knownOrders(world)).toMatchObject({ isInQuestion: false, content: null });
  });

  it('may be an index: its children stay', async () => {
    const world = await worldWithOrders();
    const digest = world.registry.put(REPOSITORY, indexText([ORDERS.digest]));
    await recordPushes(world.deps, REPOSITORY, [pushed(digest, null)]);
    world.registry.delete({ ...REPOSITORY, digest });

    const outcome = await verify(world, 20, { digest });

    expect(outcome).toEqual({ outcome: 'forgotten' });
    expect(await knownOrders(world)).toMatchObject({ isLive: true });
  });
});

describe('a doubted image that the registry has', () => {
  it('is kept, in all numbers, and no manifest is read', async () => {
    const world = await worldWithOrders();
    const { describe: list } = world.registry;
    const registry: Registry = { ...unusable<Registry>(), describe: list.bind(world.registry) };

    const outcome = await verify({ ...world, deps: { ...world.deps, registry } });

    expect(outcome).toEqual({ outcome: 'kept' });
    expect(await knownOrders(world)).toMatchObject({ isLive: true, isComplete: true, isInQuestion: false });
    expect(await numbersOf(world)).toEqual([1, 32_000]);
  });

  it('is known to be there where it is doubted again, and nothing is written', async () => {
    const world = await worldWithOrders();
    await verify(world);
    const before = structuredClone(world.table);

    expect(await verify(world, 30)).toEqual({ outcome: 'known' });
    expect(world.table).toEqual(before);
  });

  it('because it was pushed again is kept, whichever event comes first', async () => {
    const world = await worldWithOrders();
    world.registry.delete(ORDERS_REF);
    await verify(world, 20);
    world.registry.push(REPOSITORY, ORDERS, '1.0.0', at(30));
    const again = await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest, '1.0.0', at(30))]);

    const late = await verify(world, 20);

    expect(again.get(ORDERS.digest)).toMatchObject({ outcome: 'recorded', newBytes: 32_000 });
    expect(late).toEqual({ outcome: 'known' });
    expect(await knownOrders(world)).toMatchObject({ isLive: true, deletedAt: null });
    expect(await numbersOf(world)).toEqual([1, 32_000]);
    expect(await world.images()).toMatchObject([{ tags: ['1.0.0'], deletedAt: null }]);
  });

  it('and the history had not is recorded, with all its tags', async () => {
    const world = createWorld();
    for (const tag of ['1.0.0', 'latest']) world.registry.push(REPOSITORY, ORDERS, tag, at(7));

    const outcome = await verify(world);

    expect(outcome).toMatchObject({ outcome: 'recorded', newBytes: 32_000 });
    expect(await world.images()).toMatchObject([
      { digest: ORDERS.digest, tags: ['1.0.0', 'latest'], pushedAt: at(7), isLive: true, isComplete: true },
    ]);
  });
});

describe('a question that a crash left open', () => {
  it.each([
    ['is there', false],
    ['is gone', true],
  ])('is answered, though nothing is new: the image %s', async (_what, isGone) => {
    const world = await worldWithOrders();
    if (isGone) world.registry.delete(ORDERS_REF);
    await verify(world);
    await world.history.inquire(ORDERS_REF);

    await verify(world);

    expect(await knownOrders(world)).toMatchObject({
      ...{ isLive: !isGone, isInQuestion: false, isComplete: true },
    });
  });
});

describe('several doubted images', () => {
  it('are looked at one by one', async () => {
    const world = await worldWithOrders();
    world.registry.push(REPOSITORY, BILLING);
    await recordPushes(world.deps, REPOSITORY, [pushed(BILLING.digest, null)]);
    world.registry.delete(ORDERS_REF);

    const doubted = [ORDERS.digest, BILLING.digest, fakeDigest('unknown')].map((digest) => ({
      ...{ digest, tags: [], at: at(20) },
    }));
    const outcomes = await verifyImages(world.deps, REPOSITORY, doubted);

    expect([...outcomes.values()].map(({ outcome }) => outcome)).toEqual(['forgotten', 'kept', 'known']);
    expect(await numbersOf(world)).toEqual([1, 30_400]);
  });

  it('are none without a word to anybody', async () => {
    const { deps } = createWorld();

    expect(await verifyImages({ ...deps, registry: unusable() }, REPOSITORY, [])).toEqual(new Map());
  });
});
