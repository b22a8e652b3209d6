import type { Digest } from '../digest.ts';
import type { RegistryId } from '../registry.ts';

/** The image of a series that a finding is about. */
export interface SeriesImage extends RegistryId {
  readonly repository: string;
  readonly series: string;
  readonly platform: string | null;
  readonly digest: Digest;
  readonly tags: readonly string[];
}

export function pickSeriesImage(image: SeriesImage): SeriesImage {
  const { accountId, region, repository, series, platform, digest, tags } = image;
  return { accountId, region, repository, series, platform, digest, tags };
}
