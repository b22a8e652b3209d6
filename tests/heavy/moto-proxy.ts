import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { type Digest, digestOf } from '../../src/domain/digest.ts';

const ECR_TARGET = 'AmazonEC2ContainerRegistry_V20150921.';

const EcrRequest = z.object({ repositoryName: z.string(), layerDigest: z.optional(z.string()) });

/**
 * What stands in front of moto. moto has no GetDownloadUrlForLayer, so that one call is answered here, with a URL on
 * this very server; everything else passes through in both directions byte for byte.
 */
export interface MotoProxy {
  readonly origin: string;
  /** Makes a blob downloadable; answers its digest. */
  putBlob(text: string): Digest;
  /** ECR calls about these repositories are answered with ThrottlingException. */
  readonly throttled: Set<string>;
  /** The ECR operations that were asked for, in order: `BatchGetImage team/orders`. */
  readonly ecrCalls: string[];
  close(): Promise<void>;
}

export async function startMotoProxy(motoPort: number): Promise<MotoProxy> {
  const blobs = new Map<string, string>();
  const throttled = new Set<string>();
  const ecrCalls: string[] = [];

  /** Null for what moto is to answer. */
  function ownAnswer(target: string, body: Buffer): { status: number; document: object } | null {
    if (!target.startsWith(ECR_TARGET)) return null;
    const operation = target.slice(ECR_TARGET.length);
    const { repositoryName, layerDigest = '' } = z.parse(EcrRequest, JSON.parse(body.toString()));
    ecrCalls.push(`${operation} ${repositoryName}`);
    if (throttled.has(repositoryName))
      return { status: 400, document: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
    if (operation !== 'GetDownloadUrlForLayer') return null;
    return blobs.has(layerDigest)
      ? { status: 200, document: { downloadUrl: `${origin}/blobs/${layerDigest}`, layerDigest } }
      : { status: 400, document: { __type: 'LayersNotFoundException', message: 'no such layer' } };
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = incoming.url ?? '/';
    if (incoming.method === 'GET' && url.startsWith('/blobs/')) {
      const blob = blobs.get(url.slice('/blobs/'.length));
      response.writeHead(blob === undefined ? 404 : 200).end(blob);
      return;
    }
    const body = await buffer(incoming);
    const own = ownAnswer(`${incoming.headers['x-amz-target'] ?? ''}`, body);
    if (own) {
      response.writeHead(own.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(own.document));
      return;
    }
    const passed = request({
      host: '127.0.0.1',
      port: motoPort,
      method: incoming.method,
      path: url,
      headers: incoming.rawHeaders,
    });
    passed.end(body);
    const [answered]: IncomingMessage[] = await once(passed, 'response');
    if (!answered) throw new Error('moto did not answer');
    response.writeHead(answered.statusCode ?? 500, answered.rawHeaders);
    answered.pipe(response);
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(`${error}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

  return {
    origin,
    throttled,
    ecrCalls,
    putBlob(text) {
      const digest = digestOf(text);
      blobs.set(digest, text);
      return digest;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
