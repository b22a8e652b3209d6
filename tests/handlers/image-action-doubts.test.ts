import { beforeEach, expect, it } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { at, buildImage, REPOSITORY } from '../support/builders.ts';
import { BILLING_REPOSITORY, createImageActions, type ImageActions } from '../support/image-actions.ts';
import { deleteEvent, pushEvent, storageClassEvent } from '../support/image-events.ts';

const BASE = { seed: 'base', sizeBytes: 60_000_000 };
const ORDERS = buildImage([BASE]);
const NEXT = buildImage([BASE, { seed: 'next', sizeBytes: 1_000 }]);
const ordersRef = { ...REPOSITORY, digest: ORDERS.digest };
const nextRef = { ...REPOSITORY, digest: NEXT.digest };
const billingRef = { ...BILLING_REPOSITORY, digest: ORDERS.digest };

let actions: ImageActions;

beforeEach(async () => {
  actions = createImageActions();
  actions.world.registry.push(REPOSITORY, ORDERS, '1.0.0');
  actions.world.registry.push(BILLING_REPOSITORY, ORDERS, '1.0.0');
  await actions.handle([pushEvent(ordersRef), pushEvent(billingRef)]);
});

it('forgets a deleted image, and keeps when it was heard of', async () => {
  actions.world.registry.delete(ordersRef);

  const response = await actions.handle([deleteEvent(ordersRef, '1.0.0', { time: at(30) })]);

  expect(response).toEqual({ batchItemFailures: [] });
  expect(await actions.live()).toEqual(['team/billing:1.0.0']);
  expect(await deletedAt()).toBe(at(30));
});

it('keeps an image that was pushed again before its deletion was heard of', async () => {
  await actions.handle([deleteEvent(ordersRef, '1.0.0', { time: at(30) })]);

  expect(await actions.live()).toEqual(['team/billing:1.0.0', 'team/orders:1.0.0']);
});

it('takes off an image the tag that was deleted, and keeps the image for its other one', async () => {
  actions.world.registry.push(REPOSITORY, ORDERS, 'latest');
  await actions.handle([pushEvent(ordersRef, { 'image-tag': 'latest' })]);
  actions.world.registry.untag(REPOSITORY, '1.0.0');

  await actions.handle([deleteEvent(ordersRef, '1.0.0')]);

  const pointers = await actions.world.tags.find(REPOSITORY, ['1.0.0', 'latest']);
  expect([...pointers.values()]).toMatchObject([
    { tag: '1.0.0', digest: null },
    { tag: 'latest', digest: ORDERS.digest },
  ]);
});

it('takes several messages about one image for one: every tag is looked at, and the last time counts', async () => {
  actions.world.registry.delete(ordersRef);

  const response = await actions.handle([
    deleteEvent(ordersRef, '1.0.0', { time: at(31) }),
    deleteEvent(ordersRef, 'never-heard-of', { time: at(32) }),
    deleteEvent(ordersRef, '', { time: at(30) }),
  ]);

  const pointers = await actions.world.tags.find(REPOSITORY, ['1.0.0', 'never-heard-of']);
  expect(response).toEqual({ batchItemFailures: [] });
  expect([...pointers.values()].map(({ digest }) => digest)).toEqual([null, null]);
  expect(await deletedAt()).toBe(at(32));
  expect(actions.log.at(-1)?.fields).toMatchObject({ messages: 3, forgotten: 3 });
});

it.each([
  ['archived', 'ARCHIVE', 'archive'],
  ['restored', 'STANDARD', 'standard'],
] as const)('keeps the storage class of an image that was %s', async (_what, said, storageClass) => {
  actions.world.registry.store(ordersRef, storageClass);

  await actions.handle([storageClassEvent(ordersRef, said)]);

  const known = await actions.world.history.find(REPOSITORY, [ORDERS.digest]);
  expect(known.get(ORDERS.digest)).toMatchObject({ isLive: true, storageClass });
});

it('knows an image that was pushed and deleted within one batch, in whichever order it hears of them', async () => {
  const push = pushEvent(nextRef, { 'image-tag': '2.0.0' });
  const deletion = deleteEvent(nextRef, '2.0.0', { time: at(30) });

  const response = await actions.handle([deletion, push]);

  expect(response).toEqual({ batchItemFailures: [] });
  expect(await actions.live()).toEqual(['team/billing:1.0.0', 'team/orders:1.0.0']);
});

it('records an image that it first hears of by a doubt, where the registry has it', async () => {
  actions.world.registry.push(REPOSITORY, NEXT, '2.0.0');

  await actions.handle([storageClassEvent(nextRef, 'STANDARD')]);

  expect(await actions.live()).toEqual(['team/billing:1.0.0', 'team/orders:1.0.0', 'team/orders:2.0.0']);
});

it('has the doubts of a repository delivered again where ECR does not answer, and neither its pushes nor the others', async () => {
  actions.world.registry.push(REPOSITORY, NEXT);
  actions.world.registry.delete(billingRef);
  refuse((repository) => repository === REPOSITORY.repository);

  const response = await actions.handle([
    deleteEvent(ordersRef),
    pushEvent(nextRef, { 'image-tag': '' }),
    deleteEvent(billingRef),
  ]);

  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  expect(await actions.live()).toEqual(['team/orders:', 'team/orders:1.0.0']);
});

it('leaves no message to the dead letters for the sake of a neighbour that fails every time', async () => {
  actions.world.registry.delete(ordersRef);
  refuse((_repository, references) => references.includes(NEXT.digest));
  const doubts = [deleteEvent(nextRef), deleteEvent(ordersRef, '1.0.0')];
  const before = await actions.handle(doubts, { receiveCount: 4 });

  await actions.handle(doubts, { receiveCount: 5 });

  expect(before.batchItemFailures).toHaveLength(2);
  expect(actions.deadLetters.parked.map(({ reason }) => reason.digest)).toEqual([NEXT.digest]);
  expect(await actions.live()).toEqual(['team/billing:1.0.0']);
});

async function deletedAt(): Promise<string | null | undefined> {
  const known = await actions.world.history.find(REPOSITORY, [ORDERS.digest]);
  return known.get(ORDERS.digest)?.deletedAt;
}

/** Lets ECR refuse to describe certain images from now on. */
function refuse(isRefused: (repository: string, references: readonly string[]) => boolean): void {
  const { registry } = actions.world;
  const describe = registry.describe.bind(registry);
  registry.describe = async (repository, references) => {
    if (isRefused(repository.repository, references))
      throw new RegistryUnavailableError('ECR did not answer');
    return describe(repository, references);
  };
}
