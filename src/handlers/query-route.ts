import * as z from 'zod/mini';
import { InvalidQueryError } from '../domain/errors.ts';
import type { Registries } from '../domain/ports.ts';
import type { HistoryReader } from '../domain/reader-ports.ts';
import type { Thresholds } from '../domain/thresholds.ts';
import type { HttpLogger } from './http-middleware.ts';

/** What answering needs. */
export interface QueryDependencies {
  readonly reader: HistoryReader;
  readonly thresholds: Thresholds;
  readonly registries: Registries;
  readonly now: () => Date;
  readonly logger: HttpLogger;
}

/** One question: how it is asked, what is answered, and how the answer comes about. */
interface RouteDefinition<P extends z.ZodMiniObject, A extends z.ZodMiniType> {
  /** Segments in braces are parameters: `/v1/images/{digest}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** What a 404 says here, for a route that can answer one. */
  readonly notFound?: string;
  /** All parameters, those of the path included. */
  readonly parameters: P;
  readonly answer: A;
  respond(deps: QueryDependencies, parameters: z.output<P>): Promise<Immutable<z.output<A>>>;
}

/** A route as the router and the OpenAPI document see it: `respond` parses its parameters first. */
export interface Route extends Omit<RouteDefinition<z.ZodMiniObject, z.ZodMiniType>, 'respond'> {
  /** Throws InvalidQueryError for parameters that are missing, wrong or unknown. */
  respond(
    deps: QueryDependencies,
    inPath: Readonly<Record<string, string>>,
    inQuery: Readonly<Record<string, string | undefined>>,
  ): Promise<unknown>;
}

/** The same value, not to be changed: what the domain hands out and what an answer may be made of. */
type Immutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: Immutable<T[K]> };

export function defineRoute<P extends z.ZodMiniObject, A extends z.ZodMiniType>(
  definition: RouteDefinition<P, A>,
): Route {
  return {
    ...definition,
    respond: async (deps, inPath, inQuery) =>
      definition.respond(deps, parseParameters(definition.parameters, inPath, inQuery)),
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

function shorten(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
