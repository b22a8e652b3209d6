import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type Recomputed, recompute } from './recompute.ts';
import { type Replayed, runReplay } from './replay-program.ts';
import { byDigest, Report } from './replay-report.ts';
import { describeWith } from './suite.ts';

const RECORDS = 3_000;

describeWith('replay with --expire-untagged equals recomputation', ['LAYERWATCH_DATA'], (path) => {
  let replayed: Replayed;
  let report: z.infer<typeof Report>;
  let expected: Recomputed;
  let everPushed: Recomputed;

  beforeAll(async () => {
    const images = join(path('LAYERWATCH_DATA'), 'images.ndjson.gz');
    const pushes = join(path('LAYERWATCH_DATA'), 'pushes.ndjson.gz');
    expected = recompute(images, pushes, RECORDS, { expireUntagged: true });
    everPushed = recompute(images, pushes, RECORDS);
    replayed = await runReplay([
      ...['--images', images, '--pushes', pushes, '--limit', `${RECORDS}`],
      ...['--expire-untagged', '--json', '--duplicates', '100000'],
    ]);
    expect(replayed.exitCode, replayed.stderr).toBe(0);
    report = z.parse(Report, JSON.parse(replayed.stdout));
  }, 280_000);

  test('the totals are those of the images that a tag still points to', () => {
    const { duplicates: _duplicates, perRepository: _perRepository, live, ...totals } = expected;

    expect(live.length).toBeLessThan(everPushed.live.length / 2);
    expect(report.totals).toEqual(totals);
    expect(report.registries).toEqual([totals]);
  });

  test('every layer that is still in several repositories is reported, and no other', () => {
    const { duplicates } = report;

    const bytes = duplicates.map(({ duplicateBytes }) => duplicateBytes);
    expect(bytes).toEqual(expected.duplicates.map(({ duplicateBytes }) => duplicateBytes));
    expect(byDigest(duplicates)).toEqual(
      byDigest(
        expected.duplicates.map((layer) => ({ ...layer, repositories: layer.repositories.slice(0, 10) })),
      ),
    );
    expect(duplicates.length).toBeLessThan(everPushed.duplicates.length);
  });

  test('progress is told on stderr', () => {
    expect(replayed.stderr).toMatch(new RegExp(`Replayed ${RECORDS} records in \\d+ s`));
  });
});
