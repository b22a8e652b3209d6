import * as z from 'zod/mini';
import { InvalidEventError, InvalidQueryError } from '../domain/errors.ts';
import type { HttpBody } from './query-body.ts';
import type { Route } from './query-route.ts';

/** An HTTP request, without the stage and undone of its percent-encoding. */
export interface HttpRequest {
  readonly method: string;
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Null where there is none. */
  readonly body: HttpBody | null;
}

/** A route of a path, and its parameters in it. */
export interface RouteMatch {
  readonly route: Route;
  readonly inPath: Readonly<Record<string, string>>;
}

const texts = z.nullish(z.custom<Record<string, string | undefined>>((value) => typeof value === 'object'));

// Payload 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
const Event = z.object({
  rawPath: z.string(),
  queryStringParameters: texts,
  // Their names are in lower case.
  headers: texts,
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
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
    body: bodyOf(parsed.data),
  };
}

function bodyOf({ headers, body, isBase64Encoded }: z.infer<typeof Event>): HttpBody | null {
  if (!body) return null;
  const contentType = headers?.['content-type'] ?? null;
  return { bytes: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'), contentType };
}

/** The routes of the path, one for each method that it takes; none where there is no such path. */
export function matchRoutes(routes: readonly Route[], segments: readonly string[]): RouteMatch[] {
  const matches = routes.flatMap((route) => {
    const inPath = matchPath(route.path.split('/').slice(1), segments);
    return inPath ? [{ route, inPath }] : [];
  });
  // A path that fits two templates is that of the first.
  return matches.filter(({ route }) => route.path === matches[0]?.route.path);
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
