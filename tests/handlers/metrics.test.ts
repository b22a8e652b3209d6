import { expect, it } from 'vitest';
import { createMetrics } from '../../src/handlers/metrics.ts';
import { at, REGISTRY } from '../support/builders.ts';

function written(namespace: string): unknown[] {
  const lines: string[] = [];
  const metrics = createMetrics({
    namespace,
    now: () => new Date(at()),
    write: (line) => void lines.push(line),
  });
  metrics(REGISTRY, { MissedPushes: 3, ImagesSkipped: 0 });
  for (const line of lines) expect(line.endsWith('}\n')).toBe(true);
  return lines.map((line) => JSON.parse(line));
}

it('metrics are a line that CloudWatch reads: by account and region, each a count', () => {
  expect(written('Layerwatch')).toEqual([
    {
      _aws: {
        Timestamp: Date.parse(at()),
        CloudWatchMetrics: [
          {
            Namespace: 'Layerwatch',
            Dimensions: [['accountId', 'region']],
            Metrics: [
              { Name: 'MissedPushes', Unit: 'Count' },
              { Name: 'ImagesSkipped', Unit: 'Count' },
            ],
          },
        ],
      },
      ...{ ...REGISTRY, MissedPushes: 3, ImagesSkipped: 0 },
    },
  ]);
});

it('metrics without a namespace are not written', () => {
  expect(written('')).toEqual([]);
});
