import {
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSqsDeadLetters } from '../../src/adapters/sqs-dead-letters.ts';
import type { FailureReason, MessageAttribute } from '../../src/domain/dead-letters.ts';
import { fakeDigest } from '../support/builders.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead';
const REASON: FailureReason = {
  errorCode: 'UNAVAILABLE',
  errorMessage: 'ECR did not answer',
  repository: '123456789012/eu-west-1/team/orders',
  digest: fakeDigest('image'),
  failedAt: '2026-11-20T10:00:00.000Z',
};

// A message's attributes when EventBridge has parked it and somebody had it delivered again.
const RULE = Object.fromEntries(
  [
    ...['RULE_ARN', 'TARGET_ARN', 'ERROR_CODE', 'ERROR_MESSAGE'],
    ...['EXHAUSTED_RETRY_CONDITION', 'RETRY_ATTEMPTS'],
  ].map((name) => [name, text(`its ${name}`)]),
);

const client = new SQSClient({ region: 'eu-west-1' });
const sqs = mockClient(client);
beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({ MessageId: '1' });
});

const deadLetters = createSqsDeadLetters({ client: () => client, queueUrl: QUEUE });

describe('park', () => {
  test('sends the message as it was, with the reason in its attributes', async () => {
    const input = await parked({});

    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
    expect(input).toEqual({
      QueueUrl: QUEUE,
      MessageBody: '{"source":"aws.ecr"}',
      MessageAttributes: {
        errorCode: { DataType: 'String', StringValue: 'UNAVAILABLE' },
        errorMessage: { DataType: 'String', StringValue: 'ECR did not answer' },
        repository: { DataType: 'String', StringValue: '123456789012/eu-west-1/team/orders' },
        digest: { DataType: 'String', StringValue: fakeDigest('image') },
        failedAt: { DataType: 'String', StringValue: '2026-11-20T10:00:00.000Z' },
      },
    });
  });

  test('leaves out what is not known, since SQS takes no empty attribute', async () => {
    const input = await parked({}, { ...REASON, repository: null, digest: null });

    expect(Object.keys(input.MessageAttributes ?? {})).toEqual(['errorCode', 'errorMessage', 'failedAt']);
  });

  test('keeps what the message had, whatever its type', async () => {
    const input = await parked({
      ERROR_CODE: text('NO_PERMISSIONS'),
      RETRY_ATTEMPTS: { dataType: 'Number', stringValue: '185' },
      trace: { dataType: 'Binary.gzip', binaryValue: 'AAEC' },
    });

    expect(input.MessageAttributes).toMatchObject({
      errorCode: { StringValue: 'UNAVAILABLE' },
      ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
      RETRY_ATTEMPTS: { DataType: 'Number', StringValue: '185' },
      trace: { DataType: 'Binary.gzip', BinaryValue: Buffer.of(0, 1, 2) },
    });
  });

  test('writes no more than the ten attributes that SQS takes, the reason first', async () => {
    const input = await parked(RULE);

    expect(Object.keys(input.MessageAttributes ?? {})).toEqual([
      ...['errorCode', 'errorMessage', 'repository', 'digest', 'failedAt'],
      ...['RULE_ARN', 'TARGET_ARN', 'ERROR_CODE', 'ERROR_MESSAGE', 'EXHAUSTED_RETRY_CONDITION'],
    ]);
  });

  test('writes the reason over that of an earlier time, and nothing of it stays', async () => {
    const earlier = {
      errorCode: text('DENIED'),
      digest: text('sha256:of-another'),
      RULE_ARN: text('a rule'),
    };

    const input = await parked(earlier, { ...REASON, digest: null });

    expect(input.MessageAttributes).toMatchObject({ errorCode: { StringValue: 'UNAVAILABLE' } });
    expect(input.MessageAttributes).not.toHaveProperty('digest');
    expect(Object.keys(input.MessageAttributes ?? {})).toEqual([
      ...['errorCode', 'errorMessage', 'repository', 'failedAt', 'RULE_ARN'],
    ]);
  });

  test('leaves out an attribute of a type that SQS does not take', async () => {
    const input = await parked({ list: { dataType: 'StringList' } });

    expect(input.MessageAttributes).not.toHaveProperty('list');
  });

  test.each(['AccessDenied', 'QueueDoesNotExist', 'RequestThrottled', 'InvalidMessageContents'])(
    '%s fails with ParkFailedError, so that the message stays in its queue',
    async (name) => {
      const cause = new SQSServiceException({ name, $fault: 'client', $metadata: {} });
      sqs.on(SendMessageCommand).rejects(cause);

      const call = parked({});

      await expect(call).rejects.toMatchObject({
        name: 'ParkFailedError',
        code: 'PARK_FAILED',
        retryable: true,
        details: { awsError: name },
        cause,
      });
    },
  );
});

async function parked(
  attributes: Readonly<Record<string, MessageAttribute>>,
  reason = REASON,
): Promise<SendMessageCommandInput> {
  await deadLetters.park({ body: '{"source":"aws.ecr"}', attributes }, reason);
  const input = sqs.commandCalls(SendMessageCommand).at(-1)?.args[0].input;
  if (!input) throw new Error('nothing was parked');
  return input;
}

function text(value: string): MessageAttribute {
  return { dataType: 'String', stringValue: value };
}
