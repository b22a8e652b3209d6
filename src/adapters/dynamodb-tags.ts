import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { HistoryUnavailableError } from '../domain/errors.ts';
import type { TagInquiry, TagPointer, Tags } from '../domain/ports.ts';
import type { RepositoryId } from '../domain/registry.ts';
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

const ATTEMPTS_MAX = 20;

export function createDynamodbTags(items: Items): Tags {
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
    const key = keys.tagKey(repository, tag);
    const { accountId, region, repository: name } = repository;
    const place = { accountId, region, repository: name, tag };
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const found = await items.get(key);
      const asked = found ? TagItem.parse(found).inquiry : 0;
      const inquiry = asked + 1;
      const isMine = found
        ? await items.update(key, { set: { inquiry } }, { inquiry: asked === 0 ? 'absent' : { is: asked } })
        : await items.putNew({ ...key, tag, digest: null, inquiry });
      if (isMine) return { ...place, inquiry };
      await items.pause(attempt);
    }
    throw new HistoryUnavailableError('too many writers met on one tag', { details: { tag } });
  }

  function settle({ inquiry, tag, ...repository }: TagInquiry, digest: Digest | null): Promise<boolean> {
    const change = { set: { digest, answered: inquiry } };
    return items.update(keys.tagKey(repository, tag), change, { inquiry: { is: inquiry } });
  }
}

export function parseTag(item: Item): TagPointer {
  const { tag, digest, inquiry, answered } = TagItem.parse(item);
  return { tag, digest, isInQuestion: inquiry > answered };
}
