import * as z from 'zod/mini';
import { InvalidEventError, InvalidQueryError } from '../domain/errors.ts';
import type { Route } from './query-route.ts';

/** An HTTP request, without the stage and undone of its percent-encoding. */
export interface HttpRequest {
  readonly method: string;
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string | undefined>>;
}

// Payload 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
const Event = z.object({
  rawPath: z.string(),
  queryStringParameters: z.nullish(
    z.custom<Record<string, string | undefined>>((value) => typeof value === 'object'),
  ),
  requestContext: z.object({ stage: z.string(), http: z.object({ method: z.string() }) }),
});

/** Throws InvalidEventError for what is no HTTP API event, InvalidQueryError for a path that cannot be decoded. */
export function parseHttpRequest(event: unknown): HttpRequest {
  const parsed = Event.safeParse(event);
  if (!parsed.success)
    throw new InvalidEventError('not an HTTP API event of payload 2.0', { cause: parsed.error });
  const { rawPath, queryStringParameters, requestContext } = parsed.data;
  const { stage, http } = requestContext;
  return {
    method: http.method,
    segments: withoutStage(rawPath, stage).split('/').filter(isNotEdge).map(decode),
    query: queryStringParameters ?? {},
  };
}

/** The route and its parameters in the path; null for a path that is no route. */
export function matchRoute(
  routes: readonly Route[],
  segments: readonly string[],
): { readonly route: Route; readonly inPath: Readonly<Record<string, string>> } | null {
  for (const route of routes) {
    const inPath = matchPath(route.path.split('/').slice(1), segments);
    if (inPath) return { route, inPath };
  }
  return null;
}

function matchPath(template: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (template.length !== segments.length) return null;
  const inPath: Record<string, string> = {};
  for (const [position, part] of template.entries()) {
    const segment = segments[position];
    if (part.startsWith('{') && segment) inPath[part.slice(1, -1)] = segment;
    else if (part !== segment) return null;
  }
  return inPath;
}

/** A named stage stands before the path, `$default` does not. */
function withoutStage(rawPath: string, stage: string): string {
  return stage !== '$default' && rawPath.startsWith(`/${stage}/`) ? rawPath.slice(stage.length + 1) : rawPath;
}

/** The path starts with a slash, and may end with one. */
function isNotEdge(segment: string, position: number, all: readonly string[]): boolean {
  return segment !== '' || (position > 0 && position < all.length - 1);
}

/** A digest's colon arrives encoded or not, depending on the client. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InvalidQueryError('the path is not percent-encoded correctly');
  }
}
