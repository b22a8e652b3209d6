import { afterAll, expect, test } from 'vitest';
import type { LocalService } from '../../src/local/local-service.ts';
import { recompute } from './recompute.ts';
import { recordingsIn } from './recordings.ts';
import { askRepositories, startReplayedService } from './replay-service.ts';
import { describeWith } from './suite.ts';

const RECORDS = 600;

describeWith('/v1/repositories after recorded pushes', ['LAYERWATCH_DATA'], (path) => {
  let service: LocalService | undefined;

  afterAll(async () => {
    await service?.close();
  });

  test('each repository adds up as the formulas say', async () => {
    const { images, pushes } = recordingsIn(path('LAYERWATCH_DATA'));

    service = await startReplayedService({ images, pushes, limit: RECORDS, expireUntagged: false });

    expect(await askRepositories(service)).toEqual(recompute(images, pushes, RECORDS).perRepository);
  });
});
