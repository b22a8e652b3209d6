import { describe, expect, test } from 'vitest';
import { tagKey } from '../../../src/adapters/dynamodb-keys.ts';
import type { Tags } from '../../../src/domain/ports.ts';
import { at, fakeDigest, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';

const createTable = useDynamodb();

const [ONE, OTHER] = [fakeDigest('one'), fakeDigest('other')];
const ELSEWHERE = [
  { ...REPOSITORY, repository: 'team/orders-2' },
  { ...REPOSITORY, accountId: '999999999999' },
  { ...REPOSITORY, region: 'us-east-1' },
];

async function pointer(tags: Tags, tag = 'latest') {
  return (await tags.find(REPOSITORY, [tag])).get(tag);
}

describe('a tag', () => {
  test('is not known before it is heard of, and then points where it was first put', async () => {
    const { tags } = await createTable();
    const before = await pointer(tags);

    const isFirst = await tags.begin(REPOSITORY, 'latest', ONE);

    expect([before, isFirst]).toEqual([undefined, true]);
    expect(await pointer(tags)).toEqual({ tag: 'latest', digest: ONE, isInQuestion: false });
  });

  test('begins once: of ten at once nine are told that it has begun', async () => {
    const { tags, connect } = await createTable();

    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        connect().tags.begin(REPOSITORY, 'latest', fakeDigest(`image ${number}`)),
      ),
    );

    expect(answers.filter((isFirst) => isFirst)).toHaveLength(1);
    expect(await tags.begin(REPOSITORY, 'latest', OTHER)).toBe(false);
  });

  test('is one of its repository', async () => {
    const { tags } = await createTable();
    for (const place of ELSEWHERE) await tags.begin(place, 'latest', OTHER);

    expect(await pointer(tags)).toBeUndefined();
    expect(await tags.begin(REPOSITORY, 'latest', ONE)).toBe(true);
  });

  test('is moved, and taken off, by whoever asked the registry', async () => {
    const { tags } = await createTable();
    await tags.begin(REPOSITORY, 'latest', ONE);
    const seen: unknown[] = [];

    for (const digest of [OTHER, null, ONE]) {
      const isSettled = await tags.settle(await tags.inquire(REPOSITORY, 'latest'), digest);
      seen.push([isSettled, (await pointer(tags))?.digest]);
    }

    expect(seen).toEqual([
      [true, OTHER],
      [true, null],
      [true, ONE],
    ]);
  });

  test('expires after thirty days where it points nowhere, until it is put on an image again', async () => {
    const { tags, items } = await createTable();
    const expiries: unknown[] = [];

    for (const digest of [ONE, null, OTHER]) {
      await tags.settle(await tags.inquire(REPOSITORY, 'latest'), digest);
      expiries.push((await items.get(tagKey(REPOSITORY, 'latest')))?.expiresAt);
    }

    expect(expiries).toEqual([undefined, Date.parse(at()) / 1_000 + 30 * 86_400, undefined]);
  });

  test('that was only asked for expires as well', async () => {
    const { tags, items } = await createTable();

    await tags.inquire(REPOSITORY, 'latest');

    expect(await items.get(tagKey(REPOSITORY, 'latest'))).toHaveProperty('expiresAt');
  });

  test('is in question from the inquiry to its answer, and points where it did', async () => {
    const { tags } = await createTable();
    await tags.begin(REPOSITORY, 'latest', ONE);

    const inquiry = await tags.inquire(REPOSITORY, 'latest');
    const during = await pointer(tags);
    await tags.settle(inquiry, ONE);

    expect(during).toEqual({ tag: 'latest', digest: ONE, isInQuestion: true });
    expect(await pointer(tags)).toEqual({ tag: 'latest', digest: ONE, isInQuestion: false });
  });

  test('may be asked for before it is heard of; then it does not begin', async () => {
    const { tags } = await createTable();

    const inquiry = await tags.inquire(REPOSITORY, 'latest');
    const isFirst = await tags.begin(REPOSITORY, 'latest', ONE);
    const during = await pointer(tags);
    await tags.settle(inquiry, null);

    expect(isFirst).toBe(false);
    expect(during).toEqual({ tag: 'latest', digest: null, isInQuestion: true });
    expect(await pointer(tags)).toEqual({ tag: 'latest', digest: null, isInQuestion: false });
  });

  test('is not settled within an inquiry that was followed by another one', async () => {
    const { tags } = await createTable();
    await tags.begin(REPOSITORY, 'latest', ONE);
    const [first, second] = [
      await tags.inquire(REPOSITORY, 'latest'),
      await tags.inquire(REPOSITORY, 'latest'),
    ];

    const answers = [await tags.settle(second, OTHER), await tags.settle(first, null)];

    expect(answers).toEqual([true, false]);
    expect(await pointer(tags)).toEqual({ tag: 'latest', digest: OTHER, isInQuestion: false });
  });

  test('that ten ask for at once is settled by the last of them', async () => {
    const { tags, connect } = await createTable();

    const inquiries = await Promise.all(
      Array.from({ length: 10 }, () => connect().tags.inquire(REPOSITORY, 'latest')),
    );
    const answers = await Promise.all(
      inquiries.map((each) => connect().tags.settle(each, fakeDigest(`image ${each.inquiry}`))),
    );

    expect(answers.filter((isSettled) => isSettled)).toHaveLength(1);
    expect((await pointer(tags))?.digest).toBe(fakeDigest('image 10'));
  });
});

describe('the tags of a repository', () => {
  test('are found by name, each once', async () => {
    const { tags } = await createTable();
    for (const tag of ['1.0', '1.1', 'latest']) await tags.begin(REPOSITORY, tag, ONE);

    const found = await tags.find(REPOSITORY, ['latest', '1.0', 'unknown', 'latest']);

    expect([...found.keys()].sort()).toEqual(['1.0', 'latest']);
    expect(await tags.find(REPOSITORY, [])).toEqual(new Map());
  });

  test('are all there, also those that are gone, and nothing else is', async () => {
    const { tags, history } = await createTable();
    await history.inquire({ ...REPOSITORY, digest: ONE });
    for (const tag of ['1.0', 'latest']) await tags.begin(REPOSITORY, tag, ONE);
    await tags.settle(await tags.inquire(REPOSITORY, '1.0'), null);
    for (const place of ELSEWHERE) await tags.begin(place, 'other', OTHER);

    const found: unknown[] = [];
    for await (const { tag, digest } of tags.all(REPOSITORY)) found.push([tag, digest]);

    expect(found).toEqual([
      ['1.0', null],
      ['latest', ONE],
    ]);
  });
});
