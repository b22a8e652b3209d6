import type { Digest } from './digest.ts';
import type { KnownImage } from './ports.ts';
import { MANIFEST_UNKNOWN, type PushedImage, type PushOutcome } from './pushed-image.ts';
import type { RecordPushDependencies } from './record-image.ts';
import type { RepositoryId } from './registry.ts';
import { settleTags, type TagNews } from './settle-tags.ts';

/** What became of an image, and what was known of it before. */
export interface SettledPush {
  readonly outcome: PushOutcome;
  readonly before: KnownImage | undefined;
}

/** Brings the tags of pushed images up to date, once the images are recorded. */
export async function settleTagsOfPushes(
  deps: RecordPushDependencies,
  repository: RepositoryId,
  pushed: readonly PushedImage[],
  settled: ReadonlyMap<Digest, SettledPush>,
): Promise<void> {
  // Read after the tags were added: whoever doubts an image later will find them and look at them, too.
  const tagged = pushed.filter(({ digest, pushes }) => {
    const outcome = settled.get(digest)?.outcome.outcome;
    return tagsOf(pushes).length > 0 && (outcome === 'recorded' || outcome === 'retagged');
  });
  const known = await deps.history.find(
    repository,
    tagged.map(({ digest }) => digest),
  );
  // What failed comes again, and its tags with it.
  const done = pushed.filter(({ digest }) => settled.get(digest)?.outcome.outcome !== 'failed');
  const news = done.flatMap(({ digest, pushes }) =>
    tagsOf(pushes).map((tag): TagNews => {
      const isTrusted = known.get(digest)?.wasDoubted === false;
      const { outcome, before } = settled.get(digest) ?? {};
      const isNew = known.has(digest) && before?.content?.tags.includes(tag) !== true;
      const isGone = outcome?.outcome === 'skipped' && outcome.reason === MANIFEST_UNKNOWN;
      return { tag, digest: isGone ? null : digest, isTrusted, isNew };
    }),
  );
  await settleTags(deps, repository, news);
}

/** The tags that the events put on the image, without those that place it only. */
export function tagsOf(pushes: PushedImage['pushes']): string[] {
  return [...new Set(pushes.flatMap(({ tag, viaIndex }) => (tag === null || viaIndex ? [] : [tag])))];
}
