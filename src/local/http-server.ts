import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

const BODY_MAX_BYTES = 10_000_000;

/** One request, read whole. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as they were sent, not decoded. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface LocalServer {
  /** `http://127.0.0.1:8787`, without a slash at the end. */
  readonly origin: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1; port 0 takes any free one. A failing `answer` becomes a 500, never a crash.
 * Rejects with the error of `listen`, such as EADDRINUSE.
 */
export async function startServer(
  answer: (request: HttpRequest) => Promise<HttpReply>,
  port = 0,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    void reply(request, response, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  return {
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: HttpRequest) => Promise<HttpReply>,
): Promise<void> {
  try {
    const { status, headers, body } = await answerWhole(request, answer);
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  } catch {
    // The client went away, or `answer` failed: either way there is nobody to tell more than this.
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
    response.end('internal error\n');
  }
}

async function answerWhole(
  request: IncomingMessage,
  answer: (request: HttpRequest) => Promise<HttpReply>,
): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_MAX_BYTES) return { status: 413, headers: { connection: 'close' } };
    chunks.push(chunk);
  }
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return answer({
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  });
}

/** An answer in AWS JSON 1.1. */
export function aws(status: number, body: object): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}

/** An exception in AWS JSON 1.1; `type` is its shape's name. */
export function awsFailure(type: string, message: string, status = 400): HttpReply {
  return aws(status, { __type: type, message });
}

/** Null for a body that is not JSON: no schema takes it. */
export function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
