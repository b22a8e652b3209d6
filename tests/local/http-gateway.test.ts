import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, expect, test } from 'vitest';
import { throughGateway } from '../../src/local/http-gateway.ts';
import {
  type HttpReply,
  type HttpRequest,
  type LocalServer,
  startServer,
} from '../../src/local/http-server.ts';

let server: LocalServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(answer: (request: HttpRequest) => Promise<HttpReply>): Promise<string> {
  server = await startServer(answer);
  return server.origin;
}

/** Serves a handler behind the gateway and answers what it was called with. */
async function eventsOf(path: string, init: RequestInit = {}): Promise<APIGatewayProxyEventV2> {
  const events: APIGatewayProxyEventV2[] = [];
  const origin = await serve((request) =>
    throughGateway(async (event) => {
      events.push(event);
      return { statusCode: 200 };
    }, request),
  );
  await fetch(`${origin}${path}`, init);
  const [event] = events;
  if (!event) throw new Error('the handler was not called');
  return event;
}

test('makes an event of payload 2.0 out of a request', async () => {
  const event = await eventsOf('/v1/images/sha256%3Aabc?repository=team%2Forders&tag=a&tag=b', {
    headers: { 'X-Asked-By': 'a person' },
  });

  expect(event).toMatchObject({
    version: '2.0',
    rawPath: '/v1/images/sha256%3Aabc',
    rawQueryString: 'repository=team%2Forders&tag=a&tag=b',
    queryStringParameters: { repository: 'team/orders', tag: 'a,b' },
    headers: { 'x-asked-by': 'a person' },
    requestContext: { stage: '$default', http: { method: 'GET', path: '/v1/images/sha256%3Aabc' } },
  });
});

test('leaves out parameters and body where there are none', async () => {
  const event = await eventsOf('/v1/summary');

  expect(event).not.toHaveProperty('queryStringParameters');
  expect(event).not.toHaveProperty('body');
});

test('hands on a body', async () => {
  const event = await eventsOf('/v1/summary', { method: 'POST', body: '{"a":1}' });

  expect(event.body).toBe('{"a":1}');
});

test('answers with status, headers and body of the result', async () => {
  const origin = await serve((request) =>
    throughGateway(
      async () => ({ statusCode: 404, headers: { 'content-type': 'application/problem+json' }, body: '{}' }),
      request,
    ),
  );

  const response = await fetch(origin);

  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.text()).toBe('{}');
});

test('decodes a base64 body', async () => {
  const origin = await serve((request) =>
    throughGateway(
      async () => ({ body: Buffer.from('bytes').toString('base64'), isBase64Encoded: true }),
      request,
    ),
  );

  expect(await (await fetch(origin)).text()).toBe('bytes');
});

test('answers 500, and lives on, where answering fails', async () => {
  const origin = await serve(async ({ path }) => {
    if (path === '/bad') throw new Error('secret detail');
    return { status: 200, body: 'fine' };
  });

  const failed = await fetch(`${origin}/bad`);
  const next = await fetch(`${origin}/good`);

  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toContain('secret');
  expect(await next.text()).toBe('fine');
});

test('refuses a body of more than ten million bytes', async () => {
  const origin = await serve(async () => ({ status: 200 }));

  const response = await fetch(origin, { method: 'POST', body: Buffer.alloc(10_000_001) });

  expect(response.status).toBe(413);
});

test('rejects for a port that is taken', async () => {
  const origin = await serve(async () => ({ status: 200 }));

  await expect(
    startServer(async () => ({ status: 200 }), Number(new URL(origin).port)),
  ).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
