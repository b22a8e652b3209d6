import { describe, expect, test } from 'vitest';
import { alertId } from '../../../src/domain/alert-subject.ts';
import type { RegistryTotals } from '../../../src/domain/totals.ts';
import { createInMemoryTable, type Table } from '../../support/dynamodb.ts';
import { expectIdentities, expectTags } from '../../support/identities.ts';
import { recount, type StoredImage } from '../../support/recount.ts';
import { type Plot, PLOTS } from '../../support/plots.ts';
import { Story } from '../../support/story.ts';

// Everything is tried at every call of one process: on tables in memory, as the engines would take minutes.

const MB = 1_000_000;

// To end before a call is to end after the one before it.
type Interruption = 'waits before' | 'ends after';

/** Tells the plot on a table of its own, the slow process interrupted at this call; answers whether it got that far. */
async function tell({ before, slow, meanwhile }: Plot, how: Interruption, call: number): Promise<boolean> {
  const [table, story] = [createInMemoryTable(), new Story()];
  for (const act of before) await story.tell(act, table.connect);
  const telling = story.act(slow);
  const goOn = async () => {
    for (const act of meanwhile) await story.tell(act, table.connect);
  };

  const isWaiting = how === 'waits before';
  const process = table.connect(isWaiting ? undefined : { call, when: 'after' });
  process.calls.before = async (number) => {
    if (isWaiting && number === call) await goOn();
  };
  const isDone = await telling(process);
  const isReached = process.calls.total >= call;
  if (!isWaiting || !isReached) await goOn();
  if (!isDone) await story.repeat(telling, table.connect);

  await expectTruth(table, story);
  return isReached;
}

/** The books say what the registry says. */
async function expectTruth(table: Table, story: Story): Promise<void> {
  const { images, deleted } = story.truth();
  const known = await Promise.all(
    [...images, ...deleted].map(async (image) =>
      (await table.history.find(image, [image.digest])).get(image.digest),
    ),
  );
  // What went before anybody read it is known to be gone, and nothing else is known of it.
  const recorded = deleted.filter((_image, position) => known[images.length + position]?.content);
  expect(known.filter((each) => each?.isInQuestion)).toEqual([]);
  expect(known.filter((each) => each?.content && !each.isComplete)).toEqual([]);
  if (images.length > 0) await expectIdentities(table, images, recorded);
  else expect(await table.reader.registries({})).toEqual(nothing(await table.reader.registries({})));
  await expectTags(table, story.registry, [...images, ...deleted]);
  expect(await untold(table, images)).toEqual([]);
}

function nothing(registries: readonly RegistryTotals[]): object[] {
  const none = { repositories: 0, images: 0, layers: 0, logicalBytes: 0, storedBytes: 0 };
  return registries.map((totals) => ({ ...totals, ...none, uniqueBytes: 0, duplicateBytes: 0 }));
}

/** The large duplicates that nobody was told of, or not enough. */
async function untold({ alerts }: Table, images: readonly StoredImage[]): Promise<unknown[]> {
  const large = recount(images).layers.filter(
    (layer) => layer.sizeBytes >= 50 * MB && layer.duplicateBytes > 0,
  );
  const kept = await Promise.all(
    large.map(async ({ duplicateBytes, accountId, region, digest }) => ({
      duplicateBytes,
      alert: await alerts.find(alertId('duplicate-layer', { type: 'layer', accountId, region, digest })),
    })),
  );
  return kept.filter(
    ({ alert, duplicateBytes }) =>
      alert?.publishedRevision !== alert?.alert.revision ||
      alert?.alert.finding.kind !== 'duplicate-layer' ||
      2 * alert.alert.finding.duplicateBytes <= duplicateBytes,
  );
}

describe.each(['waits before', 'ends after'] as const)(
  'where a process %s any call, the books are right in the end',
  (how) => {
    test.each(PLOTS)('$reason', async (plot) => {
      let call = 1;
      while (await tell(plot, how, call)) call += 1;

      expect(call).toBeGreaterThan(5);
    });
  },
);
