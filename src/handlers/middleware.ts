import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { ServiceError } from '../domain/errors.ts';

/** The part of a logger that handlers use. Messages are static, what varies is in fields. */
export interface HandlerLogger {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

type LogFields = Readonly<Record<string, unknown>>;

export const logger = new Logger();

/**
 * What every function does around its work: log lines carry the request id, and an error that ends the invocation
 * is logged once, by its code, and passed on, so that Lambda delivers the event again.
 */
export function withLambda<Event, Result>(work: (event: Event, context: Context) => Promise<Result>) {
  return middy<Event, Result>(work)
    .use(injectLambdaContext(logger, { clearState: true }))
    .onError(({ error }) => {
      logger.error('the invocation failed', errorFields(error));
    });
}

/** An error as fields of a log line: never its cause's content, which may hold what was sent or received. */
export function errorFields(error: unknown): Record<string, string | number> {
  if (error instanceof ServiceError)
    return { errorName: error.name, errorCode: error.code, errorMessage: error.message, ...error.details };
  if (error instanceof Error)
    return { errorName: error.name, errorMessage: error.message, ...(error.stack && { stack: error.stack }) };
  return { errorName: typeof error };
}
