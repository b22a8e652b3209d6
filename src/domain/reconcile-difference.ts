import type { Digest } from './digest.ts';
import type { KnownImage } from './ports.ts';
import type { RecordPushDependencies } from './record-image.ts';
import type { RepositoryId } from './registry.ts';
import type { ListedImage } from './registry-ports.ts';
import { placeTagging, type Tagging } from './tagging.ts';
import { isUnreadable } from './verify-images.ts';

/** What the history has to be told. */
export interface Difference {
  readonly missing: readonly ListedImage[];
  readonly doubted: readonly Digest[];
  /** Those that are gone among them: they count in the baseline of their series. */
  readonly misplaced: readonly MisplacedImage[];
}

/** An image with the series that its tag is in by the pattern of now. */
type MisplacedImage = Pick<Tagging, 'series' | 'seriesFrom'> & { readonly digest: Digest };

/** Compares what the registry lists with what the history holds; in the order of time, so that each image is compared with those before it. */
export async function findDifference(
  { history, settings }: Pick<RecordPushDependencies, 'history' | 'settings'>,
  repository: RepositoryId,
  listed: ReadonlyMap<Digest, ListedImage>,
): Promise<Difference> {
  const { series: pattern } = await settings.of(repository);
  const doubted: Digest[] = [];
  const misplaced: MisplacedImage[] = [];
  const seen = new Map<Digest, KnownImage>();
  for await (const known of history.all(repository)) {
    const image = listed.get(known.digest);
    if (image) seen.set(known.digest, known);
    if (isDoubtful(known, image)) doubted.push(known.digest);
    const place = known.content && placeTagging(known.content, pattern);
    if (place && place !== known.content) {
      const { series, seriesFrom } = place;
      misplaced.push({ digest: known.digest, series, seriesFrom });
    }
  }
  const missing = [...listed.values()].filter((image) => {
    const known = seen.get(image.digest);
    return !isRecorded(known, image) && !isUnreadable(known, image);
  });
  return { missing: missing.sort((a, b) => (a.pushedAt < b.pushedAt ? -1 : 1)), doubted, misplaced };
}

function isRecorded(known: KnownImage | undefined, { tags }: ListedImage): boolean {
  if (!known?.isLive || !known.isComplete) return false;
  return tags.every((tag) => known.content?.tags.includes(tag));
}

function isDoubtful(known: KnownImage, listed: ListedImage | undefined): boolean {
  if (known.isInQuestion) return true;
  if (known.isLive) return listed?.storageClass !== known.storageClass;
  return known.content !== null && !known.isComplete;
}
