import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTHING_YET, property } from './property.ts';

test('random histories end in what the registry says, and everything is told', async () => {
  const tally = { ...NOTHING_YET };

  await fc.assert(property(tally), { numRuns: 150 });

  expect(tally.histories).toBe(150);
  expect(tally.crashes).toBeGreaterThan(20);
}, 120_000);
