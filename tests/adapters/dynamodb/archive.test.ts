import { describe, expect, test } from 'vitest';
import { createDynamodbArchive } from '../../../src/adapters/dynamodb-archive.ts';
import { firstTagging } from '../../../src/domain/tagging.ts';
import { at, fakeDigest, REPOSITORY } from '../../support/builders.ts';
import { useEveryEngine } from '../../support/item-engines.ts';
import { forgetAll, recordAll, versionAt } from '../../support/recorded-versions.ts';

const LAMBDA = { lambda: { runtime: null, os: null } };

describe.each(useEveryEngine())('the archive, on %s', (_name, createTable) => {
  test('has the live images of a repository that are in a series, with their places', async () => {
    const { history, items } = await createTable();
    await recordAll(history, [
      versionAt(1),
      versionAt(2, { ...LAMBDA, platform: null }),
      versionAt(3, firstTagging({ tag: 'web-2.1.0', at: at(3) })),
      versionAt(4, firstTagging({ tag: null, at: at(4) })),
      versionAt(5, { kind: 'index', platform: null, layers: [] }),
      versionAt(6, { repository: 'team/other' }),
      versionAt(7),
    ]);
    await forgetAll(history, [versionAt(7)]);

    const entries = await Array.fromAsync(createDynamodbArchive(items).series(REPOSITORY));

    const own = { line: ';a1.a0', platform: 'linux/amd64', isLambda: false };
    const ofSecond = (second: number) => {
      const { digest, sizeBytes } = versionAt(second);
      return { digest, sizeBytes, pushedAt: at(second) };
    };
    expect(entries.sort((a, b) => (a.pushedAt < b.pushedAt ? -1 : 1))).toEqual([
      { ...own, ...ofSecond(1), series: 'default' },
      { ...own, ...ofSecond(2), series: 'default', platform: null, isLambda: true },
      { ...own, ...ofSecond(3), series: 'web', line: ';a2.a1' },
    ]);
  });

  test('reads images in the order asked for, without those that are not known', async () => {
    const { history, items } = await createTable();
    const images = Array.from({ length: 120 }, (_, second) => versionAt(second));
    await recordAll(history, images);
    const heardOf = { ...REPOSITORY, digest: fakeDigest('heard of') };
    await history.inquire(heardOf);

    const refs = [
      versionAt(119),
      heardOf,
      { ...REPOSITORY, digest: fakeDigest('nobody') },
      ...images.slice(0, 119),
    ];
    const found = await createDynamodbArchive(items).readAll(refs);

    expect(found).toEqual([versionAt(119), ...images.slice(0, 119)]);
  }, 30_000);

  test('reads what is gone as well, and nothing where nothing is asked', async () => {
    const { history, items } = await createTable();
    await recordAll(history, [versionAt(1)]);
    await forgetAll(history, [versionAt(1)]);
    const archive = createDynamodbArchive(items);

    expect(await archive.readAll([versionAt(1)])).toMatchObject([{ digest: versionAt(1).digest }]);
    expect(await archive.readAll([])).toEqual([]);
  });
});

describe.each(useEveryEngine())('the builds of a base, on %s', (_name, createTable) => {
  const tagged = (second: number, tag: string) => versionAt(second, firstTagging({ tag, at: at(second) }));

  test('are the later ones of its own line, in the order of time, the base first', async () => {
    const { history, items } = await createTable();
    const [old, base, next, newLine, oldLine] = [
      tagged(1, '3.1.0'),
      tagged(2, '3.1.1'),
      tagged(4, '3.1.2'),
      tagged(3, '3.2.0'),
      tagged(5, '3.0.9'),
    ];
    await recordAll(history, [old, base, next, newLine, oldLine]);

    const builds = await createDynamodbArchive(items).buildsSince(base);

    expect(builds).toEqual(
      [base, next].map(({ repository, digest, tags, pushedAt }) => ({
        repository,
        digest,
        tags,
        pushedAt,
      })),
    );
  });

  test('are those of other days, or numbers, where the tags count builds', async () => {
    const { history, items } = await createTable();
    const [first, second] = [tagged(1, '20261101'), tagged(2, '20261108')];
    await recordAll(history, [first, second]);

    const builds = await createDynamodbArchive(items).buildsSince(first);

    expect(builds.map(({ tags }) => tags[0])).toEqual(['20261101', '20261108']);
  });

  test('start with the base also where that is gone, and leave out others that are', async () => {
    const { history, items } = await createTable();
    const [base, gone, newest] = [tagged(1, '3.1.1'), tagged(2, '3.1.2'), tagged(3, '3.1.3')];
    await recordAll(history, [base, gone, newest]);
    await forgetAll(history, [base, gone]);

    const builds = await createDynamodbArchive(items).buildsSince(base);

    expect(builds.map(({ tags }) => tags[0])).toEqual(['3.1.1', '3.1.3']);
  });

  test.each([
    ['is not known', { ...REPOSITORY, digest: fakeDigest('nobody') }],
    ['is in no series', versionAt(9, firstTagging({ tag: null, at: at(9) }))],
  ])('are none where the base %s', async (_reason, base) => {
    const { history, items } = await createTable();
    if ('layers' in base) await recordAll(history, [base]);

    expect(await createDynamodbArchive(items).buildsSince(base)).toEqual([]);
  });

  test('are none where nothing but its deletion was heard of', async () => {
    const { history, items } = await createTable();
    const ref = { ...REPOSITORY, digest: fakeDigest('heard of') };
    await history.inquire(ref);

    expect(await createDynamodbArchive(items).buildsSince(ref)).toEqual([]);
  });
});
