import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

function evaluate(...args: readonly string[]) {
  const program = ['tests/evaluate/evaluate.ts', ...args];
  return spawnSync(process.execPath, program, { encoding: 'utf8' });
}

describe('evaluate', () => {
  test.each([
    { args: [], says: '--images and --pushes are needed (see --help)\n', code: 2 },
    {
      args: ['--images', 'images.gz', '--pushes', 'pushes.gz'],
      says: 'images.gz: there is no such file\n',
      code: 1,
    },
    {
      args: ['--images', 'a', '--pushes', 'b', '--seed', 'x'],
      says: "--seed takes a whole number from 0 to 4294967295, not 'x'\n",
      code: 2,
    },
  ])('says in one line what is missing or wrong ($args)', ({ args, says, code }) => {
    const { stderr, status } = evaluate(...args);

    expect(stderr).toBe(says);
    expect(status).toBe(code);
  });
});
