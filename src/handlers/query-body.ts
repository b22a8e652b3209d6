import * as z from 'zod/mini';
import { InvalidQueryError } from '../domain/errors.ts';
import { ProblemError } from './query-problem.ts';

/** The body of a request, undone of the base64 that API Gateway may have made of it. */
export interface HttpBody {
  readonly bytes: Uint8Array;
  /** As the header says it; null where it says nothing. */
  readonly contentType: string | null;
}

export const BODY_MAX_BYTES = 65_536;
const WRONG_NAMED = 5;
const NAME_LENGTH = 40;
// `application/json`, and what is JSON by its suffix (RFC 6839).
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * The body as its schema makes it. Throws InvalidQueryError, which names the fields, for one that is missing, too
 * large, no JSON or wrong, and a 415 for one that says to be something else than JSON.
 */
export function parseBody<S extends z.ZodMiniType>(schema: S, body: HttpBody | null): z.output<S> {
  if (!body || body.bytes.length === 0) throw new InvalidQueryError('the body is required: a JSON object');
  if (!JSON_TYPE.test(body.contentType?.trim() ?? 'application/json'))
    throw new ProblemError(415, 'the body must be JSON: content-type application/json', {
      accept: 'application/json',
    });
  if (body.bytes.length > BODY_MAX_BYTES)
    throw new InvalidQueryError(`the body must have at most ${BODY_MAX_BYTES} bytes`);
  const value = parseJson(body.bytes);
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.flatMap((issue) => rulesOf(issue, value));
  const more = wrong.length > WRONG_NAMED ? `; and ${wrong.length - WRONG_NAMED} more` : '';
  throw new InvalidQueryError(`${wrong.slice(0, WRONG_NAMED).join('; ')}${more}`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new InvalidQueryError('the body is not JSON in UTF-8');
  }
}

/** `delete.images[3].digest is required`: what is wrong with one field, or with several that are not known. */
function rulesOf(issue: z.core.$ZodIssue, body: unknown): string[] {
  const field = fieldName(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => `${fieldName([...issue.path, key])} is not known`);
    case 'invalid_type':
      return [
        valueAt(body, issue.path) === undefined
          ? `${field} is required`
          : `${field} must be ${articled(issue.expected)}`,
      ];
    default:
      return [`${field} ${issue.message}`];
  }
}

function fieldName(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${shorten(String(part))}`));
  return parts.join('').replace(/^\./, '') || 'the body';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    value,
  );
}

function articled(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** What a caller wrote, short enough to be told again. */
export function shorten(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name;
}
