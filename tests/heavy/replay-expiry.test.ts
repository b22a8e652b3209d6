import { beforeAll, expect, test } from 'vitest';
import { type Recomputed, recompute } from './recompute.ts';
import { recordingsIn } from './recordings.ts';
import { type Replayed, replayRecordings } from './replay-program.ts';
import { expectDuplicates, type Report } from './replay-report.ts';
import { describeWith } from './suite.ts';

const RECORDS = 3_000;

describeWith('replay with --expire-untagged equals recomputation', ['LAYERWATCH_DATA'], (path) => {
  let replayed: Replayed;
  let report: Report;
  let expected: Recomputed;
  let everPushed: Recomputed;

  beforeAll(async () => {
    const { images, pushes } = recordingsIn(path('LAYERWATCH_DATA'));
    expected = recompute(images, pushes, RECORDS, { expireUntagged: true });
    everPushed = recompute(images, pushes, RECORDS);
    ({ replayed, report } = await replayRecordings({ images, pushes }, RECORDS, ['--expire-untagged']));
  }, 280_000);

  test('the totals are those of the images that a tag still points to', () => {
    const { duplicates: _duplicates, perRepository: _perRepository, live, ...totals } = expected;

    expect(live.length).toBeLessThan(everPushed.live.length / 2);
    expect(report.totals).toEqual(totals);
    expect(report.registries).toEqual([totals]);
  });

  test('every layer that is still in several repositories is reported, and no other', () => {
    expectDuplicates(report, expected);
    expect(report.duplicates.length).toBeLessThan(everPushed.duplicates.length);
  });

  test('progress is told on stderr', () => {
    expect(replayed.stderr).toMatch(new RegExp(`Replayed ${RECORDS} records in \\d+ s`));
  });
});
