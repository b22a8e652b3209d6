import * as z from 'zod/mini';
import { InvalidManifestError } from './errors.ts';

/** A document of more values than this is refused unread: 4 MiB of `{},{},{}` would take more than 100 MB. */
const VALUES_MAX = 200_000;

/** Throws InvalidManifestError where the text is not JSON, or holds very many values. */
export function parseJson(text: string, what: string): unknown {
  if (countsMoreValues(text, VALUES_MAX))
    throw new InvalidManifestError(`${what} has more than ${VALUES_MAX} values`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidManifestError(`${what} is not JSON`, { cause });
  }
}

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = ['"', '\\', ',', '[', '{'].map((character) =>
  character.charCodeAt(0),
);

/** Each value begins the document, or follows a comma, a bracket or a brace; those inside of strings do not count. */
function countsMoreValues(text: string, most: number): boolean {
  if (text.length <= most) return false;
  let values = 1;
  let isInString = false;
  for (let index = 0; index < text.length && values <= most; index++) {
    const code = text.charCodeAt(index);
    if (isInString && code === BACKSLASH) index++;
    else if (code === QUOTE) isInString = !isInString;
    else if (!isInString && (code === COMMA || code === BRACKET || code === BRACE)) values++;
  }
  return values > most;
}

/** A schema for an array that is refused as a whole, without a look at its items, where it has more than `max`. */
export function boundedArray<Item extends z.core.SomeType>(item: Item, max: number) {
  return z.pipe(z.array(z.unknown()).check(z.maxLength(max, `more than ${max} entries`)), z.array(item));
}

/** The first things a schema did not like, by path, without their values. */
export function describe(error: z.core.$ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`)
    .join('; ');
}
