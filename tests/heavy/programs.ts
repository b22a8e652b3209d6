import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

interface ProgramOptions {
  /** Added to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a program ended. */
interface Ending {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Rejects only where it cannot be started. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  { environment = {} }: ProgramOptions = {},
): Promise<Ending> {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode, stdout, stderr };
}

/** Runs a program that is expected to succeed, and answers its stdout. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runToEnd(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

/** A program that runs beside the tests. */
export interface RunningProgram {
  /** Everything it has printed so far, to stdout and stderr. */
  output(): string;
  /** Waits until it has printed this. Rejects, with what it did print, when it ends or takes too long. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<void>;
  /** Sends the signal unless it has ended, and answers its exit code; null where a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function startProgram(
  command: string,
  args: readonly string[],
  { environment = {} }: ProgramOptions = {},
): RunningProgram {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let ended = false;
  const ending = once(child, 'close').then(
    ([exitCode]: (number | null)[]) => exitCode ?? null,
    (error: Error) => {
      printed += `${error}`;
      return null;
    },
  );
  void ending.then(() => {
    ended = true;
  });
  for (const stream of [child.stdout, child.stderr])
    collect(stream, (piece) => {
      printed += piece;
    });

  return {
    output: () => printed,

    async printed(pattern, timeoutMs = 30_000) {
      const found = () => {
        if (pattern.test(printed)) return true;
        if (ended) throw new Error(`${command} ended without printing ${pattern}:\n${printed}`);
        return false;
      };
      await waitUntil(found, timeoutMs, () => `${command} has not printed ${pattern}:\n${printed}`);
    },

    stop(signal = 'SIGTERM') {
      if (!ended) child.kill(signal);
      return ending;
    },
  };
}

function collect(stream: Readable, take: (piece: string) => void): void {
  stream.setEncoding('utf8').on('data', take);
}

/** Waits until an HTTP server answers there, whatever it answers. */
export async function answersHttp(url: string, program: RunningProgram): Promise<void> {
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await waitUntil(answers, 30_000, () => `nothing answers at ${url}:\n${program.output()}`);
}

async function waitUntil(
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number,
  complaint: () => string,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(complaint());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A port of 127.0.0.1 that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
