import * as z from 'zod/mini';
import { documentation } from './api-fields.ts';
import { JSON_SCHEMA } from './api-json-schema.ts';
import { BODY_MAX_BYTES } from './query-body.ts';
import { Problem } from './query-problem.ts';
import type { Method, Route } from './query-route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of these routes, made of the very schemas that their parameters are parsed with. */
export function openApiDocument(routes: readonly Route[]) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Layerwatch',
      version: '1',
      description:
        'Where the same large layers are stored again and again, and which push made an image worse. Sizes are integers of compressed bytes, times are RFC 3339 in UTC. Answers may gain fields: ignore those you do not know.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ iam: [] }],
    paths: pathsOf(routes),
    components: { securitySchemes: { iam: IAM }, schemas: componentSchemas() },
  };
}

// API Gateway's own extension; OpenAPI has no name for signature version 4.
const IAM = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  description: 'AWS Signature Version 4, service execute-api.',
  'x-amazon-apigateway-authtype': 'awsSigv4',
};

type Operation = ReturnType<typeof operation>;

/** By path, and then by method. */
function pathsOf(routes: readonly Route[]) {
  const paths: Record<string, Partial<Record<Lowercase<Method>, Operation>>> = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [lowerCase(route.method)]: operation(route) };
  return paths;
}

function lowerCase(method: Method): Lowercase<Method> {
  return method.toLowerCase() as Lowercase<Method>;
}

function operation(route: Route) {
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: parametersOf(route),
    ...(route.body && { requestBody: requestBody(route.body) }),
    responses: {
      200: response('The answer.', 'application/json', route.answer),
      400: problem(
        `A parameter${route.body ? ', or a field of the body,' : ''} is missing, wrong or unknown.`,
      ),
      ...(route.notFound ? { 404: problem(route.notFound) } : {}),
      ...(route.body ? { 415: problem('The body is something else than JSON.') } : {}),
      ...(route.refused ? { 422: problem(route.refused) } : {}),
      500: problem('The question could not be answered.'),
      503: problem('The history cannot be read at the moment.'),
    },
  };
}

function problem(description: string): Json {
  return response(description, 'application/problem+json', Problem);
}

function response(description: string, mediaType: string, schema: z.ZodMiniType): Json {
  return { description, ...contentOf(mediaType, schema) };
}

function requestBody(schema: z.ZodMiniType): Json {
  return {
    description: `At most ${BODY_MAX_BYTES} bytes; a field that is not known is refused.`,
    required: true,
    ...contentOf('application/json', schema),
  };
}

function contentOf(mediaType: string, schema: z.ZodMiniType): Json {
  return { content: { [mediaType]: { schema: { $ref: uriOf(documentation.get(schema)?.id) } } } };
}

function parametersOf(route: Route): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(route.parameters, OPTIONS);
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = typeof property === 'object' ? property : {};
    const inPath = route.path.includes(`{${name}}`);
    return {
      name,
      in: inPath ? 'path' : 'query',
      // What has a default is always there once it is parsed, but need not be sent.
      required: required.includes(name) && !('default' in schema),
      description,
      schema,
    };
  });
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(documentation, { ...OPTIONS, uri: uriOf });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}

function uriOf(id: string | undefined): string {
  return `#/components/schemas/${id}`;
}

const OPTIONS = {
  ...JSON_SCHEMA,
  override: (context) => {
    JSON_SCHEMA.override(context);
    // Strict for us, open for those who ask: a field that is added later must not break them.
    delete context.jsonSchema.additionalProperties;
  },
} as const satisfies Parameters<typeof z.toJSONSchema>[1];
