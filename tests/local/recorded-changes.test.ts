import { expect, test } from 'vitest';
import { DOCKER_MANIFEST } from '../../src/domain/media-type.ts';
import { createMemorySource } from '../../src/local/manifest-source.ts';
import { changesOf } from '../../src/local/recorded-changes.ts';
import { RecordedPush } from '../../src/local/recorded-pushes.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { descriptor, fakeDigest, manifestText } from '../support/builders.ts';

const REPOSITORY = 'library/debian';
const RECORDED = ['old', 'young', 'third'];

/** What records make happen, as `+name:tag`, `-name:tag` or `-name`; null for what is left out. */
async function happenings(records: readonly string[], expireUntagged = true): Promise<(string | null)[]> {
  const content = createMemorySource();
  for (const name of RECORDED)
    content.putManifest(
      REPOSITORY,
      { text: manifestText([descriptor(name)]), mediaType: DOCKER_MANIFEST },
      fakeDigest(name),
    );
  const registry = createReplayedRegistry(content);
  const names = new Map(RECORDED.map((name): [string, string] => [fakeDigest(name), name]));
  const found: (string | null)[] = [];
  for (const [minute, record] of records.entries()) {
    const changes = await changesOf(recordOf(record, minute), { content, registry, expireUntagged });
    if (changes === null) found.push(null);
    for (const change of changes ?? []) {
      await registry.apply(change);
      const { action, digest, tag } = change;
      found.push(`${action === 'PUSH' ? '+' : '-'}${names.get(digest)}${tag === null ? '' : `:${tag}`}`);
    }
  }
  return found;
}

/** `old:8` is a push, `:8` takes a tag away. */
function recordOf(text: string, minute: number): RecordedPush {
  const [name = '', tag] = text.split(':');
  const at = `2017-01-01T00:${`${minute}`.padStart(2, '0')}:00Z`;
  return RecordedPush.parse(
    name === ''
      ? { action: 'untag', repository: REPOSITORY, tag, at }
      : { action: 'push', repository: REPOSITORY, tag, digest: fakeDigest(name), at },
  );
}

test.each([
  {
    reason: 'the last tag of an image has moved',
    records: ['old:8', 'young:8'],
    changes: ['+old:8', '+young:8', '-old'],
  },
  {
    reason: 'one of its tags has moved, then the other',
    records: ['old:8', 'old:latest', 'young:latest', 'young:8'],
    changes: ['+old:8', '+old:latest', '+young:latest', '+young:8', '-old'],
  },
  {
    reason: 'its tags were taken away',
    records: ['old:8', 'old:latest', ':8', ':latest'],
    changes: ['+old:8', '+old:latest', '-old:8', '-old:latest'],
  },
  {
    reason: 'it was deleted before, and pushed again',
    records: ['old:8', 'young:8', 'old:8'],
    changes: ['+old:8', '+young:8', '-old', '+old:8', '-young'],
  },
])('deletes an image when $reason', async ({ records, changes }) => {
  expect(await happenings(records)).toEqual(changes);
});

test.each([
  ['a tag that is pushed where it is', ['old:8', 'old:8'], ['+old:8', '+old:8']],
  ['a tag that is taken away and was not there', ['old:8', ':9'], ['+old:8']],
  ['an image that was never tagged', ['old', 'young:8'], ['+old', '+young:8']],
  ['another tag of the same image', ['old:8', 'old:9'], ['+old:8', '+old:9']],
])('deletes nothing for %s', async (_reason, records, changes) => {
  expect(await happenings(records)).toEqual(changes);
});

test('leaves out an image that is not in the recording: its tag stays where it is', async () => {
  expect(await happenings(['old:8', 'unknown:8', 'young:8'])).toEqual(['+old:8', null, '+young:8', '-old']);
});

test('keeps every image, and hears of no tag that is taken away, unless images expire', async () => {
  const records = ['old:8', 'young:8', ':8', 'third:8', 'unknown:8'];

  expect(await happenings(records, false)).toEqual(['+old:8', '+young:8', '+third:8', null]);
});
