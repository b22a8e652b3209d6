import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { errorFields, type HandlerLogger } from './middleware.ts';
import { problemOf } from './query-problem.ts';

/** The part of the Powertools logger that an HTTP function uses. */
export interface HttpLogger extends HandlerLogger {
  /** Adds the invocation's request id and the function's name to every line. */
  readonly addContext?: (context: Context) => void;
}

export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

interface HttpOptions {
  readonly logger: HttpLogger;
  readonly now: () => Date;
  /** The template of the route that an event asks for (`POST /v1/simulations`): what the log may say about a request. */
  readonly routeOf: (event: APIGatewayProxyEventV2) => string;
}

type HttpRequest = middy.Request<
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Error,
  Context,
  { startedAt?: number }
>;

/** The middy stack of the HTTP API. The handler it makes never rejects: every failure is a problem document. */
export function withHttp(answer: HttpHandler, options: HttpOptions): HttpHandler {
  // onError hooks run in reverse: the problem is written first, then the request is logged with its status.
  return middy(answer).use(logRequests(options)).use(answerFailures(options));
}

/** One line per request, without anything a caller wrote. */
function logRequests({ logger, now, routeOf }: HttpOptions) {
  const log = ({ event, response, internal }: HttpRequest): void => {
    logger.info('the request was answered', {
      route: routeOf(event),
      status: response?.statusCode,
      durationMs: now().getTime() - (internal.startedAt ?? Number.NaN),
    });
  };
  return {
    before: (request: HttpRequest): void => {
      request.internal.startedAt = now().getTime();
      logger.addContext?.(request.context);
    },
    after: log,
    onError: log,
  };
}

/** Sets the response and returns nothing: a returned value would end the chain before the request is logged. */
function answerFailures({ logger, routeOf }: HttpOptions) {
  return {
    onError: (request: HttpRequest): void => {
      const response = problemOf(request.error);
      if (response.statusCode >= 500)
        logger.error('the request failed', { route: routeOf(request.event), ...errorFields(request.error) });
      request.response = response;
    },
  };
}
