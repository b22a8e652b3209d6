import { describe, expect, it, test } from 'vitest';
import { findLayerOrder } from '../../../src/domain/findings/layer-order.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { image } from '../../support/builders.ts';
import { EACH, layerOrderOf, NPM } from '../../support/layer-orders.ts';
import { changedPushes, dayOf, layeredPushes, type PushedStep } from '../../support/layered-pushes.ts';

const MB = 1_000_000;

describe('findLayerOrder', () => {
  it('says what a push brings, what it would bring in the best order, and how it knows', () => {
    const finding = layerOrderOf(NPM, EACH);

    expect(finding).toMatchObject({
      kind: 'layer-order',
      strategy: 'S3',
      severity: 'low',
      accountId: '123456789012',
      region: 'eu-west-1',
      repository: 'team/orders',
      series: 'default',
      platform: 'linux/amd64',
      tags: ['1.0.0'],
      pushes: 12,
      measuredBytesPerPush: 205 * MB,
      bytesPerPush: 200_961_538,
      bestBytesPerPush: 104_903_846,
      savedBytesPerPush: 96_057_692,
      savedPercent: 47.8,
      costBytes: 96_057_692,
      bound: 'upper',
      steps: [
        {
          instruction: 'RUN npm ci',
          sizeBytes: 200 * MB,
          changes: 0,
          trials: 0,
          rate: 0.5,
          position: 2,
          bestPosition: 1,
        },
        {
          instruction: 'COPY . .',
          sizeBytes: 5 * MB,
          changes: 12,
          trials: 12,
          rate: 0.96,
          position: 1,
          bestPosition: 2,
        },
      ],
    });
  });

  test.each([
    { steps: [NPM[1], NPM[0]], contents: 'xaa xab xac xad xae xaf xag', reason: 'the order is good' },
    { steps: NPM, contents: 'xaa xbb xcc xdd xee', reason: 'four pushes are too few' },
    { steps: NPM, contents: 'xaa ybb zcc wdd vee uff tgg', reason: 'each brought another base' },
    { steps: NPM, contents: 'xaa xba xca xda xea xfa xga', reason: 'the packages come out the same anyway' },
    { steps: NPM, contents: 'xaa xab xac xad xae xaf xag', reason: 'the sources do not change' },
    {
      steps: [NPM[0], ['RUN npm run build', 200 * MB]],
      contents: EACH,
      reason: 'what builds needs the sources',
    },
    {
      steps: [['COPY package.json package-lock.json ./', 1 * MB], NPM[1]],
      contents: EACH,
      reason: 'it needs what is below it',
    },
    {
      steps: [NPM[0], ['COPY app.jar /', 200 * MB]],
      contents: EACH,
      reason: 'a copy of which nothing is known may change with each push',
    },
    { steps: [NPM[0], ['RUN npm ci', 100 * MB]], contents: EACH, reason: 'less than 50 MB of a push' },
    { steps: [['COPY . .', 220 * MB], NPM[1]], contents: EACH, reason: 'less than 25 % of a push' },
  ])('raises nothing where $reason', ({ steps, contents }) => {
    expect(layerOrderOf(steps as readonly PushedStep[], contents)).toBeNull();
  });

  it('raises nothing where instructions are not known', () => {
    const pushes = changedPushes(layeredPushes(NPM, EACH), () => ({ instruction: null }));

    const finding = findLayerOrder({ ...image(), series: 'default' }, pushes, dayOf(12), DEFAULT_THRESHOLDS);

    expect(finding).toBeNull();
  });

  it('looks at so many pushes as the threshold says', () => {
    expect(layerOrderOf(NPM, EACH, { layerOrderPushes: 6 })?.pushes).toBe(5);
    expect(layerOrderOf(NPM, EACH, { layerOrderPushes: 5 })).toBeNull();
  });

  test.each([
    { layerOrderBytes: 96_057_692, layerOrderPercent: 47.7, raised: true, reason: 'exactly so many bytes' },
    { layerOrderBytes: 96_057_693, layerOrderPercent: 0, raised: false, reason: 'a byte less' },
    { layerOrderBytes: 0, layerOrderPercent: 47.9, raised: false, reason: 'less of the push' },
  ])(
    'of $layerOrderBytes bytes and $layerOrderPercent %: $raised ($reason)',
    ({ raised, reason: _, ...thresholds }) => {
      expect(layerOrderOf(NPM, EACH, thresholds) !== null).toBe(raised);
    },
  );

  it('is about bytes that are saved even where the thresholds are 0', () => {
    const [copy, npm] = NPM as readonly [PushedStep, PushedStep];

    expect(
      layerOrderOf([npm, copy], 'xaa xab xac xad xae xaf', { layerOrderBytes: 0, layerOrderPercent: 0 }),
    ).toBeNull();
  });

  test.each([
    { layerOrderBytes: 24_100_000, severity: 'low' },
    { layerOrderBytes: 24_000_000, severity: 'medium' },
    { layerOrderBytes: 9_700_000, severity: 'medium' },
    { layerOrderBytes: 9_600_000, severity: 'high' },
  ])(
    'is $severity where 96 MB are saved and the threshold is $layerOrderBytes',
    ({ layerOrderBytes, severity }) => {
      expect(layerOrderOf(NPM, EACH, { layerOrderBytes })?.severity).toBe(severity);
    },
  );

  test.each([
    { day: 12, pushes: 13, reason: 'all of them' },
    { day: 37, pushes: 5, reason: 'those of the last 30 days' },
    { day: 60, pushes: 0, reason: 'none any more' },
  ])('costs what $pushes pushes brought for nothing on day $day ($reason)', ({ day, pushes }) => {
    const cost = layerOrderOf(NPM, EACH, {}, dayOf(day))?.monthlyCostUsd;

    expect(cost).toBeCloseTo(((pushes * 96_057_692) / 2 ** 30) * 0.1, 3);
  });

  it('counts pushes for the cost that it does not look at otherwise', () => {
    const finding = layerOrderOf(NPM, EACH, { layerOrderPushes: 7 });

    expect(finding?.monthlyCostUsd).toBeCloseTo(((13 * (finding?.costBytes ?? 0)) / 2 ** 30) * 0.1, 3);
  });

  test.each([
    { count: 125, reason: 'the most that Docker builds', raised: true },
    { count: 126, reason: 'one more than that', raised: false },
  ])('of $count more steps: $raised ($reason)', ({ count, raised }) => {
    const many = Array.from({ length: count }, (_, index): PushedStep => [`COPY ${index} ./`, 1_000]);
    const contents = EACH.split(' ').map((push) => push + 'z'.repeat(count));

    expect(layerOrderOf([...NPM, ...many], contents.join(' ')) !== null).toBe(raised);
  });

  it('names thirty steps at most', () => {
    const many = Array.from({ length: 40 }, (_, index): PushedStep => [`COPY ${index} ./`, 1_000]);
    const contents = EACH.split(' ').map((push) => push + 'z'.repeat(40));

    expect(layerOrderOf([...NPM, ...many], contents.join(' '))?.steps).toHaveLength(30);
  });
});
