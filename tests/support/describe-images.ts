import {
  type DescribeImagesCommandInput,
  type DescribeImagesCommandOutput,
  type ImageDetail,
  type ImageIdentifier,
  ImageNotFoundException,
} from '@aws-sdk/client-ecr';

const $metadata = {};

/** What ECR answers that has these images: it refuses a list with one that it does not have, as a whole. */
export function describeImagesOf(
  details: readonly ImageDetail[],
): (input: DescribeImagesCommandInput) => Promise<DescribeImagesCommandOutput> {
  return async ({ imageIds = [] }) => {
    if (imageIds.some((id) => !details.some((detail) => isNamed(detail, id)))) throw imageNotFound();
    return {
      $metadata,
      imageDetails: details.filter((detail) => imageIds.some((id) => isNamed(detail, id))),
    };
  };
}

/** ECR says which one it means in the text at most. */
export function imageNotFound(): ImageNotFoundException {
  return new ImageNotFoundException({ message: 'one of them, not said which', $metadata });
}

function isNamed(detail: ImageDetail, { imageDigest, imageTag = '' }: ImageIdentifier): boolean {
  if (imageDigest !== undefined) return detail.imageDigest === imageDigest;
  return detail.imageTags?.includes(imageTag) ?? false;
}
