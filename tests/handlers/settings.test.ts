import { describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { parseSettings } from '../../src/handlers/settings.ts';

const REQUIRED = { TABLE_NAME: 'layerwatch', TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts' };

describe('the settings', () => {
  it('need a table and a topic; everything else has a default', () => {
    const settings = parseSettings(REQUIRED);

    expect(settings).toEqual({
      tableName: 'layerwatch',
      topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      chatTopicArn: null,
      home: { accountId: '123456789012', region: 'eu-west-1' },
      thresholds: DEFAULT_THRESHOLDS,
      slackWebhookSecretArn: null,
      mutedKinds: [],
      alertsPerTenMinutes: 8,
      historyDays: 365,
      completeFromStart: false,
      blobOrigin: null,
      deadLetterQueueUrl: null,
      maxReceiveCount: 5,
      readerRoleArns: [],
      pullTimePolicy: 'check',
      ecrCallsPerSecond: 10,
      metricsNamespace: 'Layerwatch',
      problems: [],
    });
  });

  it('come from the environment as text', () => {
    const settings = parseSettings({
      ...REQUIRED,
      LARGE_LAYER_BYTES: '1000000',
      MIN_GROUP_SAVING_BYTES: '5.0E9',
      STORAGE_PRICE_PER_GB_MONTH: '0.07',
      GROWTH_PERCENT: '2.5',
      GROWTH_BYTES: '0',
      DRIFT_DAYS: '60',
      BASE_OUTDATED_DAYS: '7',
      LEFTOVER_BYTES: '25MB',
      LAYER_ORDER_PUSHES: '50',
      LAYER_ORDER_PERCENT: '33.3',
      LAYER_ORDER_BYTES: '1 MiB',
      LAMBDA_IMAGE_BYTES: '3000000000',
      CHAT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:chat',
      SLACK_WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack-a1B2c3',
      MUTED_KINDS: 'layer-order, build-leftovers,',
      ALERTS_PER_TEN_MINUTES: '100',
      HISTORY_DAYS: '30',
      COMPLETE_FROM_START: 'true',
      BLOB_ORIGIN: 'http://127.0.0.1:5001',
      DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead',
      MAX_RECEIVE_COUNT: '3',
      READER_ROLE_ARNS: 'arn:aws:iam::123456789012:role/one, arn:aws:iam::123456789012:role/two,',
      PULL_TIME_POLICY: 'register',
      ECR_CALLS_PER_SECOND: '50',
      RECONCILE_CONCURRENCY: '20',
      METRICS_NAMESPACE: '',
    });

    expect(settings).toMatchObject({
      thresholds: {
        largeLayerBytes: 1_000_000,
        minGroupSavingBytes: 5_000_000_000,
        storagePricePerGbMonth: 0.07,
        growthPercent: 2.5,
        growthBytes: 0,
        driftDays: 60,
        baseOutdatedDays: 7,
        leftoverBytes: 25_000_000,
        layerOrderPushes: 50,
        layerOrderPercent: 33.3,
        layerOrderBytes: 1_048_576,
        lambdaImageBytes: 3_000_000_000,
      },
      chatTopicArn: 'arn:aws:sns:eu-west-1:123456789012:chat',
      slackWebhookSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack-a1B2c3',
      mutedKinds: ['build-leftovers', 'layer-order'],
      alertsPerTenMinutes: 100,
      problems: [],
      historyDays: 30,
      completeFromStart: true,
      blobOrigin: 'http://127.0.0.1:5001',
      deadLetterQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead',
      maxReceiveCount: 3,
      readerRoleArns: ['arn:aws:iam::123456789012:role/one', 'arn:aws:iam::123456789012:role/two'],
      pullTimePolicy: 'register',
      ecrCallsPerSecond: 2.5,
      metricsNamespace: '',
    });
  });

  it.each([
    'CHAT_TOPIC_ARN',
    'SLACK_WEBHOOK_SECRET_ARN',
    'DEAD_LETTER_QUEUE_URL',
    'BLOB_ORIGIN',
    'PULL_TIME_POLICY',
    'HISTORY_DAYS',
    'MUTED_KINDS',
  ])('are as without %s where it is empty', (name) => {
    for (const nothing of ['', ' '])
      expect(parseSettings({ ...REQUIRED, [name]: nothing })).toEqual(parseSettings(REQUIRED));
  });

  it('are refused where what is required is empty', () => {
    expect(() => parseSettings({ TABLE_NAME: '', TOPIC_ARN: '' })).toThrow(/TABLE_NAME.*TOPIC_ARN/);
  });

  it('are refused with every missing and every wrong name at once', () => {
    const environment = { TOPIC_ARN: 'alerts', HISTORY_DAYS: 'ten' };

    expect(() => parseSettings(environment)).toThrow(/TABLE_NAME.*TOPIC_ARN.*HISTORY_DAYS/);
  });

  it.each([
    ['a part of a day', { HISTORY_DAYS: '1.5' }],
    ['neither true nor false', { COMPLETE_FROM_START: 'yes' }],
    ['a queue that is no URL', { DEAD_LETTER_QUEUE_URL: 'dead-letters' }],
    ['no delivery at all', { MAX_RECEIVE_COUNT: '0' }],
    ['an origin that is no URL', { BLOB_ORIGIN: 'localhost' }],
    ['the ARN of something else', { TOPIC_ARN: 'arn:aws:sqs:eu-west-1:123456789012:alerts' }],
    [
      'a chat topic that is none',
      { CHAT_TOPIC_ARN: 'arn:aws:chatbot::123456789012:chat-configuration/slack' },
    ],
    ['the webhook itself', { SLACK_WEBHOOK_SECRET_ARN: 'https://hooks.slack.com/services/T/B/x' }],
    ['a policy that nobody knows', { PULL_TIME_POLICY: 'allow' }],
    ['no call at all', { ECR_CALLS_PER_SECOND: '0' }],
    ['nobody to make a call', { RECONCILE_CONCURRENCY: '0' }],
  ])('are refused where one is %s', (_reason, wrong) => {
    expect(() => parseSettings({ ...REQUIRED, ...wrong })).toThrow(Object.keys(wrong)[0]);
  });

  it('are refused without a word of their values, which may be secrets put in the wrong place', () => {
    const environment = { ...REQUIRED, TOPIC_ARN: 'hunter2', SLACK_WEBHOOK_SECRET_ARN: 'hunter2' };

    expect(() => parseSettings(environment)).toThrow(/^(?!.*hunter2)/);
  });
});

describe('a threshold that cannot be used', () => {
  it.each([
    ['a part of a byte', { LARGE_LAYER_BYTES: '1.5' }, 'must be a whole number of bytes, like'],
    ['less than nothing', { GROWTH_BYTES: '-1' }, 'must be a whole number of bytes, like'],
    ['a negative price', { STORAGE_PRICE_PER_GB_MONTH: '-0.1' }, 'must be a number of USD, like 0.1;'],
    ['a word', { GROWTH_PERCENT: 'ten' }, 'must be a number of percent, like 15 or 15.5, without a % sign;'],
    ['a sign too many', { LAYER_ORDER_PERCENT: '15%' }, 'must be a number of percent'],
    ['too much', { LAYER_ORDER_PERCENT: '101' }, 'must be from 0 to 100; the default of 25 is used'],
    ['too little', { ALERTS_PER_TEN_MINUTES: '0' }, 'must be from 1 to 1000; the default of 8 is used'],
    ['days with a unit', { DRIFT_DAYS: '30 days' }, 'must be a whole number of days, like 30;'],
  ])('is named, and its default is used, where it is %s', (_reason, wrong, problem) => {
    const settings = parseSettings({ ...REQUIRED, ...wrong });

    expect(settings.problems).toEqual([expect.stringContaining(`${Object.keys(wrong)[0]} ${problem}`)]);
    expect(settings).toEqual({ ...parseSettings(REQUIRED), problems: settings.problems });
  });

  it('is named without its value, and so is a kind that nobody knows', () => {
    const wrong = { GROWTH_BYTES: 'hunter2', ALERTS_PER_TEN_MINUTES: 'hunter2' };

    const { problems } = parseSettings({ ...REQUIRED, ...wrong, MUTED_KINDS: 'hunter2' });

    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('is not there where nothing is set', () => {
    expect(parseSettings({ ...REQUIRED, GROWTH_BYTES: '', DRIFT_DAYS: ' ' }).problems).toEqual([]);
  });
});

it('a kind that does not exist is named, and the others are muted', () => {
  const { mutedKinds, problems } = parseSettings({ ...REQUIRED, MUTED_KINDS: 'layer-order,image-grow' });

  expect(mutedKinds).toEqual(['layer-order']);
  expect(problems).toEqual([
    expect.stringMatching(/^MUTED_KINDS .* did you mean image-grew\?.*; the others/),
  ]);
});
