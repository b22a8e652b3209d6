import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runToEnd } from './programs.ts';
import type { Recordings } from './recordings.ts';
import { parseReport, type Report } from './replay-report.ts';

/** How a run of `npm run replay` ended. */
export interface Replayed {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** The most memory it had at once. */
  readonly peakBytes: number;
}

/** Replays the first records, with these options, and answers with what was reported, every duplicate included. */
export async function replayRecordings(
  { images, pushes }: Recordings,
  limit: number,
  options: readonly string[] = [],
): Promise<{ readonly replayed: Replayed; readonly report: Report }> {
  const replayed = await runReplay([
    ...['--images', images, '--pushes', pushes, '--limit', `${limit}`],
    ...[...options, '--json', '--duplicates', '100000'],
  ]);
  expect(replayed.exitCode, replayed.stderr).toBe(0);
  // Nothing but JSON is on stdout.
  return { replayed, report: parseReport(replayed.stdout) };
}

/** Runs `npm run replay` with these arguments in a process of its own, and measures it. */
async function runReplay(args: readonly string[]): Promise<Replayed> {
  const directory = await mkdtemp(join(tmpdir(), 'layerwatch-replay-'));
  const file = join(directory, 'peak');
  const started = Date.now();
  try {
    const ending = await runToEnd(
      process.execPath,
      ['--import', new URL('report-memory.ts', import.meta.url).href, 'src/local/replay.ts', ...args],
      { environment: { PEAK_MEMORY_FILE: file, TMPDIR: directory } },
    );
    const seconds = (Date.now() - started) / 1000;
    return { ...ending, seconds, peakBytes: 1024 * Number(await readFile(file, 'utf8')) };
  } finally {
    await rm(directory, { recursive: true });
  }
}
