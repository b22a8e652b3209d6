import type { Image } from '../domain/image.ts';
import type { ImageRef } from '../domain/registry.ts';
import type { Item } from './dynamodb-items.ts';
import { parseContent } from './dynamodb-content-records.ts';
import * as records from './dynamodb-records.ts';

/** An image as it was recorded, of its row and its content; null where no more than its deletion was heard of. */
export function recordedImage(ref: ImageRef, row: Item, content: Item): Image | null {
  if (!('kind' in row)) return null;
  const image = records.ImageItem.parse(row);
  const { kind, platform, sizeBytes, children } = image;
  const { accountId, region, repository, digest } = ref;
  return {
    ...{ accountId, region, repository, digest },
    ...parseContent(content),
    ...{ kind, platform, sizeBytes, children },
    ...records.taggingOf(image),
  };
}
