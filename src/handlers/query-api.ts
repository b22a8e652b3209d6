import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type HttpHandler, withHttp } from './http-middleware.ts';
import { ProblemError } from './query-problem.ts';
import { matchRoute, parseHttpRequest } from './query-request.ts';
import type { QueryDependencies } from './query-route.ts';
import { ROUTES } from './query-routes.ts';

export type { QueryDependencies };

/** Answers the HTTP API: parses the request, asks the history, writes JSON or a problem document. */
export function createQueryHandler(deps: QueryDependencies): HttpHandler {
  return withHttp(
    async (event) => {
      const { method, segments, query } = parseHttpRequest(event);
      const match = matchRoute(ROUTES, segments);
      if (!match) throw new ProblemError(404, 'there is no such route: see /v1/openapi.json');
      if (method !== 'GET') throw new ProblemError(405, 'everything is asked with GET', { allow: 'GET' });
      const answer = await match.route.respond(deps, match.inPath, query);
      return {
        statusCode: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: JSON.stringify(answer),
      };
    },
    { logger: deps.logger, now: deps.now, routeOf },
  );
}

function routeOf(event: APIGatewayProxyEventV2): string {
  try {
    return matchRoute(ROUTES, parseHttpRequest(event).segments)?.route.path ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
