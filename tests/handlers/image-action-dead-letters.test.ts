import { expect, it } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { at, buildImage, REPOSITORY } from '../support/builders.ts';
import { createImageActions, type ImageActions } from '../support/image-actions.ts';
import { deleteEvent, pushEvent } from '../support/image-events.ts';

const ORDERS = buildImage([{ seed: 'base', sizeBytes: 60_000_000 }]);
const ordersRef = { ...REPOSITORY, digest: ORDERS.digest };
const push = pushEvent(ordersRef);
const ATTRIBUTES = { RULE_ARN: { dataType: 'String', stringValue: 'arn:aws:events:::rule/a' } };

/** A function to which ECR does not answer about this image. */
function unanswered(options: { readonly parks?: boolean } = {}): ImageActions {
  const actions = createImageActions(options);
  actions.world.registry.push(REPOSITORY, ORDERS, '1.0.0');
  actions.world.registry.fail(ordersRef, new RegistryUnavailableError('ECR did not answer'));
  return actions;
}

it('parks a message that fails on its last delivery, as it was, with the reason, and is done with it', async () => {
  const { handle, deadLetters } = unanswered();

  const response = await handle([push], { receiveCount: 5, attributes: ATTRIBUTES });

  expect(response).toEqual({ batchItemFailures: [] });
  expect(deadLetters.parked).toEqual([
    {
      letter: { body: JSON.stringify(push), attributes: ATTRIBUTES },
      reason: {
        errorCode: 'UNAVAILABLE',
        errorMessage: 'ECR did not answer',
        repository: '123456789012/eu-west-1/team/orders',
        digest: ORDERS.digest,
        failedAt: at(60),
      },
    },
  ]);
});

it.each([
  ['leaves to the queue a message that it delivers again', {}, 4],
  ['leaves to the queue what fails for good where there is no queue to park it in', { parks: false }, 5],
])('%s', async (_what, options, receiveCount) => {
  const { handle, deadLetters } = unanswered(options);

  const response = await handle([push], { receiveCount });

  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  expect(deadLetters.parked).toEqual([]);
});

it('parks a message that was delivered more often than it was meant to be', async () => {
  const { handle, deadLetters } = unanswered();

  await handle([push], { receiveCount: 6 });

  expect(deadLetters.parked).toHaveLength(1);
});

it('parks no message that succeeds on its last delivery', async () => {
  const { world, handle, deadLetters, live } = createImageActions();
  world.registry.push(REPOSITORY, ORDERS, '1.0.0');

  await handle([push], { receiveCount: 5 });

  expect(deadLetters.parked).toEqual([]);
  expect(await live()).toEqual(['team/orders:1.0.0']);
});

it.each([
  ['a malformed event', '{"version"', 'the message is not JSON'],
  [
    'an event with an empty digest',
    JSON.stringify(pushEvent(ordersRef, { 'image-digest': '' })),
    "the event is not one of ECR's: detail.image-digest: not a digest: expected sha256: and 64 hex digits",
  ],
])('parks %s at once, as it will never be one; its neighbours go on', async (_what, body, errorMessage) => {
  const { world, handle, deadLetters, live } = createImageActions();
  world.registry.push(REPOSITORY, ORDERS, '1.0.0');

  const response = await handle([body, push]);

  expect(response).toEqual({ batchItemFailures: [] });
  expect(await live()).toEqual(['team/orders:1.0.0']);
  expect(deadLetters.parked).toMatchObject([
    {
      letter: { body },
      reason: { errorCode: 'EVENT_INVALID', errorMessage, repository: null, digest: null },
    },
  ]);
});

it('has a malformed event delivered again where there is no queue to park it in', async () => {
  const { handle, log } = createImageActions({ parks: false });

  const response = await handle(['{"version"']);

  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  expect(log.map(({ level }) => level)).toEqual(['warn', 'info']);
});

it('leaves to the queue what it could not park, and parks the others', async () => {
  const { handle, deadLetters } = unanswered();
  const park = deadLetters.park.bind(deadLetters);
  deadLetters.park = async (letter, reason) => {
    deadLetters.isBroken = letter.body === '{"version"';
    await park(letter, reason);
  };

  const response = await handle(['{"version"', push], { receiveCount: 5 });

  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  expect(deadLetters.parked.map(({ reason }) => reason.errorCode)).toEqual(['UNAVAILABLE']);
});

it('says of a bug its name and not its words, which may quote anything', async () => {
  const { world, handle, deadLetters } = createImageActions();
  world.history.find = async () => {
    throw new TypeError('cannot read a-private-branch');
  };

  await handle([push], { receiveCount: 5 });

  expect(deadLetters.parked).toMatchObject([
    { reason: { errorCode: 'UNEXPECTED', errorMessage: 'TypeError', digest: ORDERS.digest } },
  ]);
});

it('parks doubts as it parks pushes', async () => {
  const { world, handle, deadLetters } = createImageActions();
  world.registry.describe = async () => {
    throw new RegistryUnavailableError('ECR did not answer');
  };

  const response = await handle([deleteEvent(ordersRef, '1.0.0')], { receiveCount: 5 });

  expect(response).toEqual({ batchItemFailures: [] });
  expect(deadLetters.parked).toMatchObject([{ reason: { errorCode: 'UNAVAILABLE', digest: ORDERS.digest } }]);
});
