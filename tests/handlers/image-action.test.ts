import { beforeEach, describe, expect, it } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { buildImage, fakeDigest, REPOSITORY } from '../support/builders.ts';
import { BILLING_REPOSITORY, createImageActions, type ImageActions } from '../support/image-actions.ts';
import { pushEvent } from '../support/image-events.ts';

const ORDERS = buildImage([{ seed: 'base', sizeBytes: 60_000_000 }]);
const BILLING = buildImage([
  { seed: 'base', sizeBytes: 60_000_000 },
  { seed: 'billing', sizeBytes: 1_000 },
]);
const ordersRef = { ...REPOSITORY, digest: ORDERS.digest };
const billingRef = { ...BILLING_REPOSITORY, digest: BILLING.digest };

let actions: ImageActions;

beforeEach(() => {
  actions = createImageActions();
  actions.world.registry.push(REPOSITORY, ORDERS, '1.0.0');
  actions.world.registry.push(BILLING_REPOSITORY, BILLING, '1.0.0');
});

describe('the image-action function', () => {
  it('records what was pushed, tells what it found, and has nothing delivered again', async () => {
    const response = await actions.handle([pushEvent(ordersRef), pushEvent(billingRef)]);

    expect(response).toEqual({ batchItemFailures: [] });
    expect(await actions.live()).toEqual(['team/billing:1.0.0', 'team/orders:1.0.0']);
    expect(actions.world.publisher.published).toMatchObject([{ kind: 'duplicate-layer', state: 'open' }]);
  });

  it('takes ten copies of one event for one push', async () => {
    await actions.handle(Array.from({ length: 10 }, () => pushEvent(ordersRef)));

    expect(await actions.live()).toEqual(['team/orders:1.0.0']);
    expect(actions.log.at(-1)?.fields).toMatchObject({ messages: 10 });
  });

  it('takes several tags of one image for one image', async () => {
    actions.world.registry.push(REPOSITORY, ORDERS, 'latest');

    await actions.handle([pushEvent(ordersRef), pushEvent(ordersRef, { 'image-tag': 'latest' })]);

    expect(await actions.live()).toEqual(['team/orders:1.0.0,latest']);
  });

  it.each([
    ['a failed push', pushEvent(ordersRef, { result: 'FAILURE', 'image-digest': '' }), 'ACTION_FAILED'],
    ['an image that is gone', pushEvent({ ...REPOSITORY, digest: fakeDigest('gone') }), 'MANIFEST_UNKNOWN'],
  ])('skips %s, says why, and goes on with its neighbours', async (_what, body, reason) => {
    const response = await actions.handle([body, pushEvent(billingRef)]);

    expect(response).toEqual({ batchItemFailures: [] });
    expect(await actions.live()).toEqual(['team/billing:1.0.0']);
    expect(actions.log.at(-1)?.fields).toMatchObject({ skipped: 1, recorded: 1, skippedBy: { [reason]: 1 } });
  });

  it('has only the message delivered again whose image ECR cannot give now', async () => {
    const throttled = { ...REPOSITORY, digest: fakeDigest('throttled') };
    actions.world.registry.fail(throttled, new RegistryUnavailableError('ECR did not answer'));

    const response = await actions.handle([pushEvent(throttled, { 'image-tag': '' }), pushEvent(ordersRef)]);

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(await actions.live()).toEqual(['team/orders:1.0.0']);
  });

  it('has both messages of one image delivered again where it fails', async () => {
    actions.world.registry.fail(ordersRef, new RegistryUnavailableError('ECR did not answer'));

    const response = await actions.handle([
      pushEvent(ordersRef),
      pushEvent(ordersRef, { 'image-tag': 'latest' }),
    ]);

    expect(response.batchItemFailures).toEqual([
      { itemIdentifier: 'message-1' },
      { itemIdentifier: 'message-2' },
    ]);
  });

  it('has a whole repository delivered again where the history cannot be read, and goes on with the others', async () => {
    const { history } = actions.world;
    const find = history.find.bind(history);
    history.find = async (repository, digests) => {
      if (repository.repository === REPOSITORY.repository) throw new Error('no table');
      return find(repository, digests);
    };

    const response = await actions.handle([pushEvent(ordersRef), pushEvent(billingRef)]);

    history.find = find;
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(await actions.live()).toEqual(['team/billing:1.0.0']);
  });

  it('publishes again what SNS did not take, once it is delivered again', async () => {
    const { publisher, clock } = actions.world;
    publisher.isBroken = true;
    const first = await actions.handle([pushEvent(ordersRef), pushEvent(billingRef)]);
    publisher.isBroken = false;
    clock.pass(600);

    const second = await actions.handle([pushEvent(billingRef)]);

    expect(first).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-2' }] });
    expect(second).toEqual({ batchItemFailures: [] });
    expect(publisher.published).toHaveLength(1);
  });
});
