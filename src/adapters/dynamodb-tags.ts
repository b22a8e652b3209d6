import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import type { TagInquiry, TagPointer, Tags } from '../domain/ports.ts';
import type { RepositoryId } from '../domain/registry.ts';
import { HEARD_OF_DAYS, inDays } from './dynamodb-expiry.ts';
import { openInquiry } from './dynamodb-inquiries.ts';
import { type Item, type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { partition } from './dynamodb-queries.ts';

/** Where a tag points. The registry is asked within an inquiry; the answer to the last one counts. */
const TagItem = z.object({
  tag: z.string(),
  digest: z.nullable(Digest),
  inquiry: z._default(z.int(), 0),
  answered: z._default(z.int(), 0),
});

/** What is known of tags; those that point nowhere expire. */
export function createDynamodbTags(items: Items, now: () => Date): Tags {
  return { find, all, begin, inquire, settle };

  async function find(
    repository: RepositoryId,
    tags: readonly string[],
  ): Promise<ReadonlyMap<string, TagPointer>> {
    const distinct = [...new Set(tags)];
    const found = await items.getMany(distinct.map((tag) => keys.tagKey(repository, tag)));
    return new Map(found.map(parseTag).map((pointer) => [pointer.tag, pointer]));
  }

  async function* all(repository: RepositoryId): AsyncGenerator<TagPointer> {
    const tags = partition(keys.repositoryPartition(repository), keys.TAG_PREFIX);
    for await (const item of queryAll(items, { ...tags, consistent: true })) yield parseTag(item);
  }

  function begin(repository: RepositoryId, tag: string, digest: Digest): Promise<boolean> {
    return items.putNew({ ...keys.tagKey(repository, tag), tag, digest });
  }

  async function inquire(repository: RepositoryId, tag: string): Promise<TagInquiry> {
    const heardOf = { tag, digest: null, expiresAt: inDays(now(), HEARD_OF_DAYS) };
    const inquiry = await openInquiry(items, keys.tagKey(repository, tag), heardOf, { tag });
    const { accountId, region, repository: name } = repository;
    return { accountId, region, repository: name, tag, inquiry };
  }

  function settle({ inquiry, tag, ...repository }: TagInquiry, digest: Digest | null): Promise<boolean> {
    const change =
      digest === null
        ? { set: { digest, answered: inquiry, expiresAt: inDays(now(), HEARD_OF_DAYS) } }
        : { set: { digest, answered: inquiry }, remove: ['expiresAt'] };
    return items.update(keys.tagKey(repository, tag), change, { inquiry: { is: inquiry } });
  }
}

export function parseTag(item: Item): TagPointer {
  const { tag, digest, inquiry, answered } = TagItem.parse(item);
  return { tag, digest, isInQuestion: inquiry > answered };
}
