import { recordPushes } from '../../src/domain/record-push.ts';
import { type DoubtedImage, type VerifyOutcome, verifyImages } from '../../src/domain/verify-images.ts';
import { at, buildImage, pushed, REPOSITORY } from './builders.ts';
import { createWorld, type World } from './in-memory-ports.ts';

export const ORDERS = buildImage([
  { seed: 'base', sizeBytes: 30_000 },
  { seed: 'orders', sizeBytes: 2_000 },
]);
export const BILLING = buildImage([
  { seed: 'base', sizeBytes: 30_000 },
  { seed: 'billing', sizeBytes: 400 },
]);
export const ORDERS_REF = { ...REPOSITORY, digest: ORDERS.digest };

/** A world that knows ORDERS as `1.0.0`. */
export async function worldWithOrders(): Promise<World> {
  const world = createWorld();
  world.registry.push(REPOSITORY, ORDERS, '1.0.0');
  await recordPushes(world.deps, REPOSITORY, [pushed(ORDERS.digest)]);
  return world;
}

/** Somebody says at this second that ORDERS is gone, or what `more` says. */
export async function verify(
  { deps }: Pick<World, 'deps'>,
  second = 20,
  more: Partial<DoubtedImage> = {},
): Promise<VerifyOutcome | undefined> {
  const doubted = { digest: ORDERS.digest, tags: [], at: at(second), ...more };
  return (await verifyImages(deps, REPOSITORY, [doubted])).get(doubted.digest);
}

/** What the history knows of ORDERS. */
export async function knownOrders({ history }: World) {
  return (await history.find(REPOSITORY, [ORDERS.digest])).get(ORDERS.digest);
}

/** Images and stored bytes of the registry. */
export async function numbersOf({ reader }: World): Promise<readonly number[] | undefined> {
  const [totals] = await reader.registries({});
  return totals && [totals.images, totals.storedBytes];
}
