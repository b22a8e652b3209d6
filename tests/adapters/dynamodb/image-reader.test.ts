import { describe, expect, test } from 'vitest';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import * as places from '../../../src/adapters/dynamodb-places.ts';
import { OCI_INDEX } from '../../../src/domain/media-type.ts';
import { firstTagging } from '../../../src/domain/tagging.ts';
import { at, fakeDigest, image, layer, REGISTRY, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { recordAll, versionAt } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };
const ELSEWHERE = { accountId: '999999999999', region: 'us-east-1' };
const UNKNOWN = fakeDigest('unknown');

describe('the images of a repository', () => {
  test('are all of its pushes, newest first, whatever they are, each with what is known of it', async () => {
    const { history, reader } = await createTable();
    const index = versionAt(2, {
      kind: 'index',
      mediaType: OCI_INDEX,
      platform: null,
      layers: [],
      sizeBytes: 0,
    });
    const chart = versionAt(4, { kind: 'artifact', ...firstTagging({ tag: null, at: at(4) }) });
    await recordAll(history, [
      versionAt(3),
      chart,
      versionAt(1),
      index,
      versionAt(9, { repository: 'other' }),
    ]);

    const { items, cursor } = await reader.images(REPOSITORY, {}, PAGE);

    expect(items.map(({ digest }) => digest)).toEqual([4, 3, 2, 1].map((second) => versionAt(second).digest));
    expect(cursor).toBeNull();
    expect(items[0]).toEqual({
      ...REPOSITORY,
      ...{ digest: chart.digest, kind: 'artifact', platform: 'linux/amd64', base: null },
      ...{ sizeBytes: 1_104, layerCount: 2, newBytes: 104, findings: [] },
      ...{ storageClass: 'standard', deletedAt: null },
      ...{ tags: [], pushedAt: at(4), series: null, seriesFrom: null },
    });
    expect(items[2]).toMatchObject({ kind: 'index', sizeBytes: 0, layerCount: 0, newBytes: 0 });
  });

  test('of one second come in the order of their digests', async () => {
    const { history, reader } = await createTable();
    const digests = ['a', 'b', 'c', 'd'].map(fakeDigest);
    await recordAll(
      history,
      digests.map((digest) => image({ digest })),
    );

    const { items } = await reader.images(REPOSITORY, {}, PAGE);

    expect(items.map(({ digest }) => digest)).toEqual(digests.sort().reverse());
  });

  test.each([
    ['all', {}, [5, 4, 3, 2, 1]],
    ['from a time, included', { from: at(3) }, [5, 4, 3]],
    ['to a time, not included', { to: at(3) }, [2, 1]],
    ['from and to', { from: at(2), to: at(4) }, [3, 2]],
    ['one second', { from: at(2), to: at(3) }, [2]],
    ['no time', { from: at(2), to: at(2) }, []],
    ['the future', { from: at(6) }, []],
  ])('are those of a time range: %s', async (_what, range, seconds) => {
    const { history, reader } = await createTable();
    await recordAll(
      history,
      [1, 2, 3, 4, 5].map((second) => versionAt(second)),
    );

    const { items } = await reader.images(REPOSITORY, range, PAGE);

    expect(items.map(({ pushedAt }) => pushedAt)).toEqual(seconds.map((second) => at(second)));
  });
});

describe('one image', () => {
  test('has its layers in order, each with the number of repositories that hold it', async () => {
    const { history, reader } = await createTable();
    const [base, runtime, own] = [layer('base'), layer('runtime'), layer('own')];
    const whole = image({ layers: [base, runtime, own, base] });
    await recordAll(history, [
      whole,
      image({ repository: 'b', layers: [base, runtime] }),
      image({ repository: 'c', layers: [base] }),
      image({ ...ELSEWHERE, layers: [own] }),
    ]);

    const detail = await reader.image(whole);

    expect(detail).toMatchObject({
      digest: whole.digest,
      mediaType: whole.mediaType,
      layerCount: 4,
      children: [],
    });
    expect(detail?.layers).toEqual([
      { ...base, position: 1, origin: 'base', repositoryCount: 3 },
      { ...runtime, position: 2, origin: 'base', repositoryCount: 2 },
      { ...own, position: 3, origin: 'own', repositoryCount: 1 },
      { ...base, position: 4, origin: 'own', repositoryCount: 3 },
    ]);
  });

  test('that is an index has children and no layers', async () => {
    const { history, reader } = await createTable();
    const children = [fakeDigest('amd64'), fakeDigest('arm64')];
    const index = image({ kind: 'index', mediaType: OCI_INDEX, layers: [], platform: null, children });
    await recordAll(history, [index]);

    expect(await reader.image(index)).toMatchObject({
      kind: 'index',
      mediaType: OCI_INDEX,
      children,
      layers: [],
    });
  });

  test('is null where nobody pushed it, also where somebody asks about it', async () => {
    const { history, reader } = await createTable();
    await history.inquire({ ...REPOSITORY, digest: UNKNOWN });

    expect(await reader.image({ ...REPOSITORY, digest: UNKNOWN })).toBeNull();
    expect(await reader.image(image())).toBeNull();
    expect((await reader.images(REPOSITORY, {}, PAGE)).items).toEqual([]);
    expect(await reader.locations(UNKNOWN)).toEqual([]);
  });

  test('is found wherever it is', async () => {
    const { history, reader } = await createTable();
    const places = [REPOSITORY, { ...REPOSITORY, repository: 'a/b-c' }, { ...REPOSITORY, ...ELSEWHERE }];
    await recordAll(
      history,
      places.map((place) => image(place)),
    );

    const found = await reader.locations(image().digest);

    expect(found).toHaveLength(3);
    expect(found).toEqual(
      expect.arrayContaining(places.map((place) => ({ ...place, digest: image().digest }))),
    );
    expect(await reader.locations(UNKNOWN)).toEqual([]);
  });
});

describe('one layer', () => {
  test('is null where no repository of the registry holds it', async () => {
    const { history, reader } = await createTable();
    await recordAll(history, [image()]);

    expect(await reader.layer(REGISTRY, UNKNOWN)).toBeNull();
    expect(await reader.layer(ELSEWHERE, layer('base').digest)).toBeNull();
    expect(await reader.holders(ELSEWHERE, layer('base').digest, PAGE)).toEqual({ items: [], cursor: null });
  });

  test('has the repositories that hold it, and their images, ten of each', async () => {
    const { history, reader } = await createTable();
    const base = layer('base');
    const names = Array.from({ length: 12 }, (_, number) => `team/${number}`).sort();
    const versions = Array.from({ length: 12 }, (_, second) => versionAt(second, { repository: 'team/0' }));
    await recordAll(history, [
      ...versions,
      ...names.slice(1).map((repository) => image({ repository, layers: [base] })),
    ]);

    const found = await reader.layer(REGISTRY, base.digest);
    const { items } = await reader.holders(REGISTRY, base.digest, PAGE);

    const place = { ...REGISTRY, repositories: names.slice(0, 10), repositoryCount: 12 };
    expect(found).toEqual({ ...base, ...place });
    expect(items.map(({ repository }) => repository)).toEqual(names);
    expect(items[0]).toMatchObject({ imageCount: 12, since: at(0), firstDigest: versions[0]?.digest });
    expect(items[0]?.images).toHaveLength(10);
    expect(items[1]).toMatchObject({ imageCount: 1, images: [image().digest] });
  });

  test('does not count the images of a repository that has too many', async () => {
    const { history, reader, items } = await createTable();
    await recordAll(history, [image()]);
    // DynamoDB answers 1 MB at once; three such answers are looked at.
    const ballast = Array.from({ length: 6_000 }, () => new Uint8Array(32));
    const rows = Array.from({ length: 20 }, (_, second) => {
      const { pk, sk } = keys.imageKey(versionAt(second));
      return { pk, sk, live: places.placeKey(versionAt(second), true), sizeBytes: 1, layers: ballast };
    });
    for (const row of rows) await items.put(row);

    const { items: holders } = await reader.holders(REGISTRY, layer('base').digest, PAGE);

    expect(holders).toMatchObject([{ imageCount: null }]);
  });
});
