import { type ChildProcess, spawn } from 'node:child_process';

/** A program of this project as its own process. */
export interface Program {
  /** What it wrote so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves when stdout holds the text; rejects, with all output, where it ends before that. */
  sees(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with its exit code: null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Runs `node src/local/<file>` with these arguments. */
export function runProgram(file: string, ...args: string[]): Program {
  const child: ChildProcess = spawn(process.execPath, [`src/local/${file}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    output,
    ended,
    kill: (signal) => child.kill(signal),
    sees: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.stdout.includes(text)) resolve();
        };
        child.stdout?.on('data', look);
        child.once('close', () =>
          reject(new Error(`ended without "${text}":\n${output.stdout}\n${output.stderr}`)),
        );
        look();
      }),
  };
}
