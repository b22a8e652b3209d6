import { beforeEach, describe, expect, it } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { createImageActionHandler } from '../../src/handlers/record-batch.ts';
import { buildImage, fakeDigest, REPOSITORY } from '../support/builders.ts';
import { LAMBDA_CONTEXT, pushEvent, sqsBatch } from '../support/image-events.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: unknown;
}

const OTHER = { ...REPOSITORY, repository: 'team/billing' };
const ORDERS = buildImage([{ seed: 'base', sizeBytes: 60_000_000 }]);
const BILLING = buildImage([
  { seed: 'base', sizeBytes: 60_000_000 },
  { seed: 'billing', sizeBytes: 1_000 },
]);
const ordersRef = { ...REPOSITORY, digest: ORDERS.digest };
const billingRef = { ...OTHER, digest: BILLING.digest };

let world: World;
let log: LogLine[];

beforeEach(() => {
  world = createWorld();
  world.registry.push(REPOSITORY, ORDERS);
  world.registry.push(OTHER, BILLING);
  log = [];
});

function handle(...bodies: (string | object)[]) {
  const logger = { info: write('info'), warn: write('warn'), error: write('error') };
  return createImageActionHandler({ ...world.deps, logger })(sqsBatch(bodies), LAMBDA_CONTEXT);
}

function write(level: string) {
  return (message: string, fields: unknown): void => {
    log.push({ level, message, fields });
  };
}

function recorded(): string[] {
  return [...world.history.rows.values()]
    .map(({ image }) => `${image.repository}:${image.tags.join()}`)
    .sort();
}

describe('the image-action function', () => {
  it('records what was pushed, tells what it found, and has nothing delivered again', async () => {
    const response = await handle(pushEvent(ordersRef), pushEvent(billingRef));

    expect(response).toEqual({ batchItemFailures: [] });
    expect(recorded()).toEqual(['team/billing:1.0.0', 'team/orders:1.0.0']);
    expect(world.publisher.published).toMatchObject([{ kind: 'duplicate-layer', state: 'open' }]);
  });

  it('takes ten copies of one event for one push', async () => {
    await handle(...Array.from({ length: 10 }, () => pushEvent(ordersRef)));

    expect(recorded()).toEqual(['team/orders:1.0.0']);
    expect(log.at(-1)?.fields).toMatchObject({ messages: 10 });
  });

  it('takes several tags of one image for one image', async () => {
    await handle(pushEvent(ordersRef), pushEvent(ordersRef, { 'image-tag': 'latest' }));

    expect(recorded()).toEqual(['team/orders:1.0.0,latest']);
  });

  it.each([
    ['a malformed event', '{"version"'],
    ['an event with an empty digest', pushEvent(ordersRef, { 'image-digest': '' })],
  ])(
    'has %s delivered again until it ends in the dead-letter queue; its neighbours go on',
    async (_what, body) => {
      const response = await handle(pushEvent(ordersRef), body, pushEvent(billingRef));

      expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-2' }] });
      expect(recorded()).toEqual(['team/billing:1.0.0', 'team/orders:1.0.0']);
    },
  );

  it.each([
    ['a failed push', pushEvent(ordersRef, { result: 'FAILURE', 'image-digest': '' }), 'PUSH_FAILED'],
    ['an image that is gone', pushEvent({ ...REPOSITORY, digest: fakeDigest('gone') }), 'MANIFEST_UNKNOWN'],
  ])('skips %s, says why, and goes on with its neighbours', async (_what, body, reason) => {
    const response = await handle(body, pushEvent(billingRef));

    expect(response).toEqual({ batchItemFailures: [] });
    expect(recorded()).toEqual(['team/billing:1.0.0']);
    expect(log.at(-1)?.fields).toMatchObject({ skipped: 1, recorded: 1, skippedBy: { [reason]: 1 } });
  });

  it('has only the message delivered again whose image ECR cannot give now', async () => {
    const throttled = { ...REPOSITORY, digest: fakeDigest('throttled') };
    world.registry.fail(throttled, new RegistryUnavailableError('ECR did not answer'));

    const response = await handle(pushEvent(throttled), pushEvent(ordersRef));

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(recorded()).toEqual(['team/orders:1.0.0']);
  });

  it('has both messages of one image delivered again where it fails', async () => {
    world.registry.fail(ordersRef, new RegistryUnavailableError('ECR did not answer'));

    const response = await handle(pushEvent(ordersRef), pushEvent(ordersRef, { 'image-tag': 'latest' }));

    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      'message-1',
      'message-2',
    ]);
  });

  it('has a whole repository delivered again where the history cannot be read, and goes on with the others', async () => {
    const find = world.history.find.bind(world.history);
    world.history.find = async (repository, digests) => {
      if (repository.repository === REPOSITORY.repository) throw new Error('no table');
      return find(repository, digests);
    };

    const response = await handle(pushEvent(ordersRef), pushEvent(billingRef));

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(recorded()).toEqual(['team/billing:1.0.0']);
  });

  it('publishes again what SNS did not take, once it is delivered again', async () => {
    world.publisher.isBroken = true;
    const first = await handle(pushEvent(ordersRef), pushEvent(billingRef));
    world.publisher.isBroken = false;
    world.clock.pass(600);

    const second = await handle(pushEvent(billingRef));

    expect(first).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-2' }] });
    expect(second).toEqual({ batchItemFailures: [] });
    expect(world.publisher.published).toHaveLength(1);
  });
});

describe('its log', () => {
  it('has one line for a batch where all is well', async () => {
    await handle(pushEvent(ordersRef), pushEvent(billingRef));

    expect(log).toEqual([
      {
        level: 'info',
        message: 'a batch of image actions was handled',
        fields: { messages: 2, recorded: 2, skippedBy: {}, findings: { 'duplicate-layer': 1 } },
      },
    ]);
  });

  it('says of a failure which message, image and error it was, and nothing of the event', async () => {
    world.registry.fail(
      ordersRef,
      new RegistryUnavailableError('ECR did not answer', { details: { awsError: 'ThrottlingException' } }),
    );

    await handle(pushEvent(ordersRef, { 'image-tag': 'a-private-branch' }));

    expect(log[0]).toMatchObject({
      level: 'warn',
      fields: {
        messageId: 'message-1',
        digest: ORDERS.digest,
        errorCode: 'UNAVAILABLE',
        awsError: 'ThrottlingException',
      },
    });
    expect(JSON.stringify(log)).not.toContain('a-private-branch');
  });
});
