import { describe, expect, it, test } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import { buildImage, fakeDigest, manifestText, pushed, REPOSITORY } from '../support/builders.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

const ORDERS = buildImage([{ seed: 'orders', sizeBytes: 2_000 }]);
const BILLING = buildImage([{ seed: 'billing', sizeBytes: 400 }]);
const THROTTLED = new RegistryUnavailableError('throttled');

function worldWith(...images: readonly (typeof ORDERS)[]): World {
  const world = createWorld();
  for (const image of images) world.registry.push(REPOSITORY, image);
  return world;
}

describe('an image whose config cannot be read', () => {
  test.each([
    { problem: 'missing', answer: { outcome: 'missing' } },
    { problem: 'too-large', answer: { outcome: 'too-large' } },
    { problem: 'invalid', answer: { outcome: 'found', text: 'not JSON' } },
  ] as const)('is recorded, and that its config is $problem is said', async ({ problem, answer }) => {
    const world = worldWith(ORDERS, BILLING);
    world.registry.configs.set(ORDERS.configDigest, answer);

    const outcomes = await recordPushes(world.deps, REPOSITORY, [
      pushed(ORDERS.digest),
      pushed(BILLING.digest),
    ]);

    expect(outcomes.get(ORDERS.digest)).toMatchObject({ outcome: 'recorded', configProblem: problem });
    expect(outcomes.get(BILLING.digest)).toMatchObject({ outcome: 'recorded', configProblem: null });
  });
});

describe('trouble with one image', () => {
  test.each([
    { reason: 'not JSON', text: 'PGP', skipped: 'MANIFEST_INVALID' },
    { reason: 'of wrong types', text: manifestText([{ size: '7' }]), skipped: 'MANIFEST_INVALID' },
  ])(
    'skips what cannot be read, with a reason, and records the others ($reason)',
    async ({ text, skipped }) => {
      const world = worldWith(ORDERS);
      const digest = world.registry.put(REPOSITORY, text);

      const outcomes = await recordPushes(world.deps, REPOSITORY, [pushed(digest), pushed(ORDERS.digest)]);

      expect(outcomes.get(digest)).toEqual({
        outcome: 'skipped',
        reason: skipped,
        detail: expect.any(String),
      });
      expect(outcomes.get(ORDERS.digest)).toMatchObject({ outcome: 'recorded' });
      expect(await world.images()).toHaveLength(1);
    },
  );

  it('skips what is gone, and records the others', async () => {
    const world = worldWith(ORDERS);
    const gone = fakeDigest('gone');

    const outcomes = await recordPushes(world.deps, REPOSITORY, [pushed(gone), pushed(ORDERS.digest)]);

    expect(outcomes.get(gone)).toMatchObject({ outcome: 'skipped', reason: 'MANIFEST_UNKNOWN' });
    expect(outcomes.get(ORDERS.digest)).toMatchObject({ outcome: 'recorded' });
  });

  test.each([
    {
      reason: 'its manifest',
      fail: (world: World) => world.registry.fail({ ...REPOSITORY, digest: ORDERS.digest }, THROTTLED),
    },
    {
      reason: 'its config',
      fail: (world: World) => world.registry.configs.set(ORDERS.configDigest, THROTTLED),
    },
  ])('fails what the registry cannot give now, and records the others ($reason)', async ({ fail }) => {
    const world = worldWith(ORDERS, BILLING);
    fail(world);

    const outcomes = await recordPushes(world.deps, REPOSITORY, [
      pushed(ORDERS.digest),
      pushed(BILLING.digest),
    ]);

    expect(outcomes.get(ORDERS.digest)).toEqual({ outcome: 'failed', error: THROTTLED });
    expect(outcomes.get(BILLING.digest)).toMatchObject({ outcome: 'recorded' });
  });
});
