import type { RegistryId } from '../domain/registry.ts';
import { describeImages, describeRepositories } from './ecr-describe-operations.ts';
import { batchGetImage, getDownloadUrlForLayer } from './ecr-operations.ts';
import type { EcrOperation, LocalEcr } from './ecr-request.ts';
import { ECR_DEFAULTS, type EcrSettings } from './ecr-settings.ts';
import * as settingsOperations from './ecr-settings-operations.ts';
import { awsFailure, type HttpReply, type LocalServer, startServer } from './http-server.ts';
import type { RegistrySource } from './image-catalog.ts';
import type { ManifestSource } from './manifest-source.ts';

const TARGET_PREFIX = 'AmazonEC2ContainerRegistry_V20150921.';
const BLOBS_PATH = '/blobs/';

const OPERATIONS: ReadonlyMap<string, EcrOperation> = new Map([
  ['BatchGetImage', batchGetImage],
  ['GetDownloadUrlForLayer', getDownloadUrlForLayer],
  ['DescribeImages', describeImages],
  ['DescribeRepositories', describeRepositories],
  ['GetAccountSetting', settingsOperations.getAccountSetting],
  ['DescribePullThroughCacheRules', settingsOperations.describePullThroughCacheRules],
  ['ListTagsForResource', settingsOperations.listTagsForResource],
  ['ListPullTimeUpdateExclusions', settingsOperations.listPullTimeUpdateExclusions],
  ['RegisterPullTimeUpdateExclusion', settingsOperations.registerPullTimeUpdateExclusion],
]);

/**
 * ECR's AWS JSON 1.1 protocol in front of any source of images: what is read of ECR, and nothing that writes images.
 * BatchGetImage answers by digest only; the URL of a layer is on the same origin.
 */
export async function startEcrEndpoint(
  source: RegistrySource,
  registry: RegistryId,
  settings: Partial<EcrSettings> = {},
): Promise<LocalServer> {
  const ecr: LocalEcr = {
    source,
    registry,
    settings: { ...ECR_DEFAULTS, ...settings },
    pullTimeExclusions: new Set(),
    blobUrl: (repository, digest) =>
      `${server.origin}${BLOBS_PATH}${encodeURIComponent(repository)}/${encodeURIComponent(digest)}`,
  };
  const server: LocalServer = await startServer(async ({ method, path, headers, body }) => {
    if (method === 'GET') return serveBlob(source, path);
    const target = `${headers['x-amz-target'] ?? ''}`;
    const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
    const operation = OPERATIONS.get(name);
    if (!operation)
      return awsFailure('UnknownOperationException', `not served here: ${name || 'no operation'}`);
    try {
      return await operation(ecr, body);
    } catch {
      // The source itself failed: the caller is to try again, as with ECR's own 500s.
      return awsFailure('ServerException', 'the registry behind this endpoint does not answer', 500);
    }
  });
  return server;
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
