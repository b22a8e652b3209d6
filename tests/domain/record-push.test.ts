import { describe, expect, it } from 'vitest';
import type { Publisher } from '../../src/domain/alert-ports.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import {
  at,
  buildImage,
  descriptor,
  fakeDigest,
  manifestText,
  pushed,
  REPOSITORY,
} from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

const ORDERS = buildImage([
  { seed: 'base', sizeBytes: 30_000 },
  { seed: 'orders', sizeBytes: 2_000 },
]);
const BILLING = buildImage([
  { seed: 'base', sizeBytes: 30_000 },
  { seed: 'billing', sizeBytes: 400 },
]);

function worldWith(...images: readonly (typeof ORDERS)[]): World {
  const world = createWorld();
  for (const image of images) world.registry.push(REPOSITORY, image);
  return world;
}

/** The world after the first push was recorded: whoever asks the registry or publishes again fails. */
function withoutRegistry({ deps }: World) {
  return { ...deps, registry: unusable<Registry>(), publisher: unusable<Publisher>() };
}

describe('a pushed image', () => {
  it('is recorded with its layers, its tag and its time', async () => {
    const world = worldWith(ORDERS);

    const outcomes = await recordPushes(world.deps, REPOSITORY, [
      pushed(ORDERS.digest, 'orders-1.4.2', at(7)),
    ]);

    expect(outcomes.get(ORDERS.digest)).toEqual({
      outcome: 'recorded',
      kind: 'image',
      newBytes: 32_000,
      findings: [],
      configProblem: null,
    });
    expect(await world.history.read({ ...REPOSITORY, digest: ORDERS.digest })).toMatchObject({
      ...REPOSITORY,
      digest: ORDERS.digest,
      platform: 'linux/amd64',
      tags: ['orders-1.4.2'],
      series: 'orders',
      pushedAt: at(7),
      sizeBytes: 32_000,
      layers: [{ digest: fakeDigest('base') }, { digest: fakeDigest('orders') }],
    });
  });

  it('counts as new only the bytes its repository did not hold', async () => {
    const world = worldWith(ORDERS, BILLING);

    const outcomes = await recordPushes(world.deps, REPOSITORY, [
      pushed(BILLING.digest, 'billing-1', at(2)),
      pushed(ORDERS.digest, 'orders-1', at(1)),
    ]);

    expect(outcomes.get(ORDERS.digest)).toMatchObject({ newBytes: 32_000 });
    expect(outcomes.get(BILLING.digest)).toMatchObject({ newBytes: 400 });
  });

  it('is known when its event comes again, and nobody is asked or told', async () => {
    const world = worldWith(ORDERS);
    await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest)]);
    const before = structuredClone(world.table);

    const outcomes = await recordPushes(withoutRegistry(world), REPOSITORY, [pushed(ORDERS.digest)]);

    expect(outcomes.get(ORDERS.digest)).toEqual({ outcome: 'known' });
    expect(world.table).toEqual(before);
  });

  it('gets all the tags of one batch', async () => {
    const world = worldWith(ORDERS);
    const pushes = [
      { tag: '1.4.2', at: at(2) },
      { tag: 'latest', at: at(1) },
      { tag: '1.4.2', at: at(2) },
    ] as const;

    await recordPushes(world.deps, REPOSITORY, [{ digest: ORDERS.digest, pushes }]);

    const image = await world.history.read({ ...REPOSITORY, digest: ORDERS.digest });
    expect(image).toMatchObject({
      tags: ['1.4.2', 'latest'],
      pushedAt: at(1),
      seriesFrom: `${at(1)} latest`,
    });
  });

  it('gets another tag later without being read again', async () => {
    const world = worldWith(ORDERS);
    await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest, '1.4.2', at(1))]);

    const outcomes = await recordPushes(withoutRegistry(world), REPOSITORY, [
      pushed(ORDERS.digest, 'latest', at(2)),
    ]);

    expect(outcomes.get(ORDERS.digest)).toEqual({ outcome: 'retagged', findings: [] });
    const image = await world.history.read({ ...REPOSITORY, digest: ORDERS.digest });
    expect(image).toMatchObject({ tags: ['1.4.2', 'latest'], pushedAt: at(1) });
  });

  it('may have no tag, and gets its series with its first one', async () => {
    const world = worldWith(ORDERS);

    await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest, null, at(1))]);
    const untagged = await world.history.read({ ...REPOSITORY, digest: ORDERS.digest });
    await recordPushes(withoutRegistry(world), REPOSITORY, [pushed(ORDERS.digest, 'orders-1', at(2))]);
    const tagged = await world.history.read({ ...REPOSITORY, digest: ORDERS.digest });

    expect(untagged).toMatchObject({ tags: [], series: null, pushedAt: at(1) });
    expect(tagged).toMatchObject({ tags: ['orders-1'], series: 'orders', pushedAt: at(1) });
  });

  it('is in its repository only', async () => {
    const world = worldWith(ORDERS);
    const elsewhere = { ...REPOSITORY, repository: 'team/elsewhere' };
    world.registry.push(elsewhere, ORDERS);
    await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest)]);

    const outcomes = await recordPushes(world.deps, elsewhere, [pushed(ORDERS.digest)]);

    expect(outcomes.get(ORDERS.digest)).toMatchObject({ outcome: 'recorded', newBytes: 32_000 });
  });

  it('asks nothing for no pushes', async () => {
    const outcomes = await recordPushes(withoutRegistry(createWorld()), REPOSITORY, []);

    expect(outcomes.size).toBe(0);
  });
});

describe('an artifact', () => {
  it('is recorded with its bytes, in no comparison', async () => {
    const world = createWorld();
    const digest = world.registry.put(
      REPOSITORY,
      manifestText([descriptor('sbom', 70, 'text/spdx')], { artifactType: 'text/spdx' }),
    );

    const outcomes = await recordPushes(world.deps, REPOSITORY, [pushed(digest, 'sha256-abc.sbom')]);

    expect(outcomes.get(digest)).toMatchObject({ outcome: 'recorded', kind: 'artifact', newBytes: 70 });
  });
});
