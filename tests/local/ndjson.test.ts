import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readRecords } from '../../src/local/ndjson.ts';

const Line = z.object({ a: z.number() });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ndjson-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Buffer): Promise<unknown[]> {
  const file = join(folder, name);
  await writeFile(file, content);
  return Array.fromAsync(readRecords(file, Line));
}

const LINES = Array.from({ length: 50_000 }, (_, a) => ({ a }));
const TEXT = LINES.map((line) => JSON.stringify(line)).join('\n');

test.each([
  ['plain text', 'plain.ndjson', TEXT],
  ['gzip, whatever the file is called', 'zipped.ndjson', gzipSync(TEXT)],
  ['a newline at the end', 'newline.ndjson', `${TEXT}\n`],
  ['empty lines', 'empty-lines.ndjson', `\n${TEXT}\n\n`],
  ['line ends of Windows', 'windows.ndjson', TEXT.replaceAll('\n', '\r\n')],
])('reads every record of %s', async (_reason, name, content) => {
  expect(await read(name, content)).toEqual(LINES);
});

test('reads nothing from an empty file', async () => {
  expect(await read('empty.ndjson', '')).toEqual([]);
});

test('keeps a character together that two pieces of the file share', async () => {
  const text = `${'é'.repeat(100_000)}`;
  const file = join(folder, 'utf8.ndjson');
  await writeFile(file, ` ${JSON.stringify({ text })}`);

  expect(await Array.fromAsync(readRecords(file, z.object({ text: z.string() })))).toEqual([{ text }]);
});

test.each([
  ['a line that is not JSON', '{"a":1}\n{"a":', 'line 2: not JSON'],
  ['a line of another shape', '{"a":1}\n\n{"a":"one"}', 'line 3: a: '],
  ['gzip that ends early', gzipSync(TEXT).subarray(0, 2_000), 'the gzip data is damaged or ends early'],
  ['gzip that is none', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]), 'the gzip data is damaged or ends early'],
])('says what is wrong with %s', async (_reason, content, message) => {
  await expect(read('wrong.ndjson', content)).rejects.toThrow(`wrong.ndjson`);
  await expect(read('wrong.ndjson', content)).rejects.toThrow(message);
});

test('says that a file is missing, or a folder', async () => {
  const missing = join(folder, 'none.ndjson');

  await expect(Array.fromAsync(readRecords(missing, Line))).rejects.toThrow(
    'none.ndjson: there is no such file',
  );
  await expect(Array.fromAsync(readRecords(folder, Line))).rejects.toThrow('is a directory');
});
