import { expect, it } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { buildImage, REPOSITORY } from '../support/builders.ts';
import { BILLING_REPOSITORY, createImageActions } from '../support/image-actions.ts';
import { deleteEvent, pushEvent, storageClassEvent } from '../support/image-events.ts';

const BASE = { seed: 'base', sizeBytes: 60_000_000 };
const ORDERS = buildImage([BASE]);
const GONE = buildImage([BASE, { seed: 'gone', sizeBytes: 1_000 }]);
const ordersRef = { ...REPOSITORY, digest: ORDERS.digest };
const billingRef = { ...BILLING_REPOSITORY, digest: ORDERS.digest };
const goneRef = { ...BILLING_REPOSITORY, digest: GONE.digest };

it('has one line for a batch where all is well', async () => {
  const { world, handle, log } = createImageActions();
  world.registry.push(REPOSITORY, ORDERS, '1.0.0');
  world.registry.push(BILLING_REPOSITORY, ORDERS, '1.0.0');

  await handle([pushEvent(ordersRef), pushEvent(billingRef)]);

  expect(log).toEqual([
    {
      level: 'info',
      message: 'a batch of image actions was handled',
      fields: { messages: 2, recorded: 2, skippedBy: {}, findings: { 'duplicate-layer': 1 } },
    },
  ]);
});

it('counts what became of pushes and of doubts', async () => {
  const { world, handle, log } = createImageActions();
  world.registry.push(REPOSITORY, ORDERS, '1.0.0');
  world.registry.push(BILLING_REPOSITORY, GONE);
  await handle([pushEvent(ordersRef), pushEvent(goneRef, { 'image-tag': '' })]);
  world.registry.delete(goneRef);

  await handle([pushEvent(ordersRef), storageClassEvent(ordersRef, 'STANDARD'), deleteEvent(goneRef)]);
  await handle([deleteEvent(goneRef)]);

  const summaries = log.filter(({ level }) => level === 'info').map(({ fields }) => fields);
  expect(summaries.slice(1)).toEqual([
    { messages: 3, known: 1, kept: 1, forgotten: 1, skippedBy: {}, findings: {} },
    { messages: 1, known: 1, skippedBy: {}, findings: {} },
  ]);
});

it('says of a failure which message, image and error it was, and nothing of the event', async () => {
  const { world, handle, log } = createImageActions();
  world.registry.push(REPOSITORY, ORDERS, '1.0.0');
  const details = { awsError: 'ThrottlingException' };
  world.registry.fail(ordersRef, new RegistryUnavailableError('ECR did not answer', { details }));

  await handle([pushEvent(ordersRef, { 'image-tag': 'a-private-branch' })], { receiveCount: 2 });

  expect(log[0]).toMatchObject({
    level: 'warn',
    fields: {
      messageId: 'message-1',
      receiveCount: 2,
      repository: '123456789012/eu-west-1/team/orders',
      digest: ORDERS.digest,
      errorCode: 'UNAVAILABLE',
      awsError: 'ThrottlingException',
    },
  });
  expect(JSON.stringify(log)).not.toContain('a-private-branch');
});

it('says of a message that is parked what it says of a failure, and counts it', async () => {
  const { world, handle, log } = createImageActions();
  world.registry.push(REPOSITORY, ORDERS, '1.0.0');
  world.registry.fail(ordersRef, new RegistryUnavailableError('ECR did not answer'));

  await handle([pushEvent(ordersRef)], { receiveCount: 5 });

  expect(log).toMatchObject([
    {
      level: 'error',
      message: 'an image action failed for good and is in the dead-letter queue',
      fields: {
        messageId: 'message-1',
        receiveCount: 5,
        repository: '123456789012/eu-west-1/team/orders',
        digest: ORDERS.digest,
        errorCode: 'UNAVAILABLE',
      },
    },
    { level: 'info', fields: { messages: 1, parked: 1 } },
  ]);
});

it('says why a message could not be parked, beside why it failed', async () => {
  const { handle, deadLetters, log } = createImageActions();
  deadLetters.isBroken = true;

  await handle(['{"version"']);

  expect(log).toMatchObject([
    { level: 'error', fields: { messageId: 'message-1', errorCode: 'PARK_FAILED' } },
    { level: 'warn', fields: { messageId: 'message-1', errorCode: 'EVENT_INVALID' } },
    { level: 'info', fields: { messages: 1, failed: 1 } },
  ]);
});
