import type { Digest } from '../digest.ts';

/** `team/web:1.4.2`, or with the beginning of the digest where it has no tag. */
export function imageName({
  repository,
  tags,
  digest,
}: {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly digest: Digest;
}): string {
  return repository + (tags[0] ? `:${tags[0]}` : `@${digest.slice(0, 19)}`);
}
