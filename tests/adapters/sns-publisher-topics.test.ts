import {
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SNSServiceException,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSnsPublisher } from '../../src/adapters/sns-publisher.ts';
import { alertNotice } from '../../src/domain/channel/alert-notice.ts';
import { renderChat } from '../../src/domain/channel/chat-message.ts';
import { alertOf, imageGrewFinding } from '../support/findings.ts';
import { stormSummary, weeklyDigest } from '../support/told-alerts.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const CHAT_TOPIC = 'arn:aws:sns:eu-west-1:123456789012:chat';

const client = new SNSClient({ region: 'eu-west-1' });
const sns = mockClient(client);
beforeEach(() => {
  sns.reset();
  sns.on(PublishCommand).resolves({ MessageId: '1' });
});

const withChat = createSnsPublisher({ client, topicArn: TOPIC, chatTopicArn: CHAT_TOPIC });

describe('the topic for chats', () => {
  test('gets the notice in its own schema after the other one, with the same attributes and no subject', async () => {
    const alert = alertOf(imageGrewFinding());

    await withChat.publish(alert);

    const [first, second, ...more] = inputs();
    expect([first?.TopicArn, second?.TopicArn, more]).toEqual([TOPIC, CHAT_TOPIC, []]);
    expect(second).toEqual({
      TopicArn: CHAT_TOPIC,
      Message: JSON.stringify(renderChat(alertNotice(alert))),
      MessageAttributes: first?.MessageAttributes,
    });
  });

  test('that fails leaves the alert to be published again, to both, with the same id', async () => {
    const cause = new SNSServiceException({ name: 'ThrottledException', $fault: 'client', $metadata: {} });
    sns.on(PublishCommand, { TopicArn: CHAT_TOPIC }).rejectsOnce(cause).resolves({ MessageId: '2' });
    const alert = alertOf(imageGrewFinding());

    await expect(withChat.publish(alert)).rejects.toMatchObject({ name: 'PublishFailedError', cause });
    await withChat.publish(alert);

    expect(inputs().map(({ TopicArn }) => TopicArn)).toEqual([TOPIC, CHAT_TOPIC, TOPIC, CHAT_TOPIC]);
  });

  test('is not written to where the other one fails', async () => {
    sns.on(PublishCommand, { TopicArn: TOPIC }).rejects(new Error('no'));

    await expect(withChat.publish(alertOf(imageGrewFinding()))).rejects.toThrow();

    expect(inputs()).toHaveLength(1);
  });
});

describe('what is about no single alert', () => {
  test.each([
    {
      kind: 'alert-storm',
      severity: 'critical',
      announce: () => withChat.announceStorm(stormSummary()),
    },
    { kind: 'weekly-digest', severity: 'low', announce: () => withChat.announceDigest(weeklyDigest()) },
  ])('$kind goes to both topics, with every attribute', async ({ kind, severity, announce }) => {
    await withChat.publish(alertOf(imageGrewFinding()));
    const [grew] = inputs();
    sns.resetHistory();

    await announce();

    const [mail, chat, ...more] = inputs();
    expect([mail?.TopicArn, chat?.TopicArn, more]).toEqual([TOPIC, CHAT_TOPIC, []]);
    expect(mail?.MessageAttributes).toEqual({
      kind: { DataType: 'String', StringValue: kind },
      severity: { DataType: 'String', StringValue: severity },
      state: { DataType: 'String', StringValue: 'open' },
      accountId: { DataType: 'String', StringValue: '*' },
      region: { DataType: 'String', StringValue: '*' },
      repository: { DataType: 'String', StringValue: '*' },
      owner: { DataType: 'String', StringValue: 'unowned' },
    });
    expect(Object.keys(mail?.MessageAttributes ?? {}).sort()).toEqual(
      Object.keys(grew?.MessageAttributes ?? {}).sort(),
    );
    const texts: Record<string, string> = JSON.parse(mail?.Message ?? '{}');
    expect(JSON.parse(texts.sqs ?? '{}')).toMatchObject({ version: 1, type: kind });
    expect(texts.email).toBe(texts.default);
    expect(mail?.Subject?.length).toBeLessThanOrEqual(100);
  });
});

function inputs(): PublishCommandInput[] {
  return sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
}
