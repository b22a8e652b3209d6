import * as http from 'node:http';
import * as https from 'node:https';
import { RegistryUnavailableError } from '../domain/errors.ts';
import type { ConfigAnswer } from '../domain/registry-ports.ts';
import { formatRepository, type RepositoryId } from '../domain/registry.ts';
import { errorName } from './aws-errors.ts';
import { isBlobUrl } from './blob-url.ts';

/**
 * Gets the blob behind a pre-signed URL as text; `repository` is named in errors, the URL never is.
 * Throws RegistryUnavailableError.
 */
export type BlobDownload = (url: string, repository: RepositoryId) => Promise<ConfigAnswer>;

interface BlobDownloadOptions {
  /** An origin (`http://127.0.0.1:5001`) blobs may come from besides AWS; null where there is none. */
  readonly allowedOrigin: string | null;
  readonly maxBytes: number;
  /** For the whole download, connecting included. */
  readonly timeoutMs: number;
}

/**
 * Node's own HTTP, not `fetch`: fetch loads a second HTTP stack into every cold start, and the AWS clients have
 * loaded this one already.
 */
export function createBlobDownload({
  allowedOrigin,
  maxBytes,
  timeoutMs,
}: BlobDownloadOptions): BlobDownload {
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  return async (url, repository) => {
    const target = URL.parse(url);
    if (!target || !isBlobUrl(target, allowedOrigin))
      throw unavailable('the config blob is offered by a host that is not trusted', repository, {});
    const signal = AbortSignal.timeout(timeoutMs);
    const agent = agents[target.protocol === 'http:' ? 'http:' : 'https:'];
    try {
      return await read(await get(target, agent, signal), maxBytes, repository);
    } catch (error) {
      if (error instanceof RegistryUnavailableError) throw error;
      // The cause is not kept: errors of Node's HTTP carry addresses and pieces of the answer, and a log shows them.
      const networkError = signal.aborted ? 'TimeoutError' : errorName(error);
      throw unavailable('the config blob did not arrive', repository, { networkError });
    }
  };
}

function get(url: URL, agent: http.Agent | false, signal: AbortSignal): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'http:' ? http : https;
    const call = request(url, { agent, signal }, resolve);
    call.on('error', (error) => {
      // A frozen sandbox does not see the far end hang up: a kept connection that turns out dead is not a failure.
      const stale = call.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(errorName(error));
      if (stale) resolve(get(url, false, signal));
      else reject(error);
    });
    call.end();
  });
}

async function read(
  response: http.IncomingMessage,
  maxBytes: number,
  repository: RepositoryId,
): Promise<ConfigAnswer> {
  const { statusCode = 0, headers } = response;
  // A pre-signed URL leads to the blob itself, so a redirect (3xx) is as wrong here as any other answer.
  if (statusCode !== 200) {
    response.destroy();
    if (statusCode === 404 || statusCode === 410) return { outcome: 'missing' };
    throw unavailable('the config blob was refused', repository, { status: statusCode });
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) {
    response.destroy();
    return { outcome: 'too-large' };
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop early closes the connection.
    if (bytes > maxBytes) return { outcome: 'too-large' };
    chunks.push(chunk);
  }
  return { outcome: 'found', text: Buffer.concat(chunks).toString('utf8') };
}

function unavailable(
  message: string,
  repository: RepositoryId,
  details: Readonly<Record<string, string | number>>,
): RegistryUnavailableError {
  return new RegistryUnavailableError(message, {
    details: { repository: formatRepository(repository), ...details },
  });
}
