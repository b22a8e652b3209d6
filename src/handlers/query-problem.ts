import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { InvalidQueryError, ServiceError } from '../domain/errors.ts';
import { described } from './api-fields.ts';

/** https://www.rfc-editor.org/rfc/rfc9457 */
export const Problem = described(
  z.strictObject({
    type: described(z.string(), '`about:blank`: the status says what kind of problem it is.'),
    title: described(z.string(), 'The meaning of the status.'),
    status: described(z.int(), 'The HTTP status.'),
    detail: described(z.string(), 'What is wrong with this request, for a person to read.'),
  }),
  'Why there is no answer (RFC 9457).',
  'Problem',
);

const TITLES = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

export type ProblemStatus = keyof typeof TITLES;

/** A question that has no answer, and the status that says so. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: ProblemStatus;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: ProblemStatus, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
  }
}

/** The answer to a request that failed. What went wrong inside is for the log, not for the caller. */
export function problemOf(error: unknown): APIGatewayProxyStructuredResultV2 & { statusCode: ProblemStatus } {
  if (error instanceof ProblemError) return problem(error.status, error.message, error.headers);
  if (error instanceof InvalidQueryError) return problem(400, error.message);
  if (error instanceof ServiceError && error.code === 'UNAVAILABLE')
    return problem(503, 'The history cannot be read at the moment; ask again.', { 'retry-after': '1' });
  return problem(500, 'The question could not be answered; the function’s log says why.');
}

function problem(
  status: ProblemStatus,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 & { statusCode: ProblemStatus } {
  const body: z.output<typeof Problem> = { type: 'about:blank', title: TITLES[status], status, detail };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
