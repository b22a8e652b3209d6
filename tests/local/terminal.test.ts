import { expect, test } from 'vitest';
import { createTerminal, type Terminal } from '../../src/local/terminal.ts';

const ERASE = '\r\x1b[2K';

function written(isTTY: boolean, use: (terminal: Terminal) => void): string {
  let text = '';
  const terminal = createTerminal({
    isTTY,
    columns: 12,
    write: (piece) => {
      text += piece;
    },
  });
  use(terminal);
  return text;
}

test('writes over its progress, below the lines that come in between', () => {
  const text = written(true, (terminal) => {
    terminal.progress('1 of 2', 0);
    terminal.line('alert');
    terminal.progress('2 of 2', 0);
    terminal.clear();
    terminal.line('done');
  });

  expect(text).toBe(`${ERASE}1 of 2${ERASE}alert\n${ERASE}1 of 2${ERASE}2 of 2${ERASE}done\n`);
});

test('keeps its progress within one line', () => {
  const text = written(true, (terminal) => terminal.progress('123456789012345', 0));

  expect(text).toBe(`${ERASE}12345678901`);
});

test('writes a line at each step where it is no terminal', () => {
  const text = written(false, (terminal) => {
    for (const step of [0, 0, 1, 1, 2]) terminal.progress(`step ${step}`, step);
    terminal.clear();
    terminal.line('done');
  });

  expect(text).toBe('step 1\nstep 2\ndone\n');
});
