import { beforeAll, describe, expect, it } from 'vitest';
import { readRecording } from './recording.ts';
import { reportRules, reportRun } from './report.ts';
import { run } from './run.ts';
import { type SmallPush, smallRecording, steps } from './small-recording.ts';

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

const PUSHES = [20, 21, 90, 91, 92].map((app, day): SmallPush => {
  return { day, repository: 'web', tags: ['1.0', '1.0.1'], steps: steps({ base: 40, app }) };
});

function cellsOf(lines: readonly string[], name: string): string[] {
  const line = lines.find((one) => one.startsWith(`| ${name} `));
  return (line ?? '').split('|').flatMap((cell) => cell.trim() || []);
}

describe('reportRun', () => {
  let lines: readonly string[] = [];
  beforeAll(async () => {
    const { source, records } = smallRecording(PUSHES);
    const recording = await readRecording(each(records), source);
    const result = await run(each(records), source, { expireUntagged: false, onProgress: () => {} });
    lines = await reportRun(result, recording, true);
  });

  it('counts what was told by kind', () => {
    expect(cellsOf(lines, '`image-grew`').slice(1)).toEqual(['1', '0', '0', '100.0', '1']);
    expect(lines).toContain('10 pushes in 6 nights. Told: 1, in 1 messages; 0 of these sum up 0.');
  });

  it('holds what was told of growth against each reading of the truth', () => {
    const found = ['1', '1', '1', '0', '0', '0', '100.0 %', '1', '0', '0', '0.0 %', '0'];

    expect(cellsOf(lines, 'of a tag, 3 images long').slice(1)).toEqual(found);
    expect(cellsOf(lines, 'of a whole series, 3 pushes long').slice(1)).toEqual(found);
  });

  it('counts where the instruction is named', () => {
    expect(lines).toContain(
      'The responsible instruction is named in 1 of 1: in 1 of the 1 where the history of both images is known.',
    );
  });
});

describe('reportRules', () => {
  it('has a line for each order and reading, and the cases', async () => {
    const { source, records } = smallRecording(PUSHES.slice(0, 3));

    const lines = reportRules(await readRecording(each(records), source), true);

    expect(cellsOf(lines, 'of a tag, 3 images long; compared in order of time')[12]).toBe('1');
    expect(lines.at(-1)).toMatch(/^open +web default \S+ 60.5 MB -> 130.0 MB 1.0 1.0.1$/);
  });
});
