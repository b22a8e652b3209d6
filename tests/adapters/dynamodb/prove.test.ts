import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holds, NOTHING_YET, plans } from '../../prove/property.ts';
import { type Table, useDynamodb } from '../../support/dynamodb.ts';

const createTable = useDynamodb();
const RUNS = 5 * Number(process.env.PROPERTY_RUNS ?? 1);

/** What every answer is made of; the engine is asked for it where the in-memory table is just looked at. */
async function everything({ history, tags, reader }: Table): Promise<unknown> {
  const registries = await reader.registries({});
  const images: unknown[] = [];
  for (const repository of ['team/web', 'api', 'platform/base']) {
    const id = { accountId: '123456789012', region: 'eu-west-1', repository };
    for await (const known of history.all(id)) images.push(known);
    for await (const pointer of tags.all(id)) images.push(pointer);
  }
  return { registries, images };
}

test('random histories end in what the registry says, on the engine', async () => {
  const tally = { ...NOTHING_YET };

  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const table = await createTable();
      await holds(plan, { items: table.items, snapshot: () => everything(table) }, tally);
    }),
    { numRuns: RUNS },
  );

  expect(tally.histories).toBe(RUNS);
}, 120_000);
