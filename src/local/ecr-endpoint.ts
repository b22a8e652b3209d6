import type { RegistryId } from '../domain/registry.ts';
import { batchGetImage, getDownloadUrlForLayer } from './ecr-operations.ts';
import { awsFailure, type HttpReply, type LocalServer, startServer } from './http-server.ts';
import type { ManifestSource } from './manifest-source.ts';

const TARGET_PREFIX = 'AmazonEC2ContainerRegistry_V20150921.';
const BLOBS_PATH = '/blobs/';

/**
 * ECR's AWS JSON 1.1 protocol in front of any source of manifests: BatchGetImage, by digest only, and
 * GetDownloadUrlForLayer, whose URL is on the same origin.
 */
export async function startEcrEndpoint(source: ManifestSource, registry: RegistryId): Promise<LocalServer> {
  const server: LocalServer = await startServer(async ({ method, path, headers, body }) => {
    if (method === 'GET') return serveBlob(source, path);
    const target = headers['x-amz-target'];
    const operation =
      typeof target === 'string' && target.startsWith(TARGET_PREFIX)
        ? target.slice(TARGET_PREFIX.length)
        : '';
    try {
      switch (operation) {
        case 'BatchGetImage':
          return await batchGetImage(source, registry, body);
        case 'GetDownloadUrlForLayer':
          return await getDownloadUrlForLayer(source, registry, body, (repository, digest) =>
            blobUrl(server.origin, repository, digest),
          );
        default:
          return awsFailure('UnknownOperationException', `not served here: ${operation || 'no operation'}`);
      }
    } catch {
      // The source itself failed: the caller is to try again, as with ECR's own 500s.
      return awsFailure('ServerException', 'the registry behind this endpoint does not answer', 500);
    }
  });
  return server;
}

function blobUrl(origin: string, repository: string, digest: string): string {
  return `${origin}${BLOBS_PATH}${encodeURIComponent(repository)}/${encodeURIComponent(digest)}`;
}

/** What the download URL points to; ECR's own points to S3. */
async function serveBlob(source: ManifestSource, path: string): Promise<HttpReply> {
  const [repository, digest, ...rest] = path.startsWith(BLOBS_PATH)
    ? path.slice(BLOBS_PATH.length).split('/').map(decodeURIComponent)
    : [];
  const blob = repository && digest && rest.length === 0 ? await source.blob(repository, digest) : null;
  if (blob === null) return { status: 404 };
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream', 'content-length': `${Buffer.byteLength(blob)}` },
    body: blob,
  };
}
