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
import { renderAlert } from '../../src/domain/alert-message.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: bytes, body and attributes together.
const MESSAGE_MAX_BYTES = 262_144;

const client = new SNSClient({ region: 'eu-west-1' });
const sns = mockClient(client);
beforeEach(() => {
  sns.reset();
  sns.on(PublishCommand).resolves({ MessageId: '1' });
});

const publisher = createSnsPublisher({ client, topicArn: TOPIC });

describe('publish', () => {
  test('sends one message to the topic, with the subject', async () => {
    const alert = alertOf(imageGrewFinding());

    const input = await published(alert);

    expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
    expect(input).toMatchObject({
      TopicArn: TOPIC,
      Subject: renderAlert(alert).subject,
      MessageStructure: 'json',
    });
  });

  test('people get text, programs get JSON, and whoever has no key of its own gets the text', async () => {
    const alert = alertOf(duplicateLayerFinding());

    const input = await published(alert);

    const { text, json } = renderAlert(alert);
    const document = JSON.stringify(json);
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
    });
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
      const instructions = names.map((instruction) => ({ instruction, bytesBefore: 1, bytesAfter: 2 ** 52 }));
      const findings = [
        imageGrewFinding({ repository: name, series: name, platform: name, tags: names, instructions }),
        duplicateLayerFinding({ repositories: names, instruction: name, sizeBytes: 54_525_952_000 }),
        registryScannedFinding(
          {},
          names.map((instruction) => ({ ...duplicateLayerFinding(), instruction })),
        ),
      ];

      for (const finding of findings)
        expect(sizeOf(await published(alertOf(finding)))).toBeLessThan(MESSAGE_MAX_BYTES);
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
      details: { alert: alert.id, awsError: name },
      cause,
    });
  });
});

async function published(alert: Alert): Promise<PublishCommandInput> {
  await publisher.publish(alert);
  const input = sns.commandCalls(PublishCommand).at(-1)?.args[0].input;
  if (!input) throw new Error('nothing was published');
  return input;
}

function sizeOf({ Message = '', Subject = '', MessageAttributes = {} }: PublishCommandInput): number {
  return Buffer.byteLength(Message + Subject + JSON.stringify(MessageAttributes));
}
