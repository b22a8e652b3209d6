import { expect, test } from 'vitest';
import { readRecords } from '../../src/local/ndjson.ts';
import { changesOf } from '../../src/local/recorded-changes.ts';
import { readRecordedImages } from '../../src/local/recorded-images.ts';
import { RecordedPush } from '../../src/local/recorded-pushes.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { recompute } from './recompute.ts';
import { recordingsIn } from './recordings.ts';
import { describeWith } from './suite.ts';

const ALL = Number.POSITIVE_INFINITY;

// What the service is measured against must be right itself: here without the service, and so for every record.
describeWith('the local registry after all recorded pushes', ['LAYERWATCH_DATA'], (path) => {
  test.each([
    ['every image that was pushed', false],
    ['only what a tag still points to, where untagged images expire', true],
  ])('holds %s', async (_what, expireUntagged) => {
    const { images, pushes } = recordingsIn(path('LAYERWATCH_DATA'));
    const content = await readRecordedImages(images);
    const registry = createReplayedRegistry(content);

    for await (const record of readRecords(pushes, RecordedPush))
      for (const change of (await changesOf(record, { content, registry, expireUntagged })) ?? [])
        await registry.apply(change);

    const held: string[] = [];
    for (const repository of await registry.repositories())
      for (const { digest } of await registry.images(repository)) held.push(`${repository}@${digest}`);
    expect(held.sort()).toEqual(recompute(images, pushes, ALL, { expireUntagged }).live);
  });
});
