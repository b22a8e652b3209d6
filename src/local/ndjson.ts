import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type * as z from 'zod/mini';
import { describe } from '../domain/json-document.ts';
import { UserError } from './command-line.ts';

const LINE_MAX_LENGTH = 16_000_000;

/**
 * The records of a file with one JSON document a line, gzipped or not, one after the other.
 * Throws UserError that names the file and the line where there is something wrong.
 */
export async function* readRecords<T>(file: string, schema: z.ZodMiniType<T>): AsyncGenerator<T> {
  const name = basename(file);
  let number = 0;
  for await (const line of linesOf(file, name)) {
    number += 1;
    if (line.trim() !== '') yield parseRecord(schema, line, `${name} line ${number}`);
  }
}

function parseRecord<T>(schema: z.ZodMiniType<T>, line: string, where: string): T {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    throw new UserError(`${where}: not JSON`);
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw new UserError(`${where}: ${describe(parsed.error)}`);
  return parsed.data;
}

async function* linesOf(file: string, name: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const text of await textOf(file)) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX_LENGTH)
        throw new UserError(`${name}: a line is longer than ${LINE_MAX_LENGTH} characters`);
      yield* lines;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name}: ${reasonOf(error)}`);
  }
  yield rest;
}

/** The file's text in pieces, unpacked where its first bytes are those of gzip. */
async function textOf(file: string): Promise<AsyncIterable<string>> {
  const handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  await handle.close();
  const raw = createReadStream(file);
  if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) return raw.setEncoding('utf8');
  // What goes wrong reaches whoever reads: an error of the source ends the unpacked stream with it.
  return pipeline(raw, createGunzip(), () => {}).setEncoding('utf8');
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? `${error.code}` : '';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a directory';
  if (code === 'EACCES') return 'may not be read';
  if (code.startsWith('Z_')) return 'the gzip data is damaged or ends early';
  return error instanceof Error ? error.message : 'cannot be read';
}
