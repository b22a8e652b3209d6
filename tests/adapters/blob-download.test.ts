import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createBlobDownload } from '../../src/adapters/blob-download.ts';

const REPOSITORY = { accountId: '123456789012', region: 'eu-west-1', repository: 'team/web' };
const SECRET = '/blob?X-Amz-Signature=f00d';
const MAX_BYTES = 1_000;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('the download', () => {
  test('is the blob as UTF-8 text, even where a character arrives in two pieces', async () => {
    const bytes = Buffer.from('{"größe":"📦"}');
    const { download, url } = await serve((_request, response) => {
      response.write(bytes.subarray(0, 5));
      setTimeout(() => response.end(bytes.subarray(5)), 20);
    });

    expect(await download(url, REPOSITORY)).toEqual({ outcome: 'found', text: '{"größe":"📦"}' });
  });

  test('asks for exactly the URL it was given', async () => {
    const asked: (string | undefined)[] = [];
    const { download, url } = await serve((request, response) => {
      asked.push(request.method, request.url, request.headers.authorization);
      response.end('{}');
    });

    await download(url, REPOSITORY);

    expect(asked).toEqual(['GET', SECRET, undefined]);
  });

  test.each([404, 410])('is missing where the answer is %d', async (status) => {
    const { download, url } = await serve((_request, response) => response.writeHead(status).end('gone'));

    expect(await download(url, REPOSITORY)).toEqual({ outcome: 'missing' });
  });

  test('of a stated length that is too large is not waited for', async () => {
    const closed = Promise.withResolvers<void>();
    const { download, url } = await serve((request, response) => {
      request.socket.on('close', () => closed.resolve());
      response.writeHead(200, { 'content-length': 10 ** 12 }).flushHeaders();
    });

    expect(await download(url, REPOSITORY)).toEqual({ outcome: 'too-large' });
    await closed.promise;
  });

  test.each([
    [MAX_BYTES, true, 'found'],
    [MAX_BYTES, false, 'found'],
    [MAX_BYTES + 1, true, 'too-large'],
    [MAX_BYTES + 1, false, 'too-large'],
  ])('of %d bytes, their number stated: %s, is %s', async (bytes, stated, outcome) => {
    const { download, url } = await serve((_request, response) => {
      if (stated) response.setHeader('content-length', bytes);
      response.write('x'.repeat(bytes - 1));
      response.end('x');
    });

    expect(await download(url, REPOSITORY)).toMatchObject({ outcome });
  });

  test('that never ends is dropped at the limit', async () => {
    const closed = Promise.withResolvers<void>();
    const { download, url } = await serve((_request, response) => {
      const flow = setInterval(() => response.write('x'.repeat(400)), 1);
      response.on('close', () => {
        clearInterval(flow);
        closed.resolve();
      });
    });

    expect(await download(url, REPOSITORY)).toEqual({ outcome: 'too-large' });
    await closed.promise;
  });

  test.each([
    [403, 'the URL has expired'],
    [500, 'the far end failed'],
    [206, 'a part was not asked for'],
  ])('fails with RegistryUnavailableError where the answer is %d (%s)', async (status) => {
    const { download, url } = await serve((_request, response) => response.writeHead(status).end(url));

    await expectUnavailable(download(url, REPOSITORY), { status });
  });

  test.each([301, 302, 303, 307, 308])('does not follow a redirect (%d)', async (status) => {
    const asked: (string | undefined)[] = [];
    const { download, url } = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(status, { location: '/elsewhere' }).end();
    });

    await expectUnavailable(download(url, REPOSITORY), { status });
    expect(asked).toEqual([SECRET]);
  });

  test.each<[string, RequestListener]>([
    ['no answer', () => {}],
    ['an answer that stops', (_request, response) => response.writeHead(200).write('{')],
    [
      'an answer that drips',
      (_request, response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('fails after the timeout: %s', async (_case, listener) => {
    const { download, url } = await serve(listener, 150);

    await expectUnavailable(download(url, REPOSITORY), { networkError: 'TimeoutError' });
  });

  test.each<[string, RequestListener]>([
    ['before the answer', (request) => request.socket.destroy()],
    [
      'inside the answer',
      (request, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
  ])('fails where the connection breaks %s', async (_case, listener) => {
    const { download, url } = await serve(listener);

    await expectUnavailable(download(url, REPOSITORY), { networkError: 'ECONNRESET' });
  });

  test('fails where nobody listens', async () => {
    const { download, url, server } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));

    await expectUnavailable(download(url, REPOSITORY), { networkError: 'ECONNREFUSED' });
  });

  test('fails where the answer is not HTTP, and keeps nothing of it', async () => {
    const { download, url } = await serve((request) => request.socket.end('top secret\r\n\r\n'));

    const error = await expectUnavailable(download(url, REPOSITORY), { networkError: expect.any(String) });

    expect(error).not.toHaveProperty('cause.rawPacket');
  });

  test('goes through a new connection where a kept one turns out to be dead', async () => {
    const connections: unknown[] = [];
    const { download, url } = await serve((request, response) => {
      if (connections.includes(request.socket)) return request.socket.destroy();
      connections.push(request.socket);
      return response.end(`${connections.length}`);
    });

    const first = await download(url, REPOSITORY);
    const second = await download(url, REPOSITORY);

    expect([first, second]).toEqual([
      { outcome: 'found', text: '1' },
      { outcome: 'found', text: '2' },
    ]);
  });

  test.each(['http://example.org/blob?X-Amz-Signature=f00d', 'not a URL?X-Amz-Signature=f00d', ''])(
    'is not tried where blobs are not taken from: %j',
    async (url) => {
      const download = createBlobDownload({ allowedOrigin: null, maxBytes: MAX_BYTES, timeoutMs: 1_000 });

      await expectUnavailable(download(url, REPOSITORY), {});
    },
  );
});

async function serve(listener: RequestListener, timeoutMs = 5_000) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const allowedOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const download = createBlobDownload({ allowedOrigin, maxBytes: MAX_BYTES, timeoutMs });
  return { server, download, url: `${allowedOrigin}${SECRET}` };
}

/** Retryable, with these details, and nothing of the URL anywhere in it. */
async function expectUnavailable(
  call: Promise<unknown>,
  details: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const error = await call.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'RegistryUnavailableError', retryable: true });
  expect(error).toHaveProperty('details', { repository: '123456789012/eu-west-1/team/web', ...details });
  expect(`${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`).not.toContain('f00d');
  return error;
}
