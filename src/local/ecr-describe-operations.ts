import * as z from 'zod/mini';
import { isDigest } from '../domain/digest.ts';
import { PAGE_FIELDS, pageOf } from './ecr-page.ts';
import {
  ImageIdentifier,
  invalidParameter,
  type LocalEcr,
  missingRepository,
  operation,
  registryId,
  repositoryName,
} from './ecr-request.ts';
import { aws, awsFailure } from './http-server.ts';
import type { StoredImage } from './image-catalog.ts';

const Filter = z.object({
  tagStatus: z.optional(z.enum(['TAGGED', 'UNTAGGED', 'ANY'])),
  imageStatus: z.optional(z.enum(['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY'])),
});
type Filter = z.infer<typeof Filter>;

const DescribeImagesRequest = z.object({
  registryId,
  repositoryName,
  imageIds: z.optional(z.array(ImageIdentifier).check(z.minLength(1), z.maxLength(100))),
  ...PAGE_FIELDS,
  filter: z.optional(Filter),
});

/**
 * Without the fields that only a manifest tells. Whether ECR applies the filter to images that are asked for by id is
 * not documented; here it does, so that who forgets archived images notices.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
 */
export const describeImages = operation(DescribeImagesRequest, async (ecr, request) => {
  const { repositoryName, imageIds, maxResults, nextToken, filter = {} } = request;
  if (imageIds && (maxResults !== undefined || nextToken !== undefined))
    return invalidParameter('imageIds cannot be given with maxResults or nextToken');
  const missing = await missingRepository(ecr, request);
  if (missing) return missing;
  if (imageIds) return describeById(ecr, repositoryName, imageIds, filter);
  const images = (await ecr.source.images(repositoryName)).filter((image) => passes(image, filter));
  const page = pageOf(images, ({ digest }) => digest, request);
  if (page === null) return invalidParameter('nextToken');
  const { items, ...rest } = page;
  return aws(200, { imageDetails: items.map((image) => imageDetail(ecr, repositoryName, image)), ...rest });
});

/** One image that is missing fails the whole call. */
async function describeById(
  ecr: LocalEcr,
  repository: string,
  imageIds: readonly ImageIdentifier[],
  filter: Filter,
) {
  const found = new Map<string, StoredImage>();
  for (const { imageDigest, imageTag } of imageIds) {
    const reference = imageDigest ?? imageTag;
    if (reference === undefined) return invalidParameter('an imageId has neither imageDigest nor imageTag');
    if (imageDigest !== undefined && !isDigest(imageDigest))
      return invalidParameter('imageDigest is no digest');
    const image = await ecr.source.image(repository, reference);
    const matches = image && passes(image, filter) && (!imageTag || image.tags.includes(imageTag));
    if (!matches)
      return awsFailure(
        'ImageNotFoundException',
        `The image with imageId {imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'} ` +
          `does not exist within the repository with name '${repository}' ` +
          `in the registry with id '${ecr.registry.accountId}'`,
      );
    found.set(image.digest, image);
  }
  return aws(200, { imageDetails: [...found.values()].map((image) => imageDetail(ecr, repository, image)) });
}

/** Unless it is asked for, what is archived is not shown. */
function passes(image: StoredImage, { tagStatus = 'ANY', imageStatus = 'ACTIVE' }: Filter): boolean {
  return (
    (imageStatus === 'ANY' || imageStatus === statusOf(image)) &&
    (tagStatus === 'ANY' || (tagStatus === 'TAGGED') === image.tags.length > 0)
  );
}

function statusOf({ storageClass }: StoredImage): 'ACTIVE' | 'ARCHIVED' {
  return storageClass === 'archive' ? 'ARCHIVED' : 'ACTIVE';
}

function imageDetail({ registry }: LocalEcr, repositoryName: string, image: StoredImage): object {
  return {
    registryId: registry.accountId,
    repositoryName,
    imageDigest: image.digest,
    ...(image.tags.length > 0 && { imageTags: image.tags }),
    // Seconds, as AWS JSON has times.
    imagePushedAt: Date.parse(image.pushedAt) / 1000,
    imageStatus: statusOf(image),
  };
}

const DescribeRepositoriesRequest = z.object({
  registryId,
  repositoryNames: z.optional(z.array(repositoryName).check(z.minLength(1), z.maxLength(100))),
  ...PAGE_FIELDS,
});

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const describeRepositories = operation(DescribeRepositoriesRequest, async (ecr, request) => {
  const { repositoryNames, maxResults, nextToken } = request;
  if (repositoryNames && (maxResults !== undefined || nextToken !== undefined))
    return invalidParameter('repositoryNames cannot be given with maxResults or nextToken');
  for (const name of repositoryNames ?? []) {
    const missing = await missingRepository(ecr, { registryId: request.registryId, repositoryName: name });
    if (missing) return missing;
  }
  if (repositoryNames)
    return aws(200, { repositories: repositoryNames.map((name) => repositoryOf(ecr, name)) });
  const inThisRegistry = (request.registryId ?? ecr.registry.accountId) === ecr.registry.accountId;
  const names = inThisRegistry ? await ecr.source.repositories() : [];
  const page = pageOf(names, (name) => name, request);
  if (page === null) return invalidParameter('nextToken');
  const { items, ...rest } = page;
  return aws(200, { repositories: items.map((name) => repositoryOf(ecr, name)), ...rest });
});

function repositoryOf({ registry, settings }: LocalEcr, name: string): object {
  const { accountId, region } = registry;
  const { type, key } = settings.encryptionOf(name);
  return {
    repositoryArn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
    registryId: accountId,
    repositoryName: name,
    repositoryUri: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
    imageTagMutability: 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: type, ...(key !== null && { kmsKey: key }) },
  };
}
