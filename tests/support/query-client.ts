import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { AlertMute } from '../../src/domain/alert-ports.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { createQueryHandler, type QueryDependencies } from '../../src/handlers/query-api.ts';
import { Problem } from '../../src/handlers/query-problem.ts';
import { matchRoutes, parseHttpRequest } from '../../src/handlers/query-request.ts';
import type { Route } from '../../src/handlers/query-route.ts';
import { ROUTES } from '../../src/handlers/query-routes.ts';
import { lambdaContext } from '../../src/local/lambda-context.ts';
import { createInMemoryHistoryReader } from './in-memory-history-reader.ts';
import { keptAlerts, type RecordedHistory } from './recorded-history.ts';
import { registryStates } from './registry-states.ts';

export const NOW = '2026-11-23T18:00:00.000Z';

interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: unknown;
  readonly fields: readonly unknown[];
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Has been parsed with the schema of its route, or of a problem: no field is missing, none undocumented. */
  readonly body: unknown;
}

/** The whole query function, asked as API Gateway asks it, over this history. */
export function createQueryClient(
  history: Partial<RecordedHistory> = {},
  deps: Partial<QueryDependencies> = {},
  routes: readonly Route[] = ROUTES,
) {
  const lines: Line[] = [];
  const log =
    (level: Line['level']) =>
    (message: unknown, ...fields: readonly unknown[]) => {
      lines.push({ level, message, fields });
    };
  const mutes = new Map(history.mutes);
  const recorded = { images: [], alerts: [], asOf: {}, ...history, mutes };
  const handler = createQueryHandler(
    {
      reader: createInMemoryHistoryReader(recorded),
      alerts: createInMemoryAlerts(recorded, mutes),
      thresholds: DEFAULT_THRESHOLDS,
      registries: registryStates(),
      now: () => new Date(NOW),
      logger: { info: log('info'), warn: log('warn'), error: log('error') },
      ...deps,
    },
    routes,
  );

  async function send(event: APIGatewayProxyEventV2): Promise<Answer> {
    const { statusCode, headers = {}, body = '' } = await handler(event, lambdaContext('query'));
    return {
      status: statusCode,
      headers,
      body: z.parse(schemaOf(routes, event, statusCode), JSON.parse(body)),
    };
  }

  return {
    lines,
    send,
    /** Asks for a path with its query, both as a client writes them. */
    get: (url: string) => send(queryEvent(url)),
    /** Sends this value as JSON. */
    post: (url: string, body: unknown) =>
      send(queryEvent(url, { method: 'POST', body: JSON.stringify(body) })),
    put: (url: string, body: unknown) => send(queryEvent(url, { method: 'PUT', body: JSON.stringify(body) })),
    delete: (url: string) => send(queryEvent(url, { method: 'DELETE' })),
  };
}

/** Finds the alerts, and mutes them where all who ask for them see it. */
function createInMemoryAlerts(
  history: RecordedHistory,
  mutes: Map<string, AlertMute>,
): QueryDependencies['alerts'] {
  const find = async (id: string) => keptAlerts(history).find(({ alert }) => alert.id === id) ?? null;
  return {
    find,
    async mute(id, mute) {
      if (mute) mutes.set(id, mute);
      else mutes.delete(id);
      return (await find(id)) !== null;
    },
  };
}

function schemaOf(
  routes: readonly Route[],
  event: APIGatewayProxyEventV2,
  status: number | undefined,
): z.ZodMiniType {
  const { method, segments } = status === 200 ? parseHttpRequest(event) : { method: '', segments: [] };
  const match = matchRoutes(routes, segments).find(({ route }) => route.method === method);
  return match?.route.answer ?? Problem;
}

/** The event of a request, in payload format 2.0. */
export function queryEvent(
  url: string,
  {
    method = 'GET',
    stage = '$default',
    body = '',
    contentType = 'application/json',
    isBase64Encoded = false,
  } = {},
): APIGatewayProxyEventV2 {
  const [rawPath = '', rawQueryString = ''] = url.split('?');
  const parameters = Object.fromEntries(new URLSearchParams(rawQueryString));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { ...(body && contentType && { 'content-type': contentType }) },
    ...(rawQueryString && { queryStringParameters: parameters }),
    ...(body && { body }),
    isBase64Encoded,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request',
      routeKey: '$default',
      stage,
      time: '23/Nov/2026:18:00:00 +0000',
      timeEpoch: Date.parse(NOW),
    },
  };
}
