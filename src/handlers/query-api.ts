import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type HttpHandler, withHttp } from './http-middleware.ts';
import { ProblemError } from './query-problem.ts';
import { matchRoutes, parseHttpRequest } from './query-request.ts';
import type { QueryDependencies, Route } from './query-route.ts';
import { ROUTES } from './query-routes.ts';

export type { QueryDependencies };

/** Answers the HTTP API: parses the request, asks the history, writes JSON or a problem document. */
export function createQueryHandler(deps: QueryDependencies, routes: readonly Route[] = ROUTES): HttpHandler {
  return withHttp(
    async (event) => {
      const { method, segments, query, body } = parseHttpRequest(event);
      const matches = matchRoutes(routes, segments);
      if (matches.length === 0) throw new ProblemError(404, 'there is no such route: see /v1/openapi.json');
      const match = matches.find(({ route }) => route.method === method);
      if (!match) throw notAllowed(matches.map(({ route }) => route.method));
      const { route, inPath } = match;
      const answer = await route.respond(deps, { inPath, inQuery: query, body });
      return {
        statusCode: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: JSON.stringify(answer),
      };
    },
    { logger: deps.logger, now: deps.now, routeOf: (event) => routeOf(routes, event) },
  );
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6 */
function notAllowed(methods: readonly string[]): ProblemError {
  return new ProblemError(405, `this path is for ${methods.join(' and ')} only`, {
    allow: methods.join(', '),
  });
}

/** `/v1/summary`; with its method where that is not GET. */
function routeOf(routes: readonly Route[], event: APIGatewayProxyEventV2): string {
  try {
    const { method, segments } = parseHttpRequest(event);
    const matches = matchRoutes(routes, segments);
    const match = matches.find(({ route }) => route.method === method) ?? matches[0];
    if (!match) return 'unknown';
    const { route } = match;
    return route.method === method && method !== 'GET' ? `${method} ${route.path}` : route.path;
  } catch {
    return 'unknown';
  }
}
