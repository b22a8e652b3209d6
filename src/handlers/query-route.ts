import * as z from 'zod/mini';
import type { Alerts } from '../domain/alert-ports.ts';
import { InvalidQueryError } from '../domain/errors.ts';
import type { Registries } from '../domain/ports.ts';
import type { HistoryReader } from '../domain/reader-ports.ts';
import type { Thresholds } from '../domain/thresholds.ts';
import type { HttpLogger } from './http-middleware.ts';
import { type HttpBody, parseBody, shorten } from './query-body.ts';

/** What answering needs. */
export interface QueryDependencies {
  readonly reader: HistoryReader;
  readonly alerts: Pick<Alerts, 'find' | 'mute'>;
  readonly thresholds: Thresholds;
  readonly registries: Registries;
  readonly now: () => Date;
  readonly logger: HttpLogger;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One question: how it is asked, what is answered, and how the answer comes about. */
interface RouteDefinition<P extends z.ZodMiniObject, B extends z.ZodMiniType, A extends z.ZodMiniType> {
  /** GET where nothing is said. */
  readonly method?: Method;
  /** Segments in braces are parameters: `/v1/images/{digest}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** What a 404 says here, for a route that can answer one. */
  readonly notFound?: string;
  /** What a 422 says here, for a route that can answer one. */
  readonly refused?: string;
  /** All parameters, those of the path included. */
  readonly parameters: P;
  /** A JSON object, for a route that needs one; of any other route the body is not looked at. */
  readonly body?: B;
  readonly answer: A;
  respond(
    deps: QueryDependencies,
    parameters: z.output<P>,
    body: z.output<B>,
  ): Promise<Immutable<z.output<A>>>;
}

/** What a request asks a route with, nothing of it parsed yet. */
interface Asked {
  readonly inPath: Readonly<Record<string, string>>;
  readonly inQuery: Readonly<Record<string, string | undefined>>;
  readonly body: HttpBody | null;
}

/** A route as the router and the OpenAPI document see it: `respond` parses what it is asked with first. */
export interface Route
  extends Omit<RouteDefinition<z.ZodMiniObject, z.ZodMiniType, z.ZodMiniType>, 'method' | 'respond'> {
  readonly method: Method;
  /** Throws InvalidQueryError for parameters, or fields of the body, that are missing, wrong or unknown. */
  respond(deps: QueryDependencies, asked: Asked): Promise<unknown>;
}

/** The same value, not to be changed: what the domain hands out and what an answer may be made of. */
type Immutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: Immutable<T[K]> };

export function defineRoute<P extends z.ZodMiniObject, B extends z.ZodMiniType, A extends z.ZodMiniType>(
  definition: RouteDefinition<P, B, A>,
): Route {
  const { parameters, body: schema } = definition;
  return {
    ...definition,
    method: definition.method ?? 'GET',
    async respond(deps, asked) {
      const given = parseParameters(parameters, asked.inPath, asked.inQuery);
      // Without a schema it is of no type, and nobody looks at it.
      const body = (schema && parseBody(schema, asked.body)) as z.output<B>;
      return definition.respond(deps, given, body);
    },
  };
}

function parseParameters<P extends z.ZodMiniObject>(
  schema: P,
  inPath: Readonly<Record<string, string>>,
  inQuery: Readonly<Record<string, string | undefined>>,
): z.output<P> {
  const allowed = Object.keys(schema.shape).filter((name) => !Object.hasOwn(inPath, name));
  const unknown = Object.keys(inQuery).filter((name) => !allowed.includes(name));
  if (unknown.length > 0)
    throw new InvalidQueryError(
      `unknown query parameter: ${unknown.slice(0, 5).map(shorten).join(', ')} (known here: ${allowed.join(', ') || 'none'})`,
    );
  const given = { ...inQuery, ...inPath };
  const parsed = z.safeParse(schema, given);
  if (parsed.success) return parsed.data;
  const rules = new Map(parsed.error.issues.map(({ path, message }) => [String(path[0]), message]));
  throw new InvalidQueryError(
    [...rules]
      .map(([name, rule]) => `${name} ${Object.hasOwn(given, name) ? rule : 'is required'}`)
      .join('; '),
  );
}
