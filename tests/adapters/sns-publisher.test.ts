import {
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SNSServiceException,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSnsPublisher } from '../../src/adapters/sns-publisher.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { alertDocument } from '../../src/domain/alert-document.ts';
import { alertNotice } from '../../src/domain/channel/alert-notice.ts';
import { renderEmail } from '../../src/domain/channel/email-message.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const CHAT_TOPIC = 'arn:aws:sns:eu-west-1:123456789012:chat';
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: bytes, body and attributes together.
const MESSAGE_MAX_BYTES = 262_144;

// The values of tags in AWS: at most 256 letters, digits and a few marks that JSON does not escape.
const OWNERS = Array.from({ length: 10 }, (_, place) => `${place}`.repeat(256));

const client = new SNSClient({ region: 'eu-west-1' });
const sns = mockClient(client);
beforeEach(() => {
  sns.reset();
  sns.on(PublishCommand).resolves({ MessageId: '1' });
});

const publisher = createSnsPublisher({ client, topicArn: TOPIC, chatTopicArn: null });
const withChat = createSnsPublisher({ client, topicArn: TOPIC, chatTopicArn: CHAT_TOPIC });

describe('publish', () => {
  test('sends one message to the topic, with the subject', async () => {
    const alert = alertOf(imageGrewFinding());

    const input = await published(alert);

    expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
    expect(input).toMatchObject({
      TopicArn: TOPIC,
      Subject: renderEmail(alertNotice(alert)).subject,
      MessageStructure: 'json',
    });
  });

  test('people get text, programs get JSON, and whoever has no key of its own gets the text', async () => {
    const alert = alertOf(duplicateLayerFinding());

    const input = await published(alert);

    const { text } = renderEmail(alertNotice(alert));
    const document = JSON.stringify(alertDocument(alert));
    expect(JSON.parse(input.Message ?? '')).toEqual({
      default: text,
      email: text,
      sqs: document,
      lambda: document,
      https: document,
      http: document,
    });
  });

  test('an image that grew has every attribute a filter policy may name', async () => {
    const input = await published(alertOf(imageGrewFinding()));

    expect(input.MessageAttributes).toEqual({
      kind: { DataType: 'String', StringValue: 'image-grew' },
      severity: { DataType: 'String', StringValue: 'high' },
      state: { DataType: 'String', StringValue: 'open' },
      accountId: { DataType: 'String', StringValue: '123456789012' },
      region: { DataType: 'String', StringValue: 'eu-west-1' },
      repository: { DataType: 'String', StringValue: 'team/web' },
      owner: { DataType: 'String', StringValue: 'unowned' },
    });
  });

  test.each([
    { owners: [], owner: { DataType: 'String', StringValue: 'unowned' } },
    { owners: ['team-web'], owner: { DataType: 'String', StringValue: 'team-web' } },
    {
      owners: ['@anna', 'team-web'],
      owner: { DataType: 'String.Array', StringValue: '["@anna","team-web"]' },
    },
  ])('its owners $owners are there to subscribe to', async ({ owners, owner }) => {
    const input = await published(alertOf(imageGrewFinding(), { owners }));

    expect(input.MessageAttributes?.owner).toEqual(owner);
  });

  test('a duplicate layer has the same attributes, its repositories as a list', async () => {
    const grew = await published(alertOf(imageGrewFinding()));

    const input = await published(alertOf(duplicateLayerFinding(), { state: 'grew' }));

    expect(Object.keys(input.MessageAttributes ?? {})).toEqual(Object.keys(grew.MessageAttributes ?? {}));
    expect(input.MessageAttributes).toMatchObject({
      kind: { StringValue: 'duplicate-layer' },
      state: { StringValue: 'grew' },
      repository: { DataType: 'String.Array', StringValue: '["team/api","team/jobs","team/web"]' },
    });
  });

  test('a first scan has the same attributes; no repository is called *', async () => {
    const grew = await published(alertOf(imageGrewFinding()));

    const input = await published(alertOf(registryScannedFinding()));

    expect(Object.keys(input.MessageAttributes ?? {})).toEqual(Object.keys(grew.MessageAttributes ?? {}));
    expect(input.MessageAttributes).toMatchObject({
      kind: { StringValue: 'registry-scanned' },
      repository: { DataType: 'String', StringValue: '*' },
    });
  });

  // Three bytes a character in UTF-8; a quote is escaped once for each JSON it is inside of.
  test.each(['ศ', '"', '\\', 'a'])(
    'the largest alerts fit into one message, made of %s',
    async (character) => {
      const name = character.repeat(5_000);
      const names = Array.from({ length: 1_000 }, () => name);
      // The domain names five.
      const instructions = names
        .slice(0, 5)
        .map((instruction) => ({ instruction, bytesBefore: 1, bytesAfter: 2 ** 52 }));
      const findings = [
        imageGrewFinding({ repository: name, series: name, platform: name, tags: names, instructions }),
        duplicateLayerFinding({ repositories: names, instruction: name, sizeBytes: 54_525_952_000 }),
        registryScannedFinding(
          {},
          names.map((instruction) => ({ ...duplicateLayerFinding(), instruction })),
        ),
      ];

      for (const finding of findings) {
        await withChat.publish(alertOf(finding, { owners: OWNERS }));
        for (const input of inputs()) expect(sizeOf(input)).toBeLessThan(MESSAGE_MAX_BYTES);
      }
    },
  );

  test.each([
    'AuthorizationErrorException',
    'ThrottledException',
    'KMSAccessDeniedException',
    'TimeoutError',
  ])('%s fails with PublishFailedError, to be published by the redelivery', async (name) => {
    const cause = new SNSServiceException({ name, $fault: 'client', $metadata: {} });
    sns.on(PublishCommand).rejects(cause);
    const alert = alertOf(imageGrewFinding());

    const call = publisher.publish(alert);

    await expect(call).rejects.toMatchObject({
      name: 'PublishFailedError',
      retryable: true,
      details: { alert: `${alert.id}-1`, awsError: name },
      cause,
    });
  });
});

function inputs(): PublishCommandInput[] {
  return sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
}

async function published(alert: Alert): Promise<PublishCommandInput> {
  await publisher.publish(alert);
  const input = sns.commandCalls(PublishCommand).at(-1)?.args[0].input;
  if (!input) throw new Error('nothing was published');
  return input;
}

function sizeOf({ Message = '', Subject = '', MessageAttributes = {} }: PublishCommandInput): number {
  return Buffer.byteLength(Message + Subject + JSON.stringify(MessageAttributes));
}
