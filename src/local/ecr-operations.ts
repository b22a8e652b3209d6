import * as z from 'zod/mini';
import { isDigest } from '../domain/digest.ts';
import {
  ImageIdentifier,
  invalidParameter,
  missingRepository,
  operation,
  registryId,
  repositoryName,
} from './ecr-request.ts';
import { aws, awsFailure } from './http-server.ts';
import type { ManifestSource } from './manifest-source.ts';

const BatchGetImageRequest = z.object({
  registryId,
  repositoryName,
  imageIds: z.array(ImageIdentifier).check(z.minLength(1), z.maxLength(100)),
  acceptedMediaTypes: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(100))),
});
const LayerRequest = z.object({ registryId, repositoryName, layerDigest: z.string() });

interface Failure {
  readonly failureCode: string;
  readonly failureReason: string;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html */
export const batchGetImage = operation(BatchGetImageRequest, async (ecr, request) => {
  const { repositoryName, imageIds, acceptedMediaTypes } = request;
  const missing = await missingRepository(ecr, request);
  if (missing) return missing;
  const images: object[] = [];
  const failures: object[] = [];
  for (const imageId of imageIds) {
    const answer = await findManifest(ecr.source, repositoryName, imageId, acceptedMediaTypes);
    if ('failureCode' in answer) failures.push({ imageId, ...answer });
    else images.push({ registryId: ecr.registry.accountId, repositoryName, imageId, ...answer });
  }
  return aws(200, { images, failures });
});

async function findManifest(
  source: ManifestSource,
  repository: string,
  { imageDigest, imageTag }: ImageIdentifier,
  acceptedMediaTypes: readonly string[] | undefined,
): Promise<Failure | { readonly imageManifest: string; readonly imageManifestMediaType: string }> {
  if (imageDigest === undefined)
    return imageTag === undefined
      ? { failureCode: 'MissingDigestAndTag', failureReason: 'Invalid request parameters' }
      : { failureCode: 'ImageNotFound', failureReason: 'Requested image not found: ask by digest here' };
  if (!isDigest(imageDigest))
    return { failureCode: 'InvalidImageDigest', failureReason: 'Invalid request parameters' };
  const manifest = await source.manifest(repository, imageDigest);
  // By digest ECR converts nothing, so a type that is not accepted cannot be given.
  if (!manifest || (acceptedMediaTypes && !acceptedMediaTypes.includes(manifest.mediaType)))
    return { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
  return { imageManifest: manifest.text, imageManifestMediaType: manifest.mediaType };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetDownloadUrlForLayer.html */
export const getDownloadUrlForLayer = operation(LayerRequest, async (ecr, request) => {
  const { repositoryName, layerDigest } = request;
  const missing = await missingRepository(ecr, request);
  if (missing) return missing;
  if (!isDigest(layerDigest)) return invalidParameter('layerDigest is no digest');
  if ((await ecr.source.blob(repositoryName, layerDigest)) === null)
    return awsFailure('LayersNotFoundException', `The layers do not exist: ${layerDigest}`);
  return aws(200, { downloadUrl: ecr.blobUrl(repositoryName, layerDigest), layerDigest });
});
