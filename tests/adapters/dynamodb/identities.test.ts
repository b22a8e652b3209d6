import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deliver, inGroups, ways } from '../../support/deliver.ts';
import type { Table } from '../../support/dynamodb.ts';
import type { CrashAt } from '../../support/dynamodb-calls.ts';
import { expectIdentities, expectTags } from '../../support/identities.ts';
import { useEveryEngine } from '../../support/item-engines.ts';
import { type Organisation, organisations } from '../../support/organisation.ts';
import { askTold, expectedTold } from '../../support/told.ts';

// PROPERTY_RUNS=20 looks twenty times as hard.
const HARDER = Number(process.env.PROPERTY_RUNS ?? 1);
const TIMEOUT_MS = 60_000 * HARDER;

const crash: fc.Arbitrary<CrashAt> = fc.record({
  call: fc.integer({ min: 1, max: 40 }),
  when: fc.constantFrom('before', 'after'),
});

/** Delivers every push of the organisation, and asks for everything there is to know in the end. */
async function expectAllWell(
  createTable: () => Promise<Table>,
  { registry, pushes, images }: Organisation,
  how: readonly ('alone' | 'together' | 'batched')[],
  crashes: readonly (CrashAt | null)[],
): Promise<void> {
  const table = await createTable();
  const groups = inGroups(pushes, how);
  let number = 0;
  const deliveries = groups.map((group) =>
    group.map((delivery) => ({ ...delivery, crash: crashes[number++ % crashes.length] ?? undefined })),
  );

  const published = await deliver({ registry, connect: table.connect }, deliveries);

  await expectIdentities(table, images);
  await expectTags(table, registry, images);
  expect(await askTold(table.alerts, published, images)).toEqual(expectedTold(images));
}

describe.each(useEveryEngine())(
  'on %s every number is that of a plain recount of the images, and every duplicate is told',
  (engine, createTable) => {
    // A map is so much faster than an engine.
    const numRuns = (engine === 'memory' ? 60 : 6) * HARDER;
    const runs = { numRuns, interruptAfterTimeLimit: 0.8 * TIMEOUT_MS };

    test(
      'in any order, with repetitions, side by side',
      async () => {
        const all = organisations();
        await fc.assert(
          fc.asyncProperty(all, ways, (organisation, how) =>
            expectAllWell(createTable, organisation, how, [null]),
          ),
          runs,
        );
      },
      TIMEOUT_MS,
    );

    test(
      'where processes crash at any call of DynamoDB, and what they had is delivered again',
      async () => {
        const all = organisations();
        const crashes = fc.array(fc.option(crash, { freq: 2 }), { minLength: 1, maxLength: 8 });
        await fc.assert(
          fc.asyncProperty(all, ways, crashes, (...chosen) => expectAllWell(createTable, ...chosen)),
          runs,
        );
      },
      TIMEOUT_MS,
    );
  },
);
