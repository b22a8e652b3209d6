import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/handlers/settings.ts';

const REQUIRED = { TABLE_NAME: 'layerwatch', TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts' };

describe('the settings', () => {
  it('need a table and a topic; everything else has a default', () => {
    const settings = parseSettings(REQUIRED);

    expect(settings).toEqual({
      tableName: 'layerwatch',
      topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      home: { accountId: '123456789012', region: 'eu-west-1' },
      thresholds: {
        largeLayerBytes: 50_000_000,
        growthPercent: 10,
        growthBytes: 10_000_000,
        storagePricePerGbMonth: 0.1,
      },
      historyDays: 365,
      completeFromStart: false,
      blobOrigin: null,
      deadLetterQueueUrl: null,
      maxReceiveCount: 5,
      readerRoleArns: [],
      pullTimePolicy: 'check',
      ecrCallsPerSecond: 10,
      metricsNamespace: 'Layerwatch',
    });
  });

  it('come from the environment as text', () => {
    const settings = parseSettings({
      ...REQUIRED,
      LARGE_LAYER_BYTES: '1000000',
      GROWTH_PERCENT: '2.5',
      GROWTH_BYTES: '0',
      STORAGE_PRICE_PER_GB_MONTH: '0.07',
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
        growthPercent: 2.5,
        growthBytes: 0,
        storagePricePerGbMonth: 0.07,
      },
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

  it('are refused with every missing and every wrong name at once', () => {
    const environment = { TOPIC_ARN: 'alerts', GROWTH_PERCENT: 'ten' };

    expect(() => parseSettings(environment)).toThrow(/TABLE_NAME.*TOPIC_ARN.*GROWTH_PERCENT/);
  });

  it.each([
    ['a part of a byte', { LARGE_LAYER_BYTES: '1.5' }],
    ['less than nothing', { GROWTH_BYTES: '-1' }],
    ['a negative price', { STORAGE_PRICE_PER_GB_MONTH: '-0.1' }],
    ['neither true nor false', { COMPLETE_FROM_START: 'yes' }],
    ['a queue that is no URL', { DEAD_LETTER_QUEUE_URL: 'dead-letters' }],
    ['no delivery at all', { MAX_RECEIVE_COUNT: '0' }],
    ['an origin that is no URL', { BLOB_ORIGIN: 'localhost' }],
    ['the ARN of something else', { TOPIC_ARN: 'arn:aws:sqs:eu-west-1:123456789012:alerts' }],
    ['a policy that nobody knows', { PULL_TIME_POLICY: 'allow' }],
    ['no call at all', { ECR_CALLS_PER_SECOND: '0' }],
    ['nobody to make a call', { RECONCILE_CONCURRENCY: '0' }],
  ])('are refused where one is %s', (_reason, wrong) => {
    expect(() => parseSettings({ ...REQUIRED, ...wrong })).toThrow(Object.keys(wrong)[0]);
  });

  it('are refused without a word of their values, which may be secrets put in the wrong place', () => {
    const environment = { ...REQUIRED, TOPIC_ARN: 'hunter2', GROWTH_BYTES: 'hunter2' };

    expect(() => parseSettings(environment)).not.toThrow(/hunter2/);
  });
});
