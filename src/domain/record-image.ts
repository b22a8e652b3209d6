import type { Digest } from './digest.ts';
import type { Finding } from './findings/finding.ts';
import { type Image, sizeOf } from './image.ts';
import type { Inquiry, KnownContent, KnownImage } from './ports.ts';
import { MANIFEST_UNKNOWN, type PushedImage, type PushOutcome } from './pushed-image.ts';
import { type ReadImage, readImage } from './read-image.ts';
import type { ImageRef, RepositoryId } from './registry.ts';
import type { ManifestAnswer } from './registry-ports.ts';
import type { SettleTagsDependencies } from './settle-tags.ts';
import { type TellOfPushDependencies, tellOfImage, tellOfPush } from './tell-of-push.ts';
import { addPush, firstTagging, lineOf, placeTagging, type Push, pushesOf, type Tagging } from './tagging.ts';

export interface RecordPushDependencies extends TellOfPushDependencies, SettleTagsDependencies {}

/** An image that is to be recorded, and what is known of it. */
export interface Recording {
  readonly ref: ImageRef;
  readonly before: KnownImage | undefined;
  readonly pushes: PushedImage['pushes'];
  readonly inquiry: Inquiry | null;
  readonly answer: ManifestAnswer | undefined;
}

/** Records the children of an index, whose tagging places them. */
export type RecordChildren = (index: ImageRef & Tagging, children: readonly Digest[]) => Promise<void>;

/** Answers null where another event came to question the image in the meantime. */
export async function recordImage(
  deps: RecordPushDependencies,
  { ref, before, pushes, inquiry, answer }: Recording,
  recordChildren: RecordChildren,
): Promise<PushOutcome | null> {
  if (answer?.outcome === 'failed') throw answer.error;
  const storageClass = answer?.outcome === 'archived' ? 'archive' : 'standard';
  const read = answer && (await contentOf(deps, ref, answer));
  if (!read) return skip(deps, { ref, before, pushes, inquiry, answer });
  const { content, configProblem } = read;
  const [first, ...rest] = before && !before.content ? await allPushes(deps, ref, pushes) : pushes;
  const later: readonly Push[] = before?.content ? pushes : rest;
  const told = later.reduce<Tagging>(addPush, before?.content ?? firstTagging(first));
  const tagging = await place(deps, ref, told, before?.content);
  const image: Image = { ...ref, ...content, ...pickTagging(tagging), sizeBytes: sizeOf(content.layers) };

  const recorded = await deps.history.record(image, inquiry, storageClass);
  if (!recorded) return null;
  const { attempt, newBytes } = recorded;
  await recordChildren(image, image.children);
  const findings = await tellOfPush(deps, image, recorded);
  await deps.history.complete(image, attempt, { newBytes, findings });
  return { outcome: 'recorded', kind: image.kind, newBytes, findings, configProblem };
}

async function skip(
  { history }: RecordPushDependencies,
  { ref, before, inquiry, answer }: Recording,
): Promise<PushOutcome | null> {
  if (answer?.outcome === 'archived') {
    // That it was heard of is remembered: when it is restored, the registry is asked for all of its tags.
    if (!before) {
      await history.keep(await history.inquire(ref), 'archive');
      return null;
    }
    return {
      outcome: 'skipped',
      reason: 'IMAGE_ARCHIVED',
      detail: 'the image is archived and cannot be read',
    };
  }
  // Where it is thought to be there, whoever opened the question sees to it.
  if (inquiry && !before?.isLive) await history.keep(inquiry, 'standard');
  return { outcome: 'skipped', reason: MANIFEST_UNKNOWN, detail: 'the image is gone from the registry' };
}

/** Of an image that was heard of, and not recorded then, events may have come that nobody kept. */
async function allPushes(
  { registry }: RecordPushDependencies,
  { digest, ...repository }: ImageRef,
  pushes: PushedImage['pushes'],
): Promise<PushedImage['pushes']> {
  const listed = (await registry.describe(repository, [digest])).get(digest);
  return listed ? [...pushes, ...pushesOf(listed)] : pushes;
}

/** What the image is made of; of an archived one, what was seen of it before. */
async function contentOf(
  { registry, history }: RecordPushDependencies,
  ref: ImageRef,
  answer: ManifestAnswer,
): Promise<ReadImage | null> {
  if (answer.outcome === 'missing' || answer.outcome === 'failed') return null;
  if (answer.outcome === 'found') return readImage(registry, ref, answer.text, answer.mediaType);
  const content = await history.read(ref);
  return content && { content, configProblem: null };
}

/** A known image got another tag, or an event told an earlier time. What follows from it is done before it is kept. */
export async function retagImage(
  deps: RecordPushDependencies,
  ref: ImageRef,
  { content: before }: KnownImage & { readonly content: KnownContent },
  pushes: readonly Push[],
  recordChildren: RecordChildren,
): Promise<PushOutcome> {
  const told = pushes.reduce<Tagging>(addPush, before);
  if (told === before) return { outcome: 'known' };
  const after = await place(deps, ref, told, before);
  let findings: readonly Finding[] = [];
  if (after.seriesFrom !== before.seriesFrom || after.pushedAt !== before.pushedAt)
    await recordChildren({ ...ref, ...after }, before.children);
  if (after.series !== before.series || lineOf(after) !== lineOf(before)) {
    const recorded = await deps.history.read(ref);
    const image = recorded && { ...recorded, ...pickTagging(after) };
    if (image) findings = await tellOfImage(deps, image, await deps.history.earlierOf(image));
  }
  await deps.history.retag(ref, pickTagging(after), findings);
  return { outcome: 'retagged', findings };
}

/** What was placed before stays where it is; whether it still belongs there is for the reconciliation to see. */
async function place(
  { settings }: RecordPushDependencies,
  repository: RepositoryId,
  tagging: Tagging,
  before: Tagging | null | undefined,
): Promise<Tagging> {
  if (tagging.seriesFrom === null || tagging.seriesFrom === before?.seriesFrom) return tagging;
  const { series } = await settings.of(repository);
  return placeTagging(tagging, series);
}

function pickTagging({ tags, pushedAt, series, seriesFrom }: Tagging): Tagging {
  return { tags, pushedAt, series, seriesFrom };
}
