import { expect, test } from 'vitest';
import { check, MILLISECONDS_MAX, millisecondsToRead } from './checks.ts';
import { largeInputs } from './large-inputs.ts';
import { run } from './run.ts';

test('broken documents are read, or refused with a reason, and what is read adds up', async () => {
  // Other ones each time; what fails says how to repeat it.
  const readable = await run({ seed: Date.now() % 2 ** 31, inputs: 3_000 });

  expect(readable).toBeGreaterThan(500);
});

test.each([...largeInputs()])('a document as large as they come does no harm: %s', async (_name, make) => {
  const input = make();
  await check(input);

  expect(await millisecondsToRead(input)).toBeLessThan(MILLISECONDS_MAX);
});
