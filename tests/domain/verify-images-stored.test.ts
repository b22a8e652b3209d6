import { describe, expect, it } from 'vitest';
import { recordPushes } from '../../src/domain/record-push.ts';
import { at, pushed, REPOSITORY } from '../support/builders.ts';
import { BILLING, numbersOf, ORDERS, ORDERS_REF, verify, worldWithOrders } from '../support/doubted-image.ts';
import { createWorld } from '../support/in-memory-ports.ts';

describe('an archived image', () => {
  it('stays stored: its bytes count, and its storage class is known', async () => {
    const world = await worldWithOrders();
    world.registry.store(ORDERS_REF, 'archive');

    const outcome = await verify(world);

    expect(outcome).toEqual({ outcome: 'kept' });
    expect(await world.images()).toMatchObject([{ isLive: true, storageClass: 'archive' }]);
    expect(await numbersOf(world)).toEqual([1, 32_000]);
    expect(await verify(world)).toEqual({ outcome: 'known' });
  });

  it('is a standard one again when it is restored', async () => {
    const world = await worldWithOrders();
    world.registry.store(ORDERS_REF, 'archive');
    await verify(world);
    world.registry.store(ORDERS_REF, 'standard');

    await verify(world);

    expect(await world.images()).toMatchObject([{ isLive: true, storageClass: 'standard' }]);
  });

  it('that nobody ever saw is recorded when it is restored, and before that only once written down', async () => {
    const world = createWorld();
    world.registry.push(REPOSITORY, ORDERS, '1.0.0');
    world.registry.store(ORDERS_REF, 'archive');
    await verify(world);
    const before = structuredClone(world.table);
    const again = await verify(world);
    const after = structuredClone(world.table);
    world.registry.store(ORDERS_REF, 'standard');

    const restored = await verify(world);

    expect(again).toEqual({ outcome: 'known' });
    expect(after).toEqual(before);
    expect(restored).toMatchObject({ outcome: 'recorded' });
    expect(await world.images()).toMatchObject([{ tags: ['1.0.0'], storageClass: 'standard' }]);
  });
});

describe('a tag of a doubted image', () => {
  it('that was taken off it is gone; the image stays', async () => {
    const world = await worldWithOrders();
    world.registry.push(REPOSITORY, ORDERS, 'latest');
    await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest, 'latest', at(5))]);
    world.registry.untag(REPOSITORY, '1.0.0');

    const outcome = await verify(world, 20, { tags: ['1.0.0'] });

    expect(outcome).toEqual({ outcome: 'kept' });
    expect(await world.images()).toMatchObject([{ tags: ['latest'], isLive: true }]);
  });

  it('that has moved stays where it is now', async () => {
    const world = await worldWithOrders();
    world.registry.push(REPOSITORY, BILLING, '1.0.0');
    await recordPushes(world.deps, REPOSITORY, [pushed(BILLING.digest, '1.0.0', at(5))]);
    world.registry.delete(ORDERS_REF);

    await verify(world, 20);

    const pointer = (await world.tags.find(REPOSITORY, ['1.0.0'])).get('1.0.0');
    expect(pointer).toMatchObject({ digest: BILLING.digest });
  });

  it('that is on it after all is asked for once, also where the image was never seen', async () => {
    const world = createWorld();
    world.registry.push(REPOSITORY, ORDERS, '1.0.0');
    world.registry.store(ORDERS_REF, 'archive');
    await verify(world, 20, { tags: ['1.0.0'] });
    const before = structuredClone(world.table);

    const again = await verify(world, 20, { tags: ['1.0.0'] });

    expect(again).toEqual({ outcome: 'known' });
    expect(world.table).toEqual(before);
  });

  it('that nobody heard of is asked for', async () => {
    const world = await worldWithOrders();
    world.registry.push(REPOSITORY, BILLING, 'moved');

    await verify(world, 20, { tags: ['moved', 'gone'] });

    const pointers = await world.tags.find(REPOSITORY, ['moved', 'gone']);
    expect([...pointers.values()].map(({ tag, digest }) => [tag, digest])).toEqual([
      ['moved', BILLING.digest],
      ['gone', null],
    ]);
  });
});
