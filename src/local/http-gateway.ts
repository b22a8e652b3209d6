import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { HttpReply, HttpRequest } from './http-server.ts';
import { lambdaContext } from './lambda-context.ts';
import { LOCAL_REGISTRY } from './push-event.ts';

/** The query function as API Gateway calls it. */
export type QueryHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** What an HTTP API does with a request: it becomes an event of payload format 2.0, and the result an answer. */
export async function throughGateway(handler: QueryHandler, request: HttpRequest): Promise<HttpReply> {
  const result = await handler(gatewayEvent(request), lambdaContext('query'));
  const body = result.body ?? '';
  return {
    status: result.statusCode ?? 200,
    headers: Object.fromEntries(
      Object.entries(result.headers ?? {}).map(([name, value]) => [name, `${value}`]),
    ),
    body: result.isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function gatewayEvent({ method, path, query, headers, body }: HttpRequest): APIGatewayProxyEventV2 {
  const parameters = queryParameters(query);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
    ),
    // Absent, not empty, where there is nothing.
    ...(parameters && { queryStringParameters: parameters }),
    ...(body !== '' && { body }),
    isBase64Encoded: false,
    requestContext: {
      accountId: LOCAL_REGISTRY.accountId,
      apiId: 'local',
      domainName: headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: new Date().toUTCString(),
      timeEpoch: Date.now(),
    },
  };
}

/** A name that stands twice has its values joined by a comma. */
function queryParameters(query: string): Record<string, string> | null {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return parameters.size === 0 ? null : Object.fromEntries(parameters);
}
