import type { Digest } from './digest.ts';
import { RepositoryNotFoundError, ServiceError } from './errors.ts';
import type { Drift } from './ports.ts';
import { findDifference } from './reconcile-difference.ts';
import type { RecordPushDependencies } from './record-image.ts';
import { recordPushes } from './record-push.ts';
import type { RepositoryId } from './registry.ts';
import type { Catalog, ListedImage } from './registry-ports.ts';
import { settleTags, type TagNews } from './settle-tags.ts';
import { pushesOf } from './tagging.ts';
import { verifyImages } from './verify-images.ts';

export interface ReconcileDependencies extends RecordPushDependencies {
  readonly catalog: Catalog;
  /** Whether there is time for more; where there is not, what was done counts, and the rest is done by the next call. */
  readonly hasTime: () => boolean;
}

/** What came of reconciling one repository. */
export interface RepositoryReconciliation extends Drift {
  /** False where time ran out: to be called again. */
  readonly done: boolean;
  /** Images the registry listed. */
  readonly listed: number;
  /** Images that were in another series than their tags say now: nobody is told. */
  readonly moved: number;
  /** Images that could not be recorded, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Why some image could not be dealt with now, if so: to be thrown once the rest is kept. */
  readonly error?: unknown;
}

/** As many manifests as one call of ECR answers. */
const RECORDED_AT_ONCE = 100;
/** The repository's live images are read once for so many deletions. */
const FORGOTTEN_AT_ONCE = 500;
const MOVED_AT_ONCE = 20;

/**
 * Compares what the registry lists with what the history holds, and runs the use cases of pushes and deletions for the
 * difference only. The list is out of date as soon as it is read: each difference is looked at by a use case that asks
 * the registry again. An image that cannot be dealt with now does not stop the others.
 */
export async function reconcileRepository(
  deps: ReconcileDependencies,
  repository: RepositoryId,
): Promise<RepositoryReconciliation> {
  const listed = await listImages(deps.catalog, repository);
  const { missing, doubted, misplaced } = await findDifference(deps, repository, listed);
  const skipped: Record<string, number> = {};
  const drift = { missedPushes: 0, missedDeletions: 0, missedTags: 0 };
  const errors: unknown[] = [];
  let moved = 0;
  const result = (done: boolean) => ({
    ...drift,
    done,
    listed: listed.size,
    moved,
    skipped,
    ...(errors.length > 0 && { error: errors[0] }),
  });

  // First, so that what is recorded is compared with those it belongs to.
  for (const images of chunks(misplaced, MOVED_AT_ONCE)) {
    if (!deps.hasTime()) return result(false);
    await Promise.all(
      images.map((image) => deps.history.moveSeries({ ...repository, digest: image.digest }, image)),
    );
    moved += images.length;
  }
  for (const images of chunks(missing, RECORDED_AT_ONCE)) {
    if (!deps.hasTime()) return result(false);
    const pushed = images.map((image) => ({ digest: image.digest, pushes: pushesOf(image) }));
    for (const outcome of (await recordPushes(deps, repository, pushed)).values()) {
      if (outcome.outcome === 'failed') errors.push(outcome.error);
      else if (outcome.outcome === 'skipped') skipped[outcome.reason] = (skipped[outcome.reason] ?? 0) + 1;
      else if (outcome.outcome === 'recorded') drift.missedPushes += 1;
      else if (outcome.outcome === 'retagged') drift.missedTags += 1;
    }
  }
  for (const images of chunks(doubted, FORGOTTEN_AT_ONCE)) {
    if (!deps.hasTime()) return result(false);
    const at = deps.now().toISOString();
    const asked = images.map((digest) => ({ digest, tags: [], at }));
    for (const outcome of (await verifyImages(deps, repository, asked)).values())
      if (outcome.outcome === 'failed') errors.push(outcome.error);
      else if (outcome.outcome === 'forgotten') drift.missedDeletions += 1;
  }
  if (!deps.hasTime()) return result(false);
  try {
    drift.missedTags += await reconcileTags(deps, repository, listed);
  } catch (error) {
    // What was found until here is kept.
    if (!(error instanceof ServiceError)) throw error;
    errors.push(error);
  }
  return result(errors.length === 0);
}

async function listImages(
  catalog: Catalog,
  repository: RepositoryId,
): Promise<ReadonlyMap<Digest, ListedImage>> {
  const listed = new Map<Digest, ListedImage>();
  let cursor: string | null = null;
  try {
    do {
      const page = await catalog.images(repository, cursor);
      for (const image of page.items) listed.set(image.digest, image);
      cursor = page.cursor;
    } while (cursor !== null);
  } catch (error) {
    // A repository that is gone takes everything with it.
    if (!(error instanceof RepositoryNotFoundError)) throw error;
    return new Map();
  }
  return listed;
}

/** Answers how many tags pointed elsewhere. */
async function reconcileTags(
  deps: ReconcileDependencies,
  repository: RepositoryId,
  listed: ReadonlyMap<Digest, ListedImage>,
): Promise<number> {
  const now = new Map<string, Digest>();
  for (const { digest, tags } of listed.values()) for (const tag of tags) now.set(tag, digest);
  const wrong = new Map<string, Digest | null>(now);
  let unanswered = 0;
  for await (const { tag, digest, isInQuestion } of deps.tags.all(repository)) {
    const truth = now.get(tag) ?? null;
    if (digest === truth && !isInQuestion) wrong.delete(tag);
    else wrong.set(tag, truth);
    if (digest === truth && isInQuestion) unanswered += 1;
  }
  const news = [...wrong].map(([tag, digest]): TagNews => ({ tag, digest, isTrusted: false, isNew: false }));
  for (const some of chunks(news, RECORDED_AT_ONCE)) await settleTags(deps, repository, some);
  return news.length - unanswered;
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, position) =>
    list.slice(position * size, (position + 1) * size),
  );
}
