import type { ManifestSource } from './manifest-source.ts';
import type { ImageChange } from './push-event.ts';
import type { RecordedPush } from './recorded-pushes.ts';
import type { ReplayedRegistry } from './replayed-registry.ts';

interface Recording {
  /** Every recorded image. */
  readonly content: ManifestSource;
  /** Holds what all records before the one that is asked about have left. */
  readonly registry: ReplayedRegistry;
  /**
   * An image is deleted when its last tag has moved or was taken away, as a lifecycle policy would. Otherwise every
   * image stays, and that a tag was taken away changes nothing.
   */
  readonly expireUntagged: boolean;
}

/** What a record makes happen; null where its image is not in the recording. */
export async function changesOf(
  record: RecordedPush,
  { content, registry, expireUntagged }: Recording,
): Promise<readonly ImageChange[] | null> {
  const { repository, tag = null, at } = record;
  const before = expireUntagged && tag !== null ? await registry.image(repository, tag) : null;
  // By its last tag an image is deleted itself.
  if (record.action === 'untag')
    return before ? [{ action: 'DELETE', repository, digest: before.digest, tag, at }] : [];
  const { digest } = record;
  if ((await content.manifest(repository, digest)) === null) return null;
  const push: ImageChange = { action: 'PUSH', repository, digest, tag, at };
  return before && before.digest !== digest && before.tags.length === 1
    ? [push, { action: 'DELETE', repository, digest: before.digest, tag: null, at }]
    : [push];
}
