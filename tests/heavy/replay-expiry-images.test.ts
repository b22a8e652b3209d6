import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalService } from '../../src/local/local-service.ts';
import { type Recomputed, recompute } from './recompute.ts';
import { recordingsIn } from './recordings.ts';
import { askImages, askRepositories, startReplayedService } from './replay-service.ts';
import { describeWith } from './suite.ts';

const RECORDS = 1_500;

describeWith('recorded pushes, with untagged images expired', ['LAYERWATCH_DATA'], (path) => {
  let service: LocalService;
  let expected: Recomputed;
  let everPushed: Recomputed;

  beforeAll(async () => {
    const { images, pushes } = recordingsIn(path('LAYERWATCH_DATA'));
    expected = recompute(images, pushes, RECORDS, { expireUntagged: true });
    everPushed = recompute(images, pushes, RECORDS);
    service = await startReplayedService({ images, pushes, limit: RECORDS, expireUntagged: true });
  }, 280_000);

  afterAll(async () => {
    await service?.close();
  });

  test('each repository adds up as the formulas say', async () => {
    expect(await askRepositories(service)).toEqual(expected.perRepository);
  });

  test('exactly the images that a tag still points to are live, and the history keeps the others', async () => {
    const live: string[] = [];
    const all: string[] = [];
    for (const { repository } of everPushed.perRepository)
      for (const { digest, deletedAt } of await askImages(service, repository)) {
        all.push(`${repository}@${digest}`);
        if (deletedAt === null) live.push(`${repository}@${digest}`);
      }

    expect(live.sort()).toEqual(expected.live);
    expect(all.sort()).toEqual(everPushed.live);
    expect(all.length - live.length).toBeGreaterThan(100);
  });
});
