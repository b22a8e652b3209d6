import * as z from 'zod/mini';

/** The parameters of a list that comes in pages. */
export const PAGE_FIELDS = {
  maxResults: z.optional(z.int().check(z.minimum(1), z.maximum(1000))),
  nextToken: z.optional(z.string()),
};

interface EcrPage<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

const PAGE_LENGTH = 100;

/**
 * One page in the order of the keys. The token names the last key that was given: what comes or goes between two pages
 * neither repeats nor hides anything else. Null for a token that is none.
 */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  {
    maxResults = PAGE_LENGTH,
    nextToken,
  }: { maxResults?: number | undefined; nextToken?: string | undefined },
): EcrPage<T> | null {
  const after = nextToken === undefined ? null : keyIn(nextToken);
  if (after === '') return null;
  const rest = all
    .filter((item) => after === null || keyOf(item) > after)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const items = rest.slice(0, maxResults);
  const last = items.at(-1);
  return last !== undefined && rest.length > items.length
    ? { items, nextToken: tokenOf(keyOf(last)) }
    : { items };
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** Empty for what no page has given. */
function keyIn(token: string): string {
  const key = Buffer.from(token, 'base64url').toString('utf8');
  return tokenOf(key) === token ? key : '';
}
