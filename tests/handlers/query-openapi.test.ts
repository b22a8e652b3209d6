import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { apiDocument, ROUTES } from '../../src/handlers/query-routes.ts';
import { everyFinding } from '../support/every-finding.ts';
import { alertOf, imageGrewFinding } from '../support/findings.ts';
import { createQueryClient, queryEvent } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage } from '../support/recorded-images.ts';

const base = layer('base', 100_000_000);
const web = recordedImage({ ...IRELAND, repository: 'team/web' }, '2026-11-01T00:00:00Z', [base], {
  findings: everyFinding(),
});
const api = recordedImage({ ...IRELAND, repository: 'team/api' }, '2026-11-02T00:00:00Z', [
  base,
  layer('api', 1, null),
]);
const alert = alertOf(imageGrewFinding());
const MUTE = { reason: 'known', until: '2026-12-31' };
const client = createQueryClient({
  images: [web, api],
  alerts: everyFinding().map((finding) => alertOf(finding)),
});
const document = apiDocument();
const { schemas } = document.components;

/** One question for every route, with an answer that shows as much as possible. */
const QUESTIONS = [
  ['get', '/v1/summary', '/v1/summary'],
  ['get', '/v1/repositories', '/v1/repositories'],
  ['get', '/v1/images', '/v1/images?repository=team/web'],
  ['get', '/v1/images/{digest}', `/v1/images/${web.digest}`],
  ['get', '/v1/compare', `/v1/compare?from=${web.digest}&to=${api.digest}`],
  ['get', '/v1/layers/{digest}', `/v1/layers/${base.digest}`],
  ['get', '/v1/duplicates', '/v1/duplicates'],
  ['get', '/v1/consolidations', '/v1/consolidations'],
  ['get', '/v1/alerts', '/v1/alerts'],
  ['get', '/v1/alerts/{id}', `/v1/alerts/${alert.id}`],
  ['put', '/v1/alerts/{id}/mute', `/v1/alerts/${alert.id}/mute`, MUTE],
  ['delete', '/v1/alerts/{id}/mute', `/v1/alerts/${alert.id}/mute`],
  [
    'post',
    '/v1/simulations',
    '/v1/simulations',
    { delete: { images: [{ repository: 'team/web', digest: web.digest }] }, merge: [] },
  ],
  ['get', '/v1/openapi.json', '/v1/openapi.json'],
] as const;

/** Asks a route, with a body if it has one. */
function ask(method: string, question: string, body?: object) {
  const text = body && JSON.stringify(body);
  return client.send(queryEvent(question, { method: method.toUpperCase(), ...(text && { body: text }) }));
}

const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

describe('the OpenAPI document', () => {
  it('is served as it is made', async () => {
    const { body } = await client.get('/v1/openapi.json');

    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('is of version 3.1, and of exactly the routes that there are', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual([...new Set(ROUTES.map(({ path }) => path))]);
    expect(operations).toHaveLength(ROUTES.length);
    expect(QUESTIONS.map(([method, path]) => `${method} ${path}`)).toEqual(
      ROUTES.map(({ method, path }) => `${method.toLowerCase()} ${path}`),
    );
  });

  it('names every operation once', () => {
    const ids = operations.map(({ operationId }) => operationId);

    expect(new Set(ids)).toHaveProperty('size', ROUTES.length);
  });

  it('refers only to what it holds, and holds no schema that nothing refers to', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);

    const targets = new Set([...references].map(([, target = '']) => target));

    expect([...targets].sort()).toEqual(
      Object.keys(schemas)
        .sort()
        .map((id) => `#/components/schemas/${id}`),
    );
  });

  it('describes every schema, every field and every parameter', () => {
    const undescribed = [
      ...Object.entries(schemas).flatMap(([id, schema]) => undescribedIn(id, schema)),
      ...operations.flatMap(({ operationId, parameters }) => undescribedIn(operationId, parameters)),
    ];

    expect(undescribed).toEqual([]);
  });

  it.each(['sizeBytes', 'newBytes'])('states the unit of %s, which may not be known', (field) => {
    expect(schemas).toHaveProperty(`Image.properties.${field}`, {
      anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }],
      description: expect.stringMatching(/ Compressed bytes\.$/),
    });
  });

  it('says what each parameter may be', () => {
    const optional = { in: 'query', required: false };
    expect(document.paths['/v1/images']?.get?.parameters).toMatchObject([
      { name: 'repository', in: 'query', required: true },
      { name: 'accountId', ...optional, schema: { type: 'string', pattern: '^\\d{12}$' } },
      { name: 'region', ...optional },
      { name: 'from', ...optional, schema: { type: 'string', format: 'date-time' } },
      { name: 'to', ...optional },
      { name: 'limit', ...optional, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } },
      { name: 'cursor', ...optional },
    ]);
    expect(document.paths['/v1/layers/{digest}']?.get?.parameters).toContainEqual({
      ...{ name: 'digest', in: 'path', required: true },
      description: 'Digest of the compressed layer, as in the manifest.',
      schema: { type: 'string', pattern: expect.any(String) },
    });
  });

  it('leaves room for fields that are added later', () => {
    expect(JSON.stringify(document)).not.toContain('additionalProperties');
  });

  it.each(QUESTIONS)(
    'has a schema that the answer of %s %s fits',
    async (method, path, question, asked?: object) => {
      const { status, body } = await ask(method, question, asked);

      expect(status).toBe(200);
      expect(violations(responseOf(path, 200, 'application/json', method), body)).toEqual([]);
      if (asked) expect(violations(requestOf(path, method), asked)).toEqual([]);
    },
  );

  it.each<[status: number, method: string, path: string, question: string, asked?: object]>([
    [400, 'get', '/v1/images', '/v1/images'],
    [404, 'get', '/v1/layers/{digest}', `/v1/layers/${api.digest}`],
    [404, 'get', '/v1/alerts/{id}', '/v1/alerts/0123456789abcdef0123'],
    [404, 'put', '/v1/alerts/{id}/mute', '/v1/alerts/0123456789abcdef0123/mute', MUTE],
    [400, 'put', '/v1/alerts/{id}/mute', `/v1/alerts/${alert.id}/mute`, { ...MUTE, until: '2026-01-01' }],
    [404, 'delete', '/v1/alerts/{id}/mute', '/v1/alerts/0123456789abcdef0123/mute'],
    [400, 'post', '/v1/simulations', '/v1/simulations', {}],
    [422, 'post', '/v1/simulations', '/v1/simulations', { delete: { repositories: ['unheard-of'] } }],
  ])('has a schema that the problem %s of %s %s fits', async (expected, method, path, question, asked) => {
    const { status, body } = await ask(method, question, asked);

    expect(status).toBe(expected);
    expect(violations(responseOf(path, expected, 'application/problem+json', method), body)).toEqual([]);
  });

  it('has a schema that a wrong request does not fit', () => {
    const images = [{ repository: 'team/web' }];

    expect(violations(requestOf('/v1/simulations'), { delete: { images }, merge: 'all' })).toEqual([
      "/delete/images/0 must have required property 'digest'",
      '/merge must be array',
    ]);
  });

  it('has schemas that something else does not fit', () => {
    const wrong = { ...alert, mute: null, state: 'closed', openedAt: 12 };

    expect(violations('#/components/schemas/Alert', wrong)).toEqual([
      '/state must be equal to one of the allowed values',
      '/openedAt must be string',
    ]);
  });
});

const ajv = new Ajv2020({ strictSchema: false, allErrors: true, formats: { date: true, 'date-time': true } });
ajv.addSchema(JSON.parse(JSON.stringify(document)), 'openapi.json');

/** What a validator that knows nothing of Layerwatch has against the value; the pointer says which schema. */
function violations(pointer: string, value: unknown): string[] {
  const validate = ajv.compile({ $ref: `openapi.json${pointer}` });
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function responseOf(path: string, status: number, mediaType: string, method: string): string {
  return pointer('paths', path, method, 'responses', `${status}`, 'content', mediaType, 'schema');
}

function requestOf(path: string, method = 'post'): string {
  return pointer('paths', path, method, 'requestBody', 'content', 'application/json', 'schema');
}

function pointer(...names: readonly string[]): string {
  return `#/${names.map((name) => encodeURIComponent(name.replaceAll('/', '~1'))).join('/')}`;
}

/** Where a schema or a parameter has no description; a reference has that of what it refers to. */
function undescribedIn(path: string, node: unknown): string[] {
  if (Array.isArray(node))
    return node.flatMap((item, position) => undescribedIn(`${path}[${position}]`, item));
  if (typeof node !== 'object' || node === null || '$ref' in node) return [];
  const properties = 'properties' in node && node.properties ? Object.entries(node.properties) : [];
  return [
    ...('description' in node && node.description ? [] : [path]),
    ...properties.flatMap(([name, property]) => undescribedIn(`${path}.${name}`, property)),
  ];
}
