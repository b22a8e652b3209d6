import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { described } from '../../src/handlers/api-fields.ts';
import { openApiDocument } from '../../src/handlers/openapi.ts';
import { BODY_MAX_BYTES } from '../../src/handlers/query-body.ts';
import { defineRoute, type Method } from '../../src/handlers/query-route.ts';
import { createQueryClient, queryEvent } from '../support/query-client.ts';

const Note = described(
  z.strictObject({
    text: z.string().check(z.maxLength(10, 'must have at most 10 characters')),
    count: z.optional(z.int()),
    tags: z.optional(z.array(z.strictObject({ name: z.string() }))),
    kind: z.optional(z.enum(['a', 'b'], 'must be one of a, b')),
  }),
  'A note.',
  'TestNote',
);
const Answer = described(
  z.strictObject({ said: z.string(), body: z.string() }),
  'What was asked.',
  'TestAnswer',
);

function route(method: Method, path: string, withBody: boolean) {
  return defineRoute({
    ...{ method, path, operationId: `${method} ${path}`, summary: 'A test', refused: 'Never.' },
    parameters: z.strictObject({ id: z.string(), dry: z.optional(z.string()) }),
    ...(withBody && { body: Note }),
    answer: Answer,
    respond: async (_deps, { id, dry }, body) => ({
      said: `${method} ${id}${dry ? ` ${dry}` : ''}`,
      body: JSON.stringify(body) ?? '',
    }),
  });
}

const ROUTES = [
  route('GET', '/v1/notes/{id}', false),
  route('PUT', '/v1/notes/{id}/mute', true),
  route('DELETE', '/v1/notes/{id}/mute', false),
  route('POST', '/v1/notes/{id}', true),
  route('GET', '/v1/{any}/{id}', false),
];

function ask(method: string, url: string, body = '', rest = {}) {
  return createQueryClient({}, {}, ROUTES).send(queryEvent(url, { method, body, ...rest }));
}

describe('a method', () => {
  it.each([
    ['GET', '/v1/notes/7', '', 'GET 7', ''],
    ['GET', '/v1/notes/7', '{', 'GET 7', ''],
    ['POST', '/v1/notes/7?dry=run', '{"text":"hello"}', 'POST 7 run', '{"text":"hello"}'],
    ['PUT', '/v1/notes/7/mute', '{"text":"","count":3}', 'PUT 7', '{"text":"","count":3}'],
    ['DELETE', '/v1/notes/7/mute', '', 'DELETE 7', ''],
    ['DELETE', '/v1/notes/7/mute', 'no JSON', 'DELETE 7', ''],
  ])('leads to its route: %s %s', async (method, url, text, said, body) => {
    const answer = await ask(method, url, text);

    expect(answer).toMatchObject({ status: 200, body: { said, body } });
  });

  it.each([
    ['PUT', '/v1/notes/7', 'GET, POST', 'this path is for GET and POST only'],
    ['GET', '/v1/notes/7/mute', 'PUT, DELETE', 'this path is for PUT and DELETE only'],
    ['HEAD', '/v1/others/7', 'GET', 'this path is for GET only'],
    ['get', '/v1/others/7', 'GET', 'this path is for GET only'],
  ])(
    'that a path does not take is refused, and told which it takes: %s %s',
    async (method, url, allow, detail) => {
      const { status, headers, body } = await ask(method, url);

      expect(status).toBe(405);
      expect(headers).toMatchObject({ allow, 'content-type': 'application/problem+json' });
      expect(body).toMatchObject({ title: 'Method Not Allowed', detail });
    },
  );

  it.each([
    ['GET', '/v1/notes/private', '/v1/notes/{id}'],
    ['POST', '/v1/notes/private', 'POST /v1/notes/{id}'],
    ['DELETE', '/v1/notes/private/mute', 'DELETE /v1/notes/{id}/mute'],
    ['PATCH', '/v1/notes/private/mute', '/v1/notes/{id}/mute'],
    ['POST', '/private', 'unknown'],
  ])('is in the log where it is not GET: %s %s', async (method, url, logged) => {
    const client = createQueryClient({}, {}, ROUTES);

    await client.send(queryEvent(url, { method, body: '{"text":"private"}' }));

    expect(client.lines).toMatchObject([{ fields: [{ route: logged }] }]);
    expect(JSON.stringify(client.lines)).not.toContain('private');
  });
});

describe('a body', () => {
  const long = `{"text":"${' '.repeat(BODY_MAX_BYTES)}"}`;

  it.each([
    ['is missing', '', 'the body is required: a JSON object'],
    ['is one byte too large', long.slice(0, BODY_MAX_BYTES + 1), 'the body must have at most 65536 bytes'],
    ['is no JSON', '{"text":', 'the body is not JSON in UTF-8'],
    ['is a list', '[]', 'the body must be an object'],
    ['is null', 'null', 'the body must be an object'],
    ['misses a field', '{}', 'text is required'],
    ['has a field of another type', '{"text":5}', 'text must be a string'],
    ['has a null for a field', '{"text":"","count":null}', 'count must be a number'],
    ['has half a count', '{"text":"","count":1.5}', 'count must be a whole number'],
    ['has a field that is too long', '{"text":"more than ten"}', 'text must have at most 10 characters'],
    ['has none of the values', '{"text":"","kind":"c"}', 'kind must be one of a, b'],
    ['has more fields', '{"text":"","txet":1,"b":2}', 'txet is not known; b is not known'],
    ['has a field of every object', '{"text":"","__proto__":{}}', '__proto__ is not known'],
    [
      'has a wrong field deep inside',
      '{"text":"","tags":[{"name":""},{"nme":1}]}',
      'tags[1].name is required; tags[1].nme is not known',
    ],
    [
      'is wrong in everything',
      JSON.stringify({ text: '', tags: [1, 2, 3, 4, 5, 6, 7] }),
      `${[0, 1, 2, 3, 4].map((position) => `tags[${position}] must be an object`).join('; ')}; and 2 more`,
    ],
    ['has a field of a long name', `{"text":"","${'n'.repeat(99)}":1}`, `${'n'.repeat(40)}… is not known`],
  ])('that %s is refused with what is wrong', async (_what, text, detail) => {
    const { status, headers, body } = await ask('POST', '/v1/notes/7', text);

    expect(status).toBe(400);
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(body).toEqual({ type: 'about:blank', title: 'Bad Request', status: 400, detail });
  });

  it.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON', 200],
    ['application/merge-patch+json', 200],
    ['', 200],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    ['text/json, application/json', 415],
  ])('of type "%s" is answered with %d', async (contentType, status) => {
    const answer = await ask('POST', '/v1/notes/7', '{"text":""}', { contentType });

    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject(status === 415 ? { accept: 'application/json' } : {});
  });

  it('is as large as it may be', async () => {
    const text = `{"text":""}${' '.repeat(BODY_MAX_BYTES - 11)}`;

    expect(await ask('POST', '/v1/notes/7', text)).toMatchObject({ status: 200 });
    expect(await ask('POST', '/v1/notes/7', `${text} `)).toMatchObject({ status: 400 });
  });

  it.each([
    ['{"text":"größer"}', 200],
    ['{"text":', 400],
    [Buffer.from('{"text":"\xff"}', 'latin1'), 400],
  ])('is decoded where API Gateway has encoded it: %s', async (text, status) => {
    const body = Buffer.from(text).toString('base64');

    const answer = await ask('POST', '/v1/notes/7', body, { isBase64Encoded: true });

    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body).toMatchObject({ body: text });
  });
});

describe('the OpenAPI document', () => {
  const { paths } = openApiDocument(ROUTES);

  it('has every method of a path', () => {
    expect(Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods)])).toEqual([
      ['/v1/notes/{id}', ['get', 'post']],
      ['/v1/notes/{id}/mute', ['put', 'delete']],
      ['/v1/{any}/{id}', ['get']],
    ]);
  });

  it('says what body a route needs, and what comes of another one', () => {
    const { get, post } = paths['/v1/notes/{id}'] ?? {};

    expect(post).toMatchObject({
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/TestNote' } } },
      },
      responses: { 400: {}, 415: {}, 422: { description: 'Never.' } },
    });
    expect(get).not.toHaveProperty('requestBody');
    expect(get?.responses).not.toHaveProperty('415');
  });
});
