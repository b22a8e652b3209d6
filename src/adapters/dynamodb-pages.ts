import * as z from 'zod/mini';
import { HistoryUnavailableError, InvalidQueryError } from '../domain/errors.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import { type Item, type Items, keyNames, type Query } from './dynamodb-items.ts';

/** Where a list goes on: the key of its last item, and of which of several partitions. */
const Position = z.object({
  partition: z.int().check(z.minimum(0)),
  key: z.nullable(z.record(z.string(), z.string())),
});
type Position = z.infer<typeof Position>;

const START: Position = { partition: 0, key: null };

/** A filter may leave little of a page; after this many pages of DynamoDB a list answers what it has. */
const PAGES_MAX = 20;

/**
 * One page of the items of several queries, one after the other. A page may be shorter than asked for where a filter leaves little; its cursor then still goes on.
 */
export async function readPage(
  items: Items,
  queries: readonly Query[],
  { limit, cursor }: PageRequest,
): Promise<Page<Item>> {
  // All of one list's queries are of one index; a position in it is the table's key and the index's.
  const keyOf = [...new Set([...keyNames(undefined), ...keyNames(queries[0]?.index)])];
  let { partition, key } = cursor === null ? START : decodeCursor(cursor, queries.length, keyOf);
  const found: Item[] = [];
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = queries[partition];
    if (!query) return { items: found, cursor: null };
    const answer = await items
      .query({ ...query, limit: limit - found.length, startKey: key ?? undefined })
      .catch((error: unknown) => {
        throw page === 0 && key && isRefused(error) ? foreignCursor(error) : error;
      });
    found.push(...answer.items);
    if (answer.nextKey) key = keyFrom(answer.nextKey, keyOf);
    else {
      partition += 1;
      key = null;
    }
    if (found.length >= limit) break;
  }
  const isLast = partition >= queries.length;
  return { items: found, cursor: isLast ? null : encodeCursor({ partition, key }) };
}

function keyFrom(item: Readonly<Record<string, unknown>>, keyOf: readonly string[]): Record<string, string> {
  return Object.fromEntries(keyOf.map((name) => [name, String(item[name])]));
}

function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function decodeCursor(cursor: string, partitions: number, keyOf: readonly string[]): Position {
  try {
    const position = Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    const names = position.key && Object.keys(position.key);
    if (position.partition < partitions && (!names || names.sort().join() === [...keyOf].sort().join()))
      return position;
  } catch (cause) {
    throw new InvalidQueryError('the cursor is not one of ours: leave it out to start again', { cause });
  }
  throw foreignCursor();
}

/** DynamoDB does not start at a key that the query could not have come to. */
function isRefused(error: unknown): boolean {
  return error instanceof HistoryUnavailableError && error.details.awsError === 'ValidationException';
}

function foreignCursor(cause?: unknown): InvalidQueryError {
  return new InvalidQueryError('the cursor does not belong to this list: leave it out to start again', {
    cause,
  });
}
