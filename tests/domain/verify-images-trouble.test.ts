import { describe, expect, it, test } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import { at, buildImage, pushed, REGISTRY, REPOSITORY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { knownOrders, ORDERS_REF, verify, worldWithOrders } from '../support/doubted-image.ts';
import { createWorld } from '../support/in-memory-ports.ts';

describe('trouble', () => {
  it('with the registry fails all of them, to be delivered again', async () => {
    const world = await worldWithOrders();
    const throttled = new RegistryUnavailableError('throttled');
    world.registry.delete(ORDERS_REF);
    const registry = { ...unusable<Registry>(), describe: () => Promise.reject(throttled) };

    const failed = await verify({ ...world, deps: { ...world.deps, registry } });
    const during = await knownOrders(world);
    const again = await verify(world);

    expect(failed).toEqual({ outcome: 'failed', error: throttled });
    expect(during).toMatchObject({ isLive: true, isInQuestion: true });
    expect(again).toEqual({ outcome: 'forgotten' });
  });

  it('of our own making is let through', async () => {
    const world = await worldWithOrders();
    const registry = { ...unusable<Registry>(), describe: () => Promise.reject(new TypeError('a bug')) };

    await expect(verify({ ...world, deps: { ...world.deps, registry } })).rejects.toThrow(TypeError);
  });

  test.each([
    ['once: it is asked again', 1, 'forgotten'],
    ['for ever: it is left to the next delivery', Number.POSITIVE_INFINITY, 'failed'],
  ])('with somebody who asks about the same image at the same time %s', async (_how, times, outcome) => {
    const world = await worldWithOrders();
    world.registry.delete(ORDERS_REF);
    let left = times;
    const history = { ...world.history };
    history.inquire = async (ref) => {
      const inquiry = await world.history.inquire(ref);
      if (left-- > 0) await world.history.inquire(ref);
      return inquiry;
    };

    const verified = await verify({ ...world, deps: { ...world.deps, history } });

    expect(verified).toMatchObject({ outcome });
  });

  it('with telling: a layer that stays is told of when the image that brought it is gone', async () => {
    const world = createWorld();
    const large = { seed: 'runtime', sizeBytes: 60_000_000 };
    const [first, second] = ['1', '2'].map((seed) => buildImage([large, { seed, sizeBytes: 1 }]));
    if (!first || !second) throw new Error('two images were built');
    const elsewhere = { ...REPOSITORY, repository: 'team/elsewhere' };
    world.registry.push(elsewhere, first);
    await recordPushes(world.deps, elsewhere, [pushed(first.digest, null)]);
    for (const image of [first, second]) world.registry.push(REPOSITORY, image);
    world.publisher.isBroken = true;
    await recordPushes(world.deps, REPOSITORY, [pushed(first.digest, null)]);
    world.publisher.isBroken = false;
    world.clock.pass(600);
    await recordPushes(world.deps, REPOSITORY, [pushed(second.digest, null, at(2))]);
    world.registry.delete({ ...REPOSITORY, digest: first.digest });
    const before = world.publisher.published.length;

    const outcome = await verify(world, 20, { digest: first.digest });

    expect(outcome).toEqual({ outcome: 'forgotten' });
    expect([before, world.publisher.published.length]).toEqual([0, 1]);
    expect(world.publisher.published).toMatchObject([{ kind: 'duplicate-layer', finding: { ...REGISTRY } }]);
  });
});
