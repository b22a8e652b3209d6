import type { ImageDetail } from '@aws-sdk/client-ecr';
import { isDigest } from '../domain/digest.ts';
import type { ListedImage, StorageClass } from '../domain/registry-ports.ts';

/**
 * An image as DescribeImages lists it; null where its digest is not one.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
 */
export function listedImage(detail: ImageDetail): ListedImage | null {
  const { imageDigest = '', imageTags = [], imagePushedAt, imageStatus } = detail;
  if (!isDigest(imageDigest)) return null;
  return {
    digest: imageDigest,
    tags: imageTags,
    // Without a time it is stored all the same, so it counts, and is taken for older than every other image: nothing
    // is ever said to have got worse because of it.
    pushedAt: (imagePushedAt ?? new Date(0)).toISOString(),
    storageClass: storageClassOf(imageStatus),
  };
}

/** Until its restoration is done, an image can be read no more than an archived one. */
function storageClassOf(status: ImageDetail['imageStatus']): StorageClass {
  return status === 'ARCHIVED' || status === 'ACTIVATING' ? 'archive' : 'standard';
}
