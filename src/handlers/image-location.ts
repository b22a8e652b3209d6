import type { Digest } from '../domain/digest.ts';
import type { HistoryReader, ImageDetail } from '../domain/reader-ports.ts';
import { formatRegistry, formatRepository, type ImageRef, type RepositoryId } from '../domain/registry.ts';
import { ProblemError } from './query-problem.ts';

/** Narrows where an image is looked for. */
type Chosen = Partial<Record<keyof RepositoryId, string | undefined>>;

/** An image, and everything that has it, or had it. */
export interface LocatedImage {
  readonly image: ImageDetail;
  readonly locations: readonly ImageRef[];
}

/**
 * The image in one of the repositories that are chosen: nearest to `near` first, and then those that still have it.
 * Throws a 404 where there is none.
 */
export async function locateImage(
  reader: HistoryReader,
  digest: Digest,
  chosen: Chosen,
  near?: RepositoryId,
): Promise<LocatedImage> {
  // Those that still have it come first.
  const locations = await reader.locations(digest);
  const found = locations.filter((location) => isIn(location, chosen));
  const [ref] = near ? found.sort((a, b) => distance(a, near) - distance(b, near)) : found;
  if (!ref && locations.length > 0) throw new ProblemError(404, `image ${digest} is not known there`);
  const image = ref ? await reader.image(ref) : null;
  if (!image) throw new ProblemError(404, `image ${digest} is not known`);
  return { image, locations };
}

function isIn(location: ImageRef, chosen: Chosen): boolean {
  const {
    accountId = location.accountId,
    region = location.region,
    repository = location.repository,
  } = chosen;
  return formatRepository(location) === formatRepository({ accountId, region, repository });
}

/** 0 in the same repository, 1 in the same registry, 2 elsewhere. */
function distance(location: ImageRef, near: RepositoryId): number {
  if (formatRepository(location) === formatRepository(near)) return 0;
  return formatRegistry(location) === formatRegistry(near) ? 1 : 2;
}
