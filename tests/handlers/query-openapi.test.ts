import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { apiDocument, ROUTES } from '../../src/handlers/query-routes.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';
import { createQueryClient } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage } from '../support/recorded-images.ts';

const base = layer('base', 100_000_000);
const web = recordedImage({ ...IRELAND, repository: 'team/web' }, '2026-11-01T00:00:00Z', [base], {
  findings: [duplicateLayerFinding(), imageGrewFinding()],
});
const api = recordedImage({ ...IRELAND, repository: 'team/api' }, '2026-11-02T00:00:00Z', [
  base,
  layer('api', 1, null),
]);
const client = createQueryClient({
  images: [web, api],
  alerts: [alertOf(duplicateLayerFinding()), alertOf(imageGrewFinding()), alertOf(registryScannedFinding())],
});
const document = apiDocument();
const { schemas } = document.components;

/** One question for every route, with an answer that shows as much as possible. */
const QUESTIONS = [
  ['/v1/summary', '/v1/summary'],
  ['/v1/repositories', '/v1/repositories'],
  ['/v1/images', '/v1/images?repository=team/web'],
  ['/v1/images/{digest}', `/v1/images/${web.digest}`],
  ['/v1/compare', `/v1/compare?from=${web.digest}&to=${api.digest}`],
  ['/v1/layers/{digest}', `/v1/layers/${base.digest}`],
  ['/v1/duplicates', '/v1/duplicates'],
  ['/v1/alerts', '/v1/alerts'],
  ['/v1/openapi.json', '/v1/openapi.json'],
] as const;

describe('the OpenAPI document', () => {
  it('is served as it is made', async () => {
    const { body } = await client.get('/v1/openapi.json');

    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('is of version 3.1, and of exactly the routes that there are', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(ROUTES.map(({ path }) => path));
    expect(QUESTIONS.map(([path]) => path)).toEqual(Object.keys(document.paths));
  });

  it('names every operation once', () => {
    const ids = Object.values(document.paths).map(({ get }) => get.operationId);

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
      ...Object.entries(document.paths).flatMap(([path, { get }]) => undescribedIn(path, get.parameters)),
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
    expect(document.paths['/v1/images']?.get.parameters).toMatchObject([
      { name: 'repository', in: 'query', required: true },
      { name: 'accountId', ...optional, schema: { type: 'string', pattern: '^\\d{12}$' } },
      { name: 'region', ...optional },
      { name: 'from', ...optional, schema: { type: 'string', format: 'date-time' } },
      { name: 'to', ...optional },
      { name: 'limit', ...optional, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } },
      { name: 'cursor', ...optional },
    ]);
    expect(document.paths['/v1/layers/{digest}']?.get.parameters).toContainEqual({
      ...{ name: 'digest', in: 'path', required: true },
      description: 'Digest of the compressed layer, as in the manifest.',
      schema: { type: 'string', pattern: expect.any(String) },
    });
  });

  it('leaves room for fields that are added later', () => {
    expect(JSON.stringify(document)).not.toContain('additionalProperties');
  });

  it.each(QUESTIONS)('has a schema that the answer of %s fits', async (path, question) => {
    const { status, body } = await client.get(question);

    expect(status).toBe(200);
    expect(violations(responseOf(path, 200, 'application/json'), body)).toEqual([]);
  });

  it.each([
    [400, '/v1/images', '/v1/images'],
    [404, '/v1/layers/{digest}', `/v1/layers/${api.digest}`],
  ])('has a schema that the problem %s fits', async (expected, path, question) => {
    const { status, body } = await client.get(question);

    expect(status).toBe(expected);
    expect(violations(responseOf(path, expected, 'application/problem+json'), body)).toEqual([]);
  });

  it('has schemas that something else does not fit', () => {
    const wrong = { ...alertOf(imageGrewFinding()), state: 'closed', openedAt: 12 };

    expect(violations('#/components/schemas/Alert', wrong)).toEqual([
      '/state must be equal to one of the allowed values',
      '/openedAt must be string',
    ]);
  });
});

const ajv = new Ajv2020({ strictSchema: false, allErrors: true, formats: { 'date-time': true } });
ajv.addSchema(JSON.parse(JSON.stringify(document)), 'openapi.json');

/** What a validator that knows nothing of Layerwatch has against the value; the pointer says which schema. */
function violations(pointer: string, value: unknown): string[] {
  const validate = ajv.compile({ $ref: `openapi.json${pointer}` });
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function responseOf(path: string, status: number, mediaType: string): string {
  const keys = ['paths', path, 'get', 'responses', `${status}`, 'content', mediaType, 'schema'];
  return `#/${keys.map((key) => encodeURIComponent(key.replaceAll('/', '~1'))).join('/')}`;
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
