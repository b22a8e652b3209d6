import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSlackWebhook } from '../../src/adapters/slack-webhook.ts';
import { createWebhookSecret } from '../../src/adapters/webhook-secret.ts';

/** What the server answers to one request: a status, and what comes with it. */
interface SlackAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type SlackBehaviour =
  | SlackAnswer
  | 'hang'
  | 'hang up'
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** Stands in every URL of the server: nothing that is said about it may hold this. */
export const SECRET_PART = 'S3cr3tS3cr3tS3cr3t';

export const OK: SlackAnswer = { status: 200, body: 'ok' };

/** A webhook on this machine that answers as told, one behaviour for each request and the last one for all after it. */
export async function createSlackServer(behaviours: readonly SlackBehaviour[]) {
  const requests: {
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const behaviour = behaviours[Math.min(requests.length, behaviours.length - 1)] ?? OK;
      const body = Buffer.concat(chunks).toString('utf8');
      requests.push({ path: `${request.method} ${request.url}`, headers: request.headers, body });
      answer(behaviour, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const secretValue = { url: `${origin}/services/T000/B000/${SECRET_PART}`, reads: 0 };
  const clock = createClock();
  const slack = createSlackWebhook({
    secret: createWebhookSecret({
      secrets: {
        async getSecretValue() {
          secretValue.reads++;
          return { SecretString: secretValue.url };
        },
      },
      secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack-AbCdEf',
      allowedOrigin: origin,
      now: clock.now,
    }),
    timeoutMs: 300,
    clock,
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { slack, requests, secretValue, clock, origin, close };
}

/** Time passes only by waiting; `waits` are the milliseconds of each. */
function createClock() {
  let time = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
      time += milliseconds;
    },
  };
}

function answer(behaviour: SlackBehaviour, request: IncomingMessage, response: ServerResponse): void {
  if (behaviour === 'hang') return;
  if (behaviour === 'hang up') request.socket.destroy();
  else if (typeof behaviour === 'function') behaviour(request, response);
  else response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body);
}
