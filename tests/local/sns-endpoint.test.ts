import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LocalServer } from '../../src/local/http-server.ts';
import { type PublishedMessage, startSnsEndpoint } from '../../src/local/sns-endpoint.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:layerwatch-alerts';

const received: PublishedMessage[] = [];
let server: LocalServer;
let client: SNSClient;

beforeAll(async () => {
  server = await startSnsEndpoint((message) => received.push(message));
  client = new SNSClient({
    endpoint: server.origin,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

beforeEach(() => received.splice(0));
afterAll(() => server.close());

function publish(input: Partial<PublishCommandInput>) {
  return client.send(new PublishCommand({ TopicArn: TOPIC, Message: 'text', ...input }));
}

test('hands over a message with its texts by protocol and its attributes', async () => {
  const answer = await publish({
    Subject: 'an image grew',
    MessageStructure: 'json',
    Message: JSON.stringify({ default: 'text', email: 'a mail', sqs: '{"a":1}', ignored: 3 }),
    MessageAttributes: {
      severity: { DataType: 'String', StringValue: 'high' },
      repository: { DataType: 'String.Array', StringValue: '["team/orders"]' },
    },
  });

  expect(answer.MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(received).toEqual([
    {
      topicArn: TOPIC,
      subject: 'an image grew',
      texts: { default: 'text', email: 'a mail', sqs: '{"a":1}' },
      attributes: { severity: 'high', repository: '["team/orders"]' },
    },
  ]);
});

test('hands over a plain message', async () => {
  await publish({});

  expect(received).toEqual([{ topicArn: TOPIC, subject: null, texts: { default: 'text' }, attributes: {} }]);
});

test.each([
  ['a subject of 100 characters', { Subject: 'a'.repeat(100) }],
  ['a subject of two lines', { Subject: 'one\ntwo' }],
  ['an empty message', { Message: '' }],
  ['a json message that is not JSON', { MessageStructure: 'json', Message: 'text' }],
  ['a json message without a default text', { MessageStructure: 'json', Message: '{"email":"a"}' }],
])('refuses %s', async (_reason, input) => {
  await expect(publish(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  expect(received).toEqual([]);
});

test('refuses any other action', async () => {
  const response = await fetch(server.origin, { method: 'POST', body: 'Action=Subscribe' });

  expect(response.status).toBe(400);
  expect(await response.text()).toContain('<Code>InvalidAction</Code>');
});
