import { compareWithRegistry } from './compare-with-registry.ts';
import { compareWithSeries } from './compare-with-series.ts';
import type { Digest } from './digest.ts';
import { ServiceError } from './errors.ts';
import type { Finding } from './findings/finding.ts';
import { type Image, type ImageKind, sizeOf } from './image.ts';
import type { History, KnownImage, ManifestAnswer, Registry } from './ports.ts';
import { type RaiseAlertDependencies, raiseAlert } from './raise-alert.ts';
import { type ConfigProblem, readImage } from './read-image.ts';
import type { ImageRef, RepositoryId } from './registry.ts';
import { addPush, firstTagging, type Push, type Tagging } from './tagging.ts';

/** Indexes in indexes are followed this deep; what lies deeper is recorded by its own push events. */
const NESTING_MAX = 8;

export interface RecordPushDependencies extends RaiseAlertDependencies {
  readonly registry: Registry;
  readonly history: History;
}

/** All the push events of one batch about one image. */
export interface PushedImage {
  readonly digest: Digest;
  readonly pushes: readonly [Push, ...Push[]];
}

/** What became of one pushed image. `failed` is to be delivered again; everything else is settled. */
export type PushOutcome =
  | {
      readonly outcome: 'recorded';
      readonly kind: ImageKind;
      readonly newBytes: number;
      readonly findings: readonly Finding[];
      readonly configProblem: ConfigProblem | null;
    }
  | { readonly outcome: 'known' }
  | { readonly outcome: 'retagged'; readonly findings: readonly Finding[] }
  | { readonly outcome: 'skipped'; readonly reason: string; readonly detail: string }
  | { readonly outcome: 'failed'; readonly error: unknown };

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
  above: ReadonlySet<Digest> = new Set(),
): Promise<ReadonlyMap<Digest, PushOutcome>> {
  const known = await deps.history.find(
    repository,
    pushed.map(({ digest }) => digest),
  );
  const unread = pushed.map(({ digest }) => digest).filter((digest) => !known.get(digest)?.complete);
  const answers = await readManifests(deps.registry, repository, unread);
  const outcomes = new Map<Digest, PushOutcome>();
  for (const { digest, pushes } of [...pushed].sort(byTime)) {
    const before = known.get(digest);
    const ref = { ...repository, digest };
    outcomes.set(
      digest,
      await settle(() =>
        before?.complete
          ? retagImage(deps, ref, before, pushes, above)
          : recordImage(deps, ref, before, pushes, answers.get(digest), above),
      ),
    );
  }
  return outcomes;
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
async function settle(step: () => Promise<PushOutcome>): Promise<PushOutcome> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ServiceError && !error.retryable)
      return { outcome: 'skipped', reason: error.code, detail: error.message };
    return { outcome: 'failed', error };
  }
}

async function recordImage(
  deps: RecordPushDependencies,
  ref: ImageRef,
  before: KnownImage | undefined,
  pushes: PushedImage['pushes'],
  answer: ManifestAnswer | undefined,
  above: ReadonlySet<Digest>,
): Promise<PushOutcome> {
  if (answer?.outcome === 'failed') throw answer.error;
  if (answer?.outcome !== 'found')
    return { outcome: 'skipped', reason: 'MANIFEST_UNKNOWN', detail: 'the image is gone from the registry' };
  const { content, configProblem } = await readImage(deps.registry, ref, answer.text, answer.mediaType);
  const [first, ...rest] = pushes;
  const later: readonly Push[] = before ? pushes : rest;
  const tagging = later.reduce<Tagging>(addPush, before ?? firstTagging(first));
  const image: Image = { ...ref, ...content, ...pickTagging(tagging), sizeBytes: sizeOf(content.layers) };

  const { newBytes, shared, earlier } = await deps.history.record(image);
  await recordChildren(deps, image, image.children, above);
  const findings: Finding[] = await compareWithRegistry(deps, shared);
  const grew = await compareWithSeries(deps, image, earlier);
  if (grew) findings.push(grew);
  for (const finding of findings) await raiseAlert(deps, finding, image.pushedAt);
  await deps.history.complete(image, { newBytes, findings });
  return { outcome: 'recorded', kind: image.kind, newBytes, findings, configProblem };
}

/** A known image got another tag, or an event told an earlier time. What follows from it is done before it is kept. */
async function retagImage(
  deps: RecordPushDependencies,
  ref: ImageRef,
  before: KnownImage,
  pushes: readonly Push[],
  above: ReadonlySet<Digest>,
): Promise<PushOutcome> {
  const after = pushes.reduce<Tagging>(addPush, before);
  if (after === before) return { outcome: 'known' };
  const findings: Finding[] = [];
  if (after.seriesFrom !== before.seriesFrom || after.pushedAt !== before.pushedAt) {
    await recordChildren(deps, { ...ref, ...after }, before.children, above);
    const moves = before.kind === 'image' && after.series !== before.series;
    const recorded = moves ? await deps.history.read(ref) : null;
    if (recorded) {
      const image = { ...recorded, ...pickTagging(after) };
      const grew = await compareWithSeries(deps, image, await deps.history.earlierOf(image));
      if (grew) findings.push(grew);
    }
  }
  for (const finding of findings) await raiseAlert(deps, finding, after.pushedAt);
  await deps.history.retag(ref, pickTagging(after), findings);
  return { outcome: 'retagged', findings };
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
  const outcomes = await recordPushes(
    deps,
    { accountId, region, repository },
    unseen.map((digest) => ({ digest, pushes })),
    seen,
  );
  for (const outcome of outcomes.values()) if (outcome.outcome === 'failed') throw outcome.error;
}

function pickTagging({ tags, pushedAt, series, seriesFrom }: Tagging): Tagging {
  return { tags, pushedAt, series, seriesFrom };
}
