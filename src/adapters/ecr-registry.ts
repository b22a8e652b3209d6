import { BatchGetImageCommand, type ECRClient, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
import type { Digest } from '../domain/digest.ts';
import { RegistryUnavailableError } from '../domain/errors.ts';
import { ACCEPTED_MEDIA_TYPES } from '../domain/media-type.ts';
import type { ManifestAnswer, Registry } from '../domain/registry-ports.ts';
import { formatRepository, type RegistryId, type RepositoryId } from '../domain/registry.ts';
import { answerForFailure, errorName, registryError } from './aws-errors.ts';
import type { BlobDownload } from './blob-download.ts';
import { describeReferences } from './ecr-describe.ts';

// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html
const IDS_PER_CALL = 100;

// The manifest names a config that no image of the repository has any more, or that never arrived.
const LAYER_MISSING = new Set(['LayersNotFoundException', 'LayerInaccessibleException']);

interface EcrRegistryOptions {
  /** The client for one account and region: a client speaks to its own region only. */
  readonly clientFor: (registry: RegistryId) => ECRClient;
  readonly download: BlobDownload;
}

/** Amazon ECR. Reads manifests by digest only: by tag, ECR may convert a manifest, which then has another digest. */
export function createEcrRegistry({ clientFor, download }: EcrRegistryOptions): Registry {
  return {
    async getManifests(repository, digests) {
      const client = clientFor(repository);
      const distinct = [...new Set(digests)];
      const answers = new Map<Digest, ManifestAnswer>();
      for (let start = 0; start < distinct.length; start += IDS_PER_CALL) {
        const asked = distinct.slice(start, start + IDS_PER_CALL);
        const answered = await batchGetImage(client, repository, asked);
        for (const digest of asked) answers.set(digest, answered.get(digest) ?? noAnswer(repository, digest));
        for (const digest of await archivedAmong(client, repository, answered)) answers.set(digest, ARCHIVED);
      }
      return answers;
    },

    async getConfig(repository, config) {
      const url = await downloadUrl(clientFor(repository), repository, config);
      return url === null ? { outcome: 'missing' } : download(url, repository);
    },

    describe: (repository, references) => describeReferences(clientFor(repository), repository, references),
  };
}

const ARCHIVED: ManifestAnswer = { outcome: 'archived' };

/** Which failures are those of archived images: ECR does not say by which code it refuses them, so it is asked. */
async function archivedAmong(
  client: ECRClient,
  repository: RepositoryId,
  answered: ReadonlyMap<string, ManifestAnswer>,
): Promise<Digest[]> {
  const failed = [...answered].flatMap(([digest, { outcome }]) => (outcome === 'failed' ? [digest] : []));
  if (failed.length === 0) return [];
  // What cannot be told now stays a failure, and is asked again.
  const images = await describeReferences(client, repository, failed).catch(() => new Map());
  return [...images.values()].flatMap(({ digest, storageClass }) =>
    storageClass === 'archive' ? [digest] : [],
  );
}

async function batchGetImage(
  client: ECRClient,
  repository: RepositoryId,
  digests: readonly Digest[],
): Promise<ReadonlyMap<string, ManifestAnswer>> {
  const { images = [], failures = [] } = await client
    .send(
      new BatchGetImageCommand({
        registryId: repository.accountId,
        repositoryName: repository.repository,
        imageIds: digests.map((imageDigest) => ({ imageDigest })),
        acceptedMediaTypes: [...ACCEPTED_MEDIA_TYPES],
      }),
    )
    .catch((error: unknown) => {
      throw registryError(error, repository);
    });
  const answers = new Map<string, ManifestAnswer>();
  for (const { imageId, failureCode } of failures) {
    const digest = digests.find((asked) => asked === imageId?.imageDigest);
    if (digest) answers.set(digest, answerForFailure(failureCode, { ...repository, digest }));
  }
  for (const { imageId, imageManifest, imageManifestMediaType } of images) {
    if (!imageId?.imageDigest || imageManifest === undefined) continue;
    const mediaType = imageManifestMediaType ?? null;
    answers.set(imageId.imageDigest, { outcome: 'found', text: imageManifest, mediaType });
  }
  return answers;
}

function noAnswer(repository: RepositoryId, digest: Digest): ManifestAnswer {
  const details = { repository: formatRepository(repository), digest };
  return {
    outcome: 'failed',
    error: new RegistryUnavailableError('ECR said nothing about this image', { details }),
  };
}

/** A config is a blob as a layer is, to ECR; null where it has none. The URL is a secret: used at once, kept nowhere. */
async function downloadUrl(
  client: ECRClient,
  repository: RepositoryId,
  config: Digest,
): Promise<string | null> {
  const answer = await client
    .send(
      new GetDownloadUrlForLayerCommand({
        registryId: repository.accountId,
        repositoryName: repository.repository,
        layerDigest: config,
      }),
    )
    .catch((error: unknown) => {
      if (LAYER_MISSING.has(errorName(error))) return null;
      throw registryError(error, repository);
    });
  if (answer === null) return null;
  if (answer.downloadUrl) return answer.downloadUrl;
  throw new RegistryUnavailableError('ECR gave no URL for the config blob', {
    details: { repository: formatRepository(repository), digest: config },
  });
}
