/** Where a program reports: lines, and one line about progress that is written over where it can be. */
export interface Terminal {
  line(text: string): void;
  /** Where lines cannot be written over, one is written each time `step` has become larger. */
  progress(text: string, step: number): void;
  /** Takes the progress line away. */
  clear(): void;
}

interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const ERASE_LINE = '\r\x1b[2K';

export function createTerminal(output: Output): Terminal {
  let shown = '';
  let lastStep = 0;

  function show(text: string): void {
    shown = text;
    // A line that wraps could not be taken back. Some terminals do not know their width, and say 0.
    output.write(ERASE_LINE + text.slice(0, (output.columns || 80) - 1));
  }

  function clear(): void {
    if (shown !== '') output.write(ERASE_LINE);
    shown = '';
  }

  return {
    clear,
    line(text) {
      const before = shown;
      clear();
      output.write(`${text}\n`);
      if (before !== '') show(before);
    },
    progress(text, step) {
      if (output.isTTY) show(text);
      else if (step > lastStep) output.write(`${text}\n`);
      lastStep = step;
    },
  };
}
