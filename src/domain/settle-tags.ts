import type { Digest } from './digest.ts';
import { HistoryUnavailableError } from './errors.ts';
import type { TagInquiry, TagPointer, Tags } from './ports.ts';
import type { RepositoryId } from './registry.ts';
import type { Registry } from './registry-ports.ts';

export interface SettleTagsDependencies {
  readonly tags: Tags;
  readonly registry: Registry;
}

/** What an event, or a list of the registry, says of a tag. It may be long out of date. */
export interface TagNews {
  readonly tag: string;
  /** The image it was put on; null where it was taken off. */
  readonly digest: Digest | null;
  /** The image is not known ever to have been deleted: then a tag that nothing else is known of is on it. */
  readonly isTrusted: boolean;
  /** The image was not known to have the tag. */
  readonly isNew: boolean;
}

const ROUNDS_MAX = 5;

/**
 * Brings the history up to date about where tags point. Events come late and in any order, so the registry is asked
 * wherever they say something else than is known; and it is asked after an inquiry was opened, so that of two who ask
 * at once the later answer counts. Known news write nothing.
 */
export async function settleTags(
  { tags, registry }: SettleTagsDependencies,
  repository: RepositoryId,
  news: readonly TagNews[],
): Promise<void> {
  const known = await tags.find(
    repository,
    news.map(({ tag }) => tag),
  );
  const open = new Set<string>();
  const doubtful = new Set<string>();
  for (const each of news) {
    const pointer = known.get(each.tag);
    const isFirst = !pointer && each.digest !== null && each.isTrusted;
    if (isFirst ? await tags.begin(repository, each.tag, each.digest) : isSettled(pointer, each)) continue;
    (each.isNew ? open : doubtful).add(each.tag);
  }
  // What the registry says now may be what is known already: an event of long ago came again.
  const asked = await ask(registry, repository, [...doubtful]);
  for (const tag of doubtful) if (!agrees(known.get(tag), asked.get(tag) ?? null)) open.add(tag);
  let left = [...open];
  for (let round = 0; left.length > 0; round++) {
    if (round > ROUNDS_MAX)
      throw new HistoryUnavailableError('too many asked about the same tags', {
        details: { tag: left[0] ?? '' },
      });
    left = await inquire({ tags, registry }, repository, left);
  }
}

/** Answers the tags about which somebody else asked at the same time, and later. */
async function inquire(
  { tags, registry }: SettleTagsDependencies,
  repository: RepositoryId,
  open: readonly string[],
): Promise<string[]> {
  const inquiries: TagInquiry[] = [];
  for (const tag of open) inquiries.push(await tags.inquire(repository, tag));
  const answers = await ask(registry, repository, open);
  const overtaken: string[] = [];
  for (const inquiry of inquiries)
    if (!(await tags.settle(inquiry, answers.get(inquiry.tag) ?? null))) overtaken.push(inquiry.tag);
  return overtaken;
}

async function ask(
  registry: Registry,
  repository: RepositoryId,
  tags: readonly string[],
): Promise<ReadonlyMap<string, Digest>> {
  if (tags.length === 0) return new Map();
  const images = await registry.describe(repository, tags);
  return new Map([...images].map(([tag, { digest }]) => [tag, digest]));
}

/**
 * The image may have been deleted, and come back without the tag, when nobody knew yet that it had one: then nobody looked
 * where the tag went.
 */
function isSettled(pointer: TagPointer | undefined, { digest, isNew, isTrusted }: TagNews): boolean {
  const isMissed = digest !== null && isNew && !isTrusted;
  return !isMissed && agrees(pointer, digest);
}

function agrees(pointer: TagPointer | undefined, digest: Digest | null): boolean {
  return pointer !== undefined && !pointer.isInQuestion && pointer.digest === digest;
}
