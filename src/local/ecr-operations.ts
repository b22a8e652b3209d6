import * as z from 'zod/mini';
import { isDigest } from '../domain/digest.ts';
import type { RegistryId } from '../domain/registry.ts';
import { aws, awsFailure, type HttpReply, parsedJson } from './http-server.ts';
import type { ManifestSource } from './manifest-source.ts';

const registryId = z.optional(z.string().check(z.regex(/^\d{12}$/)));
const repositoryName = z.string().check(z.minLength(2), z.maxLength(256));
const ImageIdentifier = z.object({ imageDigest: z.optional(z.string()), imageTag: z.optional(z.string()) });
type ImageIdentifier = z.infer<typeof ImageIdentifier>;

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
export async function batchGetImage(
  source: ManifestSource,
  registry: RegistryId,
  body: string,
): Promise<HttpReply> {
  const parsed = BatchGetImageRequest.safeParse(parsedJson(body));
  if (!parsed.success) return invalidParameter(parsed.error);
  const { repositoryName, imageIds, acceptedMediaTypes } = parsed.data;
  const missing = await missingRepository(source, registry, parsed.data);
  if (missing) return missing;
  const images: object[] = [];
  const failures: object[] = [];
  for (const imageId of imageIds) {
    const answer = await findManifest(source, repositoryName, imageId, acceptedMediaTypes);
    if ('failureCode' in answer) failures.push({ imageId, ...answer });
    else images.push({ registryId: registry.accountId, repositoryName, imageId, ...answer });
  }
  return aws(200, { images, failures });
}

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
export async function getDownloadUrlForLayer(
  source: ManifestSource,
  registry: RegistryId,
  body: string,
  blobUrl: (repository: string, digest: string) => string,
): Promise<HttpReply> {
  const parsed = LayerRequest.safeParse(parsedJson(body));
  if (!parsed.success) return invalidParameter(parsed.error);
  const { repositoryName, layerDigest } = parsed.data;
  const missing = await missingRepository(source, registry, parsed.data);
  if (missing) return missing;
  if (!isDigest(layerDigest)) return awsFailure('InvalidParameterException', 'layerDigest is no digest');
  if ((await source.blob(repositoryName, layerDigest)) === null)
    return awsFailure('LayersNotFoundException', `The layers do not exist: ${layerDigest}`);
  return aws(200, { downloadUrl: blobUrl(repositoryName, layerDigest), layerDigest });
}

async function missingRepository(
  source: ManifestSource,
  { accountId }: RegistryId,
  request: { readonly registryId?: string | undefined; readonly repositoryName: string },
): Promise<HttpReply | null> {
  const id = request.registryId ?? accountId;
  if (id === accountId && (await source.hasRepository(request.repositoryName))) return null;
  return awsFailure(
    'RepositoryNotFoundException',
    `The repository with name '${request.repositoryName}' does not exist in the registry with id '${id}'`,
  );
}

function invalidParameter(error: z.core.$ZodError): HttpReply {
  const paths = error.issues.map((issue) => `'${issue.path.join('.') || 'request'}' ${issue.message}`);
  return awsFailure('InvalidParameterException', `Invalid parameter: ${paths.join('; ')}`);
}
