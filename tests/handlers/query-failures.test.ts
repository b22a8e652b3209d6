import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { AccessDeniedError, HistoryUnavailableError } from '../../src/domain/errors.ts';
import { createQueryHandler } from '../../src/handlers/query-api.ts';
import { lambdaContext } from '../../src/local/lambda-context.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { createInMemoryHistoryReader } from '../support/in-memory-history-reader.ts';
import { createQueryClient, NOW, queryEvent } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage } from '../support/recorded-images.ts';
import { registryStates } from '../support/registry-states.ts';

const DIGEST = digestOf('image');

describe('a failure to read the history', () => {
  const unavailable = new HistoryUnavailableError('the table did not answer', {
    details: { awsError: 'ThrottlingException' },
    cause: new Error('arn:aws:dynamodb:eu-west-1:123456789012:table/secret'),
  });

  it('that passes is answered with 503, to be asked again', async () => {
    const client = createQueryClient({}, { reader: failing(unavailable) });

    const { status, headers, body } = await client.get('/v1/summary');

    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': '1' });
    expect(body).toMatchObject({ detail: 'The history cannot be read at the moment; ask again.' });
  });

  it.each([
    ['denied', new AccessDeniedError('dynamodb:Query is not allowed to arn:aws:iam::1:role/x')],
    ['a bug', new TypeError('cannot read properties of undefined')],
    ['not even an error', 'a thrown string'],
  ])('that does not pass is answered with 500 and nothing else: %s', async (_reason, thrown) => {
    const client = createQueryClient({}, { reader: failing(thrown) });

    const { status, body } = await client.get('/v1/summary');

    expect(status).toBe(500);
    expect(body).toEqual({
      ...{ type: 'about:blank', title: 'Internal Server Error', status: 500 },
      detail: 'The question could not be answered; the function’s log says why.',
    });
  });

  it('is logged once, without what the cause holds', async () => {
    const client = createQueryClient({}, { reader: failing(unavailable) });

    await client.get('/v1/summary');

    expect(client.lines).toMatchObject([
      {
        level: 'error',
        message: 'the request failed',
        fields: [{ route: '/v1/summary', errorCode: 'UNAVAILABLE', awsError: 'ThrottlingException' }],
      },
      { level: 'info', message: 'the request was answered', fields: [{ route: '/v1/summary', status: 503 }] },
    ]);
    expect(JSON.stringify(client.lines)).not.toContain('secret');
  });
});

describe('an image that is gone', () => {
  it('between finding where it is and reading it is answered with 404', async () => {
    const reader = createInMemoryHistoryReader({
      images: [
        recordedImage({ ...IRELAND, repository: 'a' }, '2026-11-01T00:00:00Z', [], { digest: DIGEST }),
      ],
      ...{ alerts: [], asOf: {} },
    });
    const client = createQueryClient({}, { reader: { ...reader, image: async () => null } });

    const { status } = await client.get(`/v1/images/${DIGEST}`);

    expect(status).toBe(404);
  });
});

describe('an event that is no HTTP API event', () => {
  it.each([
    ['of payload 1.0', '{"path":"/v1/summary","httpMethod":"GET","requestContext":{"stage":"$default"}}'],
    ['of a queue', '{"Records":[]}'],
    ['of nothing', 'null'],
  ])('is answered with 500: %s', async (_reason, event) => {
    const client = createQueryClient();

    const { status } = await client.send(JSON.parse(event));

    expect(status).toBe(500);
    expect(client.lines).toMatchObject([
      { level: 'error', fields: [{ route: 'unknown', errorCode: 'EVENT_INVALID' }] },
      { level: 'info', fields: [{ route: 'unknown', status: 500 }] },
    ]);
  });
});

describe('the log', () => {
  it.each([
    ['an answer', '/v1/images?repository=team/private&limit=7', '/v1/images', 404],
    ['a path parameter', `/v1/layers/${DIGEST}`, '/v1/layers/{digest}', 404],
    ['a refused parameter', '/v1/summary?private=1', '/v1/summary', 400],
    ['an unknown path', '/private', 'unknown', 404],
    ['a path that cannot be decoded', '/v1/images/%private', 'unknown', 400],
  ])('has one line, and nothing the caller wrote, for %s', async (_reason, url, route, status) => {
    const times = [NOW, NOW, '2026-11-23T18:00:00.042Z'].map((time) => new Date(time));
    const client = createQueryClient(
      {},
      { now: () => times.shift() ?? new Date('2026-11-23T18:00:00.042Z') },
    );

    await client.get(url);

    const durationMs = expect.any(Number);
    expect(client.lines).toEqual([
      { level: 'info', message: 'the request was answered', fields: [{ route, status, durationMs }] },
    ]);
    expect(JSON.stringify(client.lines)).not.toMatch(/private|sha256|limit/);
  });

  it('says how long the answer took', async () => {
    const times = [0, 7, 42].map((milliseconds) => new Date(Date.parse(NOW) + milliseconds));
    const client = createQueryClient({}, { now: () => times.shift() ?? new Date(0) });

    const { body } = await client.get('/v1/summary');

    expect(body).toMatchObject({ asOf: '2026-11-23T18:00:00.007Z' });
    expect(client.lines).toMatchObject([{ fields: [{ durationMs: 42 }] }]);
  });

  it('is given the context of the invocation where it can take it', async () => {
    const contexts: string[] = [];
    const quiet = { info: () => {}, warn: () => {}, error: () => {} };
    const handler = createQueryHandler({
      reader: createInMemoryHistoryReader({
        images: [recordedImage({ ...IRELAND, repository: 'a' }, NOW, [layer('a', 1)])],
        alerts: [],
        asOf: {},
      }),
      alerts: { find: async () => null, mute: async () => false },
      thresholds: DEFAULT_THRESHOLDS,
      ...{ registries: registryStates(), now: () => new Date(NOW) },
      logger: { ...quiet, addContext: (context) => contexts.push(context.awsRequestId) },
    });
    const context = lambdaContext('query');

    await handler(queryEvent('/v1/summary'), context);

    expect(contexts).toEqual([context.awsRequestId]);
  });
});

/** A history that answers every question with this failure. */
function failing(thrown: unknown) {
  const fail = async (): Promise<never> => {
    throw thrown;
  };
  return {
    registryIds: fail,
    ...{ registries: fail, repositories: fail, images: fail, locations: fail, image: fail },
    ...{ layer: fail, holders: fail, duplicates: fail, alerts: fail, consolidations: fail },
    ...{ repositorySizes: fail, liveImages: fail, childrenOf: fail, describeLayers: fail },
  };
}
