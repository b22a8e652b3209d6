import { compareWithRegistry } from './compare-with-registry.ts';
import type { Digest } from './digest.ts';
import { HistoryUnavailableError, ServiceError } from './errors.ts';
import type { GoneImage, Inquiry, KnownImage } from './ports.ts';
import type { PushOutcome } from './pushed-image.ts';
import { raiseAlert } from './raise-alert.ts';
import type { RecordPushDependencies } from './record-image.ts';
import { recordPushes } from './record-push.ts';
import type { RepositoryId } from './registry.ts';
import type { ListedImage } from './registry-ports.ts';
import { settleTags } from './settle-tags.ts';
import { pushesOf } from './tagging.ts';

/** An image of which somebody says that it is gone, or stored otherwise. */
export interface DoubtedImage {
  readonly digest: Digest;
  /** Tags of which somebody says that they were taken off it. */
  readonly tags: readonly string[];
  /** RFC 3339: when it was said. */
  readonly at: string;
}

/** What became of a doubted image. `failed` is to be delivered again; everything else is settled. */
export type VerifyOutcome =
  /** The registry does not have it, and it has left the numbers. */
  | { readonly outcome: 'forgotten' }
  /** The registry has it, and so has the history. */
  | { readonly outcome: 'kept' }
  /** Nothing new. */
  | { readonly outcome: 'known' }
  /** The registry has it, and the history had not. */
  | PushOutcome;

type KnownImages = ReadonlyMap<Digest, KnownImage>;

const ROUNDS_MAX = 5;

/**
 * Brings the history up to date about images that may be gone. Whether one is, is for the registry to say and not for
 * an event or a clock: it may have been pushed again. Known news write nothing.
 */
export async function verifyImages(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  doubted: readonly DoubtedImage[],
): Promise<ReadonlyMap<Digest, VerifyOutcome>> {
  const outcomes = new Map<Digest, VerifyOutcome>();
  try {
    const known = await deps.history.find(
      repository,
      doubted.map(({ digest }) => digest),
    );
    let open = await doubtful(deps, repository, doubted, known);
    for (const { digest } of doubted) outcomes.set(digest, { outcome: 'known' });
    for (let round = 0; open.length > 0; round++) {
      if (round > ROUNDS_MAX) throw overtaken(open);
      open = await inquire(deps, repository, open, known, outcomes);
    }
    await settleTagsOf(deps, repository, doubted);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    for (const { digest } of doubted) outcomes.set(digest, { outcome: 'failed', error });
  }
  return outcomes;
}

/** Those about which the registry has to be asked: it says otherwise, or nobody ever asked it. */
async function doubtful(
  { registry }: RecordPushDependencies,
  repository: RepositoryId,
  doubted: readonly DoubtedImage[],
  known: KnownImages,
): Promise<readonly DoubtedImage[]> {
  const asked = doubted.map(({ digest }) => digest).filter((digest) => known.get(digest)?.wasDoubted);
  const listed = asked.length > 0 ? await registry.describe(repository, asked) : new Map();
  return doubted.filter(({ digest, at }) => !agrees(known.get(digest), listed.get(digest), at));
}

function agrees(known: KnownImage | undefined, listed: ListedImage | undefined, at: string): boolean {
  if (!known?.wasDoubted || known.isInQuestion) return false;
  if (listed)
    return (known.isLive || isUnreadable(known, listed)) && known.storageClass === listed.storageClass;
  // A deletion that was heard of before this one was; of an image that was never recorded there is nothing to keep.
  const isToldEarlier = known.content === null || (known.deletedAt !== null && known.deletedAt >= at);
  return !known.isLive && (known.isComplete || known.content === null) && isToldEarlier;
}

/** What is archived and was never seen cannot be recorded. */
export function isUnreadable(known: KnownImage | undefined, { storageClass }: ListedImage): boolean {
  return storageClass === 'archive' && !known?.content;
}

/** Answers those about which somebody else asked at the same time, and later. */
async function inquire(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  doubted: readonly DoubtedImage[],
  known: KnownImages,
  outcomes: Map<Digest, VerifyOutcome>,
): Promise<readonly DoubtedImage[]> {
  const { history, registry } = deps;
  const digests = doubted.map(({ digest }) => digest);
  const inquiries = new Map<Digest, Inquiry>();
  for (const { digest } of doubted) inquiries.set(digest, await history.inquire({ ...repository, digest }));
  const listed = await registry.describe(repository, digests);
  const done = new Set<Digest>();
  const gone: GoneImage[] = [];
  for (const { digest, at } of doubted) {
    const inquiry = inquiries.get(digest);
    const image = listed.get(digest);
    if (inquiry && !image) gone.push({ inquiry, at });
    else if (inquiry && image && (await history.keep(inquiry, image.storageClass))) {
      done.add(digest);
      outcomes.set(digest, { outcome: 'kept' });
    }
  }
  for (const digest of await forget(deps, repository, gone)) {
    done.add(digest);
    if (known.get(digest)?.isLive) outcomes.set(digest, { outcome: 'forgotten' });
  }
  await recordUnknown(deps, repository, [...listed.values()], outcomes);
  return doubted.filter(({ digest }) => !done.has(digest));
}

async function forget(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  gone: readonly GoneImage[],
): Promise<ReadonlySet<Digest>> {
  if (gone.length === 0) return new Set();
  const { digests, shared } = await deps.history.forget(repository, gone);
  const at = deps.now().toISOString();
  for (const finding of await compareWithRegistry(deps, shared)) await raiseAlert(deps, finding, at);
  await deps.history.completeForgotten(gone.filter(({ inquiry }) => digests.has(inquiry.digest)));
  return digests;
}

/** What the registry has and the history has not is recorded, as if it had just been pushed. */
async function recordUnknown(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  listed: readonly ListedImage[],
  outcomes: Map<Digest, VerifyOutcome>,
): Promise<void> {
  const known = await deps.history.find(
    repository,
    listed.map(({ digest }) => digest),
  );
  const unknown = listed.filter(
    (image) => !known.get(image.digest)?.isLive && !isUnreadable(known.get(image.digest), image),
  );
  if (unknown.length === 0) return;
  const pushed = unknown.map((image) => ({ digest: image.digest, pushes: pushesOf(image) }));
  for (const [digest, outcome] of await recordPushes(deps, repository, pushed)) outcomes.set(digest, outcome);
}

/** Tags go with an image, or were taken off it: wherever one is thought to be on it, the registry is asked. */
async function settleTagsOf(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  doubted: readonly DoubtedImage[],
): Promise<void> {
  const known = await deps.history.find(
    repository,
    doubted.map(({ digest }) => digest),
  );
  const suspected = doubted.flatMap(({ digest, tags }) =>
    [...new Set([...tags, ...(known.get(digest)?.content?.tags ?? [])])].map((tag) => ({ tag, digest })),
  );
  const pointers = await deps.tags.find(
    repository,
    suspected.map(({ tag }) => tag),
  );
  const news = suspected
    .filter(({ tag, digest }) => {
      const pointer = pointers.get(tag);
      return !pointer || pointer.isInQuestion || pointer.digest === digest;
    })
    // That what has left still has its tags cannot be so: no need to ask first whether it is news.
    .map(({ tag, digest }) => ({ tag, digest: null, isTrusted: false, isNew: hasLeft(known.get(digest)) }));
  if (news.length > 0) await settleTags(deps, repository, news);
}

/** Recorded, and gone since; what is archived and was never seen has not left. */
function hasLeft(known: KnownImage | undefined): boolean {
  return known !== undefined && !known.isLive && known.content !== null;
}

function overtaken(open: readonly DoubtedImage[]): HistoryUnavailableError {
  return new HistoryUnavailableError('too many asked about the same images', {
    details: { digest: open[0]?.digest ?? '' },
  });
}
