import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/handlers/settings.ts';

const REQUIRED = { TABLE_NAME: 'layerwatch', TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts' };

describe('the settings', () => {
  it('need a table and a topic; everything else has a default', () => {
    const settings = parseSettings(REQUIRED);

    expect(settings).toEqual({
      tableName: 'layerwatch',
      topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      thresholds: {
        largeLayerBytes: 50_000_000,
        growthPercent: 10,
        growthBytes: 10_000_000,
        storagePricePerGbMonth: 0.1,
      },
      completeFromStart: false,
      blobOrigin: null,
    });
  });

  it('come from the environment as text', () => {
    const settings = parseSettings({
      ...REQUIRED,
      LARGE_LAYER_BYTES: '1000000',
      GROWTH_PERCENT: '2.5',
      GROWTH_BYTES: '0',
      STORAGE_PRICE_PER_GB_MONTH: '0.07',
      COMPLETE_FROM_START: 'true',
      BLOB_ORIGIN: 'http://127.0.0.1:5001',
    });

    expect(settings).toMatchObject({
      thresholds: {
        largeLayerBytes: 1_000_000,
        growthPercent: 2.5,
        growthBytes: 0,
        storagePricePerGbMonth: 0.07,
      },
      completeFromStart: true,
      blobOrigin: 'http://127.0.0.1:5001',
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
    ['an origin that is no URL', { BLOB_ORIGIN: 'localhost' }],
  ])('are refused where one is %s', (_reason, wrong) => {
    expect(() => parseSettings({ ...REQUIRED, ...wrong })).toThrow(Object.keys(wrong)[0]);
  });

  it('are refused without a word of their values, which may be secrets put in the wrong place', () => {
    const environment = { ...REQUIRED, TOPIC_ARN: 'hunter2', GROWTH_BYTES: 'hunter2' };

    expect(() => parseSettings(environment)).not.toThrow(/hunter2/);
  });
});
