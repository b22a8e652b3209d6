import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { documentation } from './api-fields.ts';
import { Problem } from './query-problem.ts';
import type { Route } from './query-route.ts';

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
    paths: Object.fromEntries(routes.map((route) => [route.path, { get: operation(route) }])),
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

function operation(route: Route) {
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: parametersOf(route),
    responses: {
      200: response('The answer.', 'application/json', route.answer),
      400: problem('A parameter is missing, wrong or unknown.'),
      ...(route.notFound ? { 404: problem(route.notFound) } : {}),
      500: problem('The question could not be answered.'),
      503: problem('The history cannot be read at the moment.'),
    },
  };
}

function problem(description: string): Json {
  return response(description, 'application/problem+json', Problem);
}

function response(description: string, mediaType: string, schema: z.ZodMiniType): Json {
  return {
    description,
    content: { [mediaType]: { schema: { $ref: uriOf(documentation.get(schema)?.id) } } },
  };
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
  metadata: documentation,
  unrepresentable: ({ zodSchema }) =>
    Object.is(zodSchema, Digest)
      ? { type: 'string', pattern: '^[a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$' }
      : 'throw',
  override: ({ jsonSchema }) => {
    // Strict for us, open for those who ask: a field that is added later must not break them.
    delete jsonSchema.additionalProperties;
    if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} as const satisfies Parameters<typeof z.toJSONSchema>[1];
