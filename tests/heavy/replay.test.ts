import { beforeAll, expect, test } from 'vitest';
import { type Recomputed, recompute } from './recompute.ts';
import { recordingsIn } from './recordings.ts';
import { type Replayed, replayRecordings } from './replay-program.ts';
import { expectDuplicates, type Report } from './replay-report.ts';
import { describeWith } from './suite.ts';

const RECORDS = 3_000;
const LARGE_LAYER_BYTES = 50_000_000;
const MEMORY_MAX_BYTES = 2 ** 30;

describeWith('npm run replay on recorded pushes', ['LAYERWATCH_DATA'], (path) => {
  let replayed: Replayed;
  let report: Report;
  let expected: Recomputed;

  beforeAll(async () => {
    const { images, pushes } = recordingsIn(path('LAYERWATCH_DATA'));
    expected = recompute(images, pushes, RECORDS);
    ({ replayed, report } = await replayRecordings({ images, pushes }, RECORDS));
  }, 280_000);

  test('the totals are those of the formulas', () => {
    const { duplicates, perRepository, live, ...totals } = expected;

    expect(duplicates.length).toBeGreaterThan(100);
    expect(perRepository.length).toBe(totals.repositories);
    expect(live.length).toBe(totals.images);
    expect(report.totals).toEqual(totals);
    expect(report.registries).toEqual([totals]);
  });

  test('every layer in several repositories is reported, most duplicate bytes first', () => {
    expectDuplicates(report, expected);
  });

  test('there is an alert for each large layer in several repositories, but for those that took the place of one', () => {
    const large = expected.duplicates.filter(({ sizeBytes }) => sizeBytes >= LARGE_LAYER_BYTES);

    expect(report.alerts['duplicate-layer']).toBeGreaterThan(large.length / 10);
    expect(report.alerts['duplicate-layer']).toBeLessThan(large.length);
    expect(report.alerts['image-grew']).toBeGreaterThan(0);
  });

  test('progress is told on stderr', () => {
    expect(replayed.stderr).toMatch(new RegExp(`Replayed ${RECORDS} records in \\d+ s`));
  });

  test('it stays under 1 GiB of memory', () => {
    const { peakBytes, seconds } = replayed;

    const rate = Math.round(RECORDS / seconds);
    console.log(
      `replay: ${RECORDS} records in ${seconds.toFixed(1)} s (${rate} a second), peak ${Math.round(peakBytes / 2 ** 20)} MiB`,
    );
    expect(peakBytes).toBeLessThan(MEMORY_MAX_BYTES);
  });
});
