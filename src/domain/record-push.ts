import type { Digest } from './digest.ts';
import { HistoryUnavailableError, ServiceError } from './errors.ts';
import type { Inquiry, KnownContent, KnownImage } from './ports.ts';
import { outcomeOf, type PushedImage, type PushOutcome } from './pushed-image.ts';
import { type RecordChildren, type RecordPushDependencies, recordImage, retagImage } from './record-image.ts';
import type { ImageRef, RepositoryId } from './registry.ts';
import type { ManifestAnswer, Registry } from './registry-ports.ts';
import { type SettledPush, settleTagsOfPushes, tagsOf } from './push-tags.ts';
import type { Push, Tagging } from './tagging.ts';

/** Indexes in indexes are followed this deep; what lies deeper is recorded by its own push events. */
const NESTING_MAX = 8;
/** So often an image may be questioned while it is recorded before it is left to the next delivery. */
const ATTEMPTS_MAX = 5;

/**
 * Records the images pushed to one repository and raises what is to be told about them. For each image:
 * read → record → compare → keep the alert → publish → mark published → mark complete. Every step may be
 * repeated; an image is complete only after all of them, so that a crash between any two loses nothing.
 * One image's failure does not touch its neighbours. Throws only where the history cannot be read at all.
 */
export async function recordPushes(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  pushed: readonly PushedImage[],
): Promise<ReadonlyMap<Digest, PushOutcome>> {
  const settled = await recordAll(deps, repository, pushed, new Set());
  const outcomes = new Map([...settled].map(([digest, { outcome }]) => [digest, outcome]));
  try {
    await settleTagsOfPushes(deps, repository, pushed, settled);
  } catch (error) {
    for (const { digest, pushes } of pushed)
      if (tagsOf(pushes).length > 0) outcomes.set(digest, outcomeOf(error));
  }
  return outcomes;
}

async function recordAll(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  pushed: readonly PushedImage[],
  above: ReadonlySet<Digest>,
): Promise<ReadonlyMap<Digest, SettledPush>> {
  const settled = new Map<Digest, SettledPush>();
  let open = [...pushed].sort(byTime);
  for (let attempt = 0; open.length > 0; attempt++) {
    const attempted = await attemptAll(deps, repository, open, above);
    const again = new Set<Digest>();
    for (const [digest, { outcome, before }] of attempted)
      if (outcome) settled.set(digest, { outcome, before });
      else if (attempt < ATTEMPTS_MAX) again.add(digest);
      else settled.set(digest, { outcome: { outcome: 'failed', error: overtaken(digest) }, before });
    open = open.filter(({ digest }) => again.has(digest));
  }
  return settled;
}

/** Answers null for an image that another event came to question in the meantime. */
async function attemptAll(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  pushed: readonly PushedImage[],
  above: ReadonlySet<Digest>,
) {
  const known = await deps.history.find(
    repository,
    pushed.map(({ digest }) => digest),
  );
  const unsure = pushed
    .map(({ digest }) => digest)
    .filter((digest) => !isSettled(known.get(digest)) || isArchived(known.get(digest)));
  const answers = new Map(await readManifests(deps.registry, repository, unsure));
  const inquiries = new Map<Digest, Inquiry>();
  for (const digest of unsure)
    if (isContradicted(known.get(digest), answers.get(digest)))
      inquiries.set(digest, await deps.history.inquire({ ...repository, digest }));
  for (const answer of await readManifests(deps.registry, repository, [...inquiries.keys()]))
    answers.set(...answer);
  const results = new Map<
    Digest,
    { readonly outcome: PushOutcome | null; readonly before: KnownImage | undefined }
  >();
  const toChildren: RecordChildren = (index, children) => recordChildren(deps, index, children, above);
  for (const { digest, pushes } of pushed) {
    const before = known.get(digest);
    const ref = { ...repository, digest };
    const inquiry = inquiries.get(digest) ?? null;
    const outcome = await settle(() =>
      isSettled(before) && !inquiry
        ? retagImage(deps, ref, before, pushes, toChildren)
        : recordImage(deps, { ref, before, pushes, inquiry, answer: answers.get(digest) }, toChildren),
    );
    results.set(digest, { outcome, before });
  }
  return results;
}

/** Nothing is left to be done for it, and nobody doubts that it is there. */
function isSettled(known: KnownImage | undefined): known is KnownImage & { readonly content: KnownContent } {
  return known?.isLive === true && known.isComplete && !known.isInQuestion && known.content !== null;
}

/** A push restores an archived image. */
function isArchived(known: KnownImage | undefined): boolean {
  return known?.storageClass === 'archive';
}

/**
 * The registry has an image of which something else is known: which of them is right is for whoever asks the registry
 * last to say, and not for what was read a while ago.
 */
function isContradicted(known: KnownImage | undefined, answer: ManifestAnswer | undefined): boolean {
  if (!known) return false;
  if (answer?.outcome === 'found') return !known.isLive || known.isInQuestion || isArchived(known);
  return answer?.outcome === 'archived' && known.content !== null && (!known.isLive || known.isInQuestion);
}

/** Where the registry answers nothing at all, that is the answer for each of them: known images go on. */
async function readManifests(
  registry: Registry,
  repository: RepositoryId,
  digests: readonly Digest[],
): Promise<ReadonlyMap<Digest, ManifestAnswer>> {
  if (digests.length === 0) return new Map();
  try {
    return await registry.getManifests(repository, digests);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return new Map(digests.map((digest) => [digest, { outcome: 'failed', error }]));
  }
}

/** In order of time; within a second untagged images first: they may be children, which are pushed before their index. */
function byTime(a: PushedImage, b: PushedImage): number {
  const [one, other] = [firstOf(a), firstOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function firstOf({ pushes: [push, ...rest] }: PushedImage): string {
  const place = ({ at, tag }: Push) => `${at} ${tag ?? ''}`;
  return rest.map(place).reduce((first, other) => (other < first ? other : first), place(push));
}

/** A failure that another delivery cannot mend is a skip with its reason; any other is reported as it is. */
async function settle(step: () => Promise<PushOutcome | null>): Promise<PushOutcome | null> {
  try {
    return await step();
  } catch (error) {
    return outcomeOf(error);
  }
}

/** The children of an index are images of their own; its tag places them in their series. */
async function recordChildren(
  deps: RecordPushDependencies,
  index: ImageRef & Tagging,
  children: readonly Digest[],
  above: ReadonlySet<Digest>,
): Promise<void> {
  const seen = new Set([...above, index.digest]);
  const unseen = children.filter((digest) => !seen.has(digest));
  if (unseen.length === 0 || seen.size > NESTING_MAX) return;
  const [at, tag] = index.seriesFrom?.split(' ') ?? [];
  const placing: Push[] = at && tag ? [{ tag, viaIndex: true, at }] : [];
  const pushes: PushedImage['pushes'] = [{ tag: null, viaIndex: true, at: index.pushedAt }, ...placing];
  const { accountId, region, repository } = index;
  const settled = await recordAll(
    deps,
    { accountId, region, repository },
    unseen.map((digest) => ({ digest, pushes })),
    seen,
  );
  for (const { outcome } of settled.values()) if (outcome.outcome === 'failed') throw outcome.error;
}

function overtaken(digest: Digest): ServiceError {
  return new HistoryUnavailableError('too many asked about the same image', { details: { digest } });
}
