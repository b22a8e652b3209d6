import { DOCKER_LIST, OCI_INDEX } from '../domain/media-type.ts';
import { childrenOf, type ToldPush, tagsOf } from './oci-reading.ts';
import type { OciRegistry } from './oci-registry.ts';
import type { ImageChange, PushedManifest } from './push-event.ts';
import type { StoredImages } from './stored-images.ts';

/**
 * Finds out what is new, and what is gone, in a registry that sends no events of its own. An untagged image that is
 * deleted is not missed here: whoever asks for it hears that it is not there (`createOciSource`).
 */
export interface OciWatch {
  /** Delivers what has changed since the last time; the first time that is everything, in order of name and version. */
  poll(): Promise<void>;
  /** Delivers those of the told pushes that are new. */
  tell(told: readonly ToldPush[]): Promise<void>;
}

interface OciWatchOptions {
  readonly registry: OciRegistry;
  /** Is kept up to date with what is delivered, and is so first. */
  readonly stored: StoredImages;
  readonly deliver: (changes: readonly ImageChange[]) => Promise<void>;
  readonly now: () => Date;
}

export function createOciWatch({ registry, stored, deliver, now }: OciWatchOptions): OciWatch {
  /** `repository@digest` and `repository:tag@digest` */
  const seen = new Set<string>();
  let lastTime = 0;
  let turn: Promise<unknown> = Promise.resolve();

  /** One question at a time: what a poll has half done, a notification must not do again. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }

  /** Later than every time before it, so that history keeps the order in which the changes were seen. */
  function nextTime(): string {
    lastTime = Math.max(now().getTime(), lastTime + 1);
    return new Date(lastTime).toISOString();
  }

  /** Nothing counts as seen before all of it was read: a registry that fails halfway loses nothing. */
  async function deliverPushes(told: readonly ToldPush[]): Promise<void> {
    const fresh = new Set<string>();
    const pushes: PushedManifest[] = [];
    for (const push of told) pushes.push(...(await pushesOf(push, fresh)));
    if (pushes.length === 0) return;
    for (const push of pushes) stored.push(push);
    for (const name of fresh) seen.add(name);
    await deliver(pushes.map((push) => ({ ...push, action: 'PUSH' })));
  }

  /** The push and, before it, the children of an index nobody has seen yet, as ECR tells of them. */
  async function pushesOf(push: ToldPush, fresh: Set<string>): Promise<PushedManifest[]> {
    const { repository, digest, tag, mediaType } = push;
    const image = nameOf({ repository, digest, tag: null });
    if (fresh.has(nameOf(push))) return [];
    const isNew = !seen.has(image) && !fresh.has(image);
    // Marked before its children are looked at: an index that contains itself ends here.
    fresh.add(image).add(nameOf(push));
    const pushes: PushedManifest[] = [];
    if (isNew && (mediaType === OCI_INDEX || mediaType === DOCKER_LIST))
      for (const child of await childrenOf(registry, repository, digest))
        if (!seen.has(nameOf(child))) pushes.push(...(await pushesOf(child, fresh)));
    return [...pushes, { repository, digest, tag, at: nextTime() }];
  }

  /** The tags that are not where they were, even where they have been there before. */
  async function moved(found: readonly ToldPush[]): Promise<ToldPush[]> {
    const moves: ToldPush[] = [];
    for (const push of found) {
      const before = push.tag === null ? null : await stored.image(push.repository, push.tag);
      if (before?.digest !== push.digest) moves.push(push);
    }
    return moves;
  }

  /** Tells of each tag that is gone. Its image may have stayed, where a registry only takes tags away. */
  async function deliverDeletions(repository: string, found: readonly ToldPush[]): Promise<void> {
    const there = new Set(found.map(({ tag }) => tag));
    const deletions: ImageChange[] = [];
    const goneImages: string[] = [];
    for (const { digest, tags } of await stored.images(repository)) {
      const goneTags = tags.filter((tag) => !there.has(tag));
      if (goneTags.length === 0) continue;
      if ((await registry.resolve(repository, digest)) === null) goneImages.push(digest);
      for (const tag of goneTags)
        deletions.push({ action: 'DELETE', repository, digest, tag, at: nextTime() });
    }
    for (const { tag, ...image } of deletions) {
      stored.untag(repository, tag ?? '');
      seen.delete(nameOf({ ...image, tag }));
    }
    for (const digest of goneImages) {
      stored.remove(repository, digest);
      seen.delete(nameOf({ repository, digest, tag: null }));
    }
    if (deletions.length > 0) await deliver(deletions);
  }

  return {
    tell: (told) => inTurn(() => deliverPushes(told.filter((push) => !seen.has(nameOf(push))))),
    poll: () =>
      inTurn(async () => {
        for (const repository of new Set([
          ...(await registry.repositories()),
          ...(await stored.repositories()),
        ])) {
          const found = await tagsOf(registry, repository);
          await deliverPushes(await moved(found));
          await deliverDeletions(repository, found);
        }
      }),
  };
}

/** Of an image, or of one of its tags. */
function nameOf({ repository, digest, tag }: Omit<PushedManifest, 'at'>): string {
  return tag === null ? `${repository}@${digest}` : `${repository}:${tag}@${digest}`;
}
