import { describe, expect, test } from 'vitest';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { simulate } from '../../../src/domain/simulate.ts';
import { NO_COUNTS } from '../../../src/domain/totals.ts';
import { fakeDigest, image, layer, REGISTRY, REPOSITORY } from '../../support/builders.ts';
import { useEveryEngine } from '../../support/item-engines.ts';
import { forgetAll, record, recordAll, versionAt } from '../../support/recorded-versions.ts';

const WEB = { ...REGISTRY, repository: 'web' };
const [base, own] = [layer('base', 1_000), layer('own', 20)];

/** Of the repository of `versionAt`. */
function layerOf(seed: string, version: number) {
  return {
    digest: fakeDigest(seed),
    repository: REPOSITORY.repository,
    image: fakeDigest(`version ${version}`),
  };
}

describe.each(useEveryEngine())('on %s', (_engine, createTable) => {
  test('the sizes are those of the repositories that have live images', async () => {
    const { history, reader } = await createTable();
    const index = image({ ...WEB, digest: fakeDigest('index'), kind: 'index', layers: [] });
    const gone = image({ repository: 'gone' });
    await recordAll(history, [image({ ...WEB, layers: [base, own] }), index, versionAt(1), gone]);
    await forgetAll(history, [gone]);

    const sizes = await reader.repositorySizes(REGISTRY, ['web', 'team/orders', 'gone', 'unheard-of']);

    expect(sizes).toEqual(
      new Map([
        ['web', { liveImages: 2, storedBytes: 1_020 }],
        ['team/orders', { liveImages: 1, storedBytes: 1_101 }],
      ]),
    );
    expect(await reader.repositorySizes({ ...REGISTRY, region: 'us-east-1' }, ['web'])).toEqual(new Map());
  });

  test('the live images are all there are, whatever their kind, each layer once', async () => {
    const { history, reader } = await createTable();
    const kinds = (['image', 'index', 'artifact', 'unsupported'] as const).map((kind) =>
      image({ ...WEB, digest: fakeDigest(kind), kind, layers: kind === 'index' ? [] : [base, own, base] }),
    );
    const bare = image({ ...WEB, digest: fakeDigest('bare'), series: null, platform: null, layers: [own] });
    const gone = image({ ...WEB, digest: fakeDigest('gone') });
    await recordAll(history, [...kinds, bare, gone, versionAt(1)]);
    await forgetAll(history, [gone]);

    const images = await reader.liveImages(WEB);

    const distinct = [base.digest, own.digest];
    expect(new Map(images.map(({ digest, kind, layers }) => [digest, [kind, layers]]))).toEqual(
      new Map([
        [fakeDigest('image'), ['image', distinct]],
        [fakeDigest('index'), ['index', []]],
        [fakeDigest('artifact'), ['artifact', distinct]],
        [fakeDigest('unsupported'), ['unsupported', distinct]],
        [fakeDigest('bare'), ['image', [own.digest]]],
      ]),
    );
    expect(await reader.liveImages({ ...WEB, repository: 'unheard-of' })).toEqual([]);
  });

  test('the children are those of the indexes that are known', async () => {
    const { history, reader } = await createTable();
    const children = [fakeDigest('amd64'), fakeDigest('arm64')];
    const [index, empty] = [fakeDigest('index'), fakeDigest('empty')];
    await recordAll(history, [
      image({ ...WEB, digest: index, kind: 'index', layers: [], children }),
      image({ ...WEB, digest: empty, kind: 'index', layers: [] }),
    ]);

    const found = await reader.childrenOf(WEB, [index, empty, fakeDigest('unheard of')]);

    expect(found).toEqual(
      new Map([
        [index, children],
        [empty, []],
      ]),
    );
  });

  test('a layer is described with how many repositories of the registry hold it', async () => {
    const { history, reader } = await createTable();
    const elsewhere = image({ region: 'us-east-1', layers: [base] });
    await recordAll(history, [versionAt(1), versionAt(2), image({ ...WEB, layers: [base] }), elsewhere]);
    const layers = [layerOf('base', 2), layerOf('app 1', 1)];

    const found = await reader.describeLayers(REGISTRY, layers);

    expect(found).toEqual([
      { ...layers[0], sizeBytes: 1_000, instruction: 'RUN base', repositoryCount: 2 },
      { ...layers[1], sizeBytes: 101, instruction: 'RUN app 1', repositoryCount: 1 },
    ]);
  });

  test('more than one call reads is read', async () => {
    const { items, reader } = await createTable();
    const names = Array.from({ length: 205 }, (_, number) => `r${number}`);
    const counts = { ...NO_COUNTS, manifests: 1, storedBytes: 7 };
    for (const repository of names)
      await items.put({ ...keys.repositorySumKey({ ...REGISTRY, repository }), counts });

    const sizes = await reader.repositorySizes(REGISTRY, names);

    expect(sizes).toEqual(new Map(names.map((name) => [name, { liveImages: 1, storedBytes: 7 }])));
  });

  test('a layer that an image has just brought is described by the image', async () => {
    const { connect, history, reader } = await createTable();
    await record(history, versionAt(1));
    const key = keys.holderKey(REPOSITORY, fakeDigest('app 2'));
    const { items } = await createHalfRecorded(connect);

    const found = await reader.describeLayers(REGISTRY, [layerOf('app 2', 2)]);

    expect(await items.get(key)).toBeNull();
    expect(found).toMatchObject([{ sizeBytes: 102, instruction: 'RUN app 2', repositoryCount: 1 }]);
  });

  /** Version 2 has its row, and the process ended before its layers had a holder. */
  async function createHalfRecorded(connect: Awaited<ReturnType<typeof createTable>>['connect']) {
    const { items, reader } = connect();
    for (let call = 1; (await reader.liveImages(REPOSITORY)).length < 2; call++)
      await connect({ call, when: 'after' })
        .history.record(versionAt(2), null, 'standard')
        .catch(() => {});
    return { items };
  }

  test('a layer that nothing tells of is to be asked for again', async () => {
    const { reader } = await createTable();

    await expect(reader.describeLayers(REGISTRY, [layerOf('base', 1)])).rejects.toThrow(
      HistoryUnavailableError,
    );
  });

  test('what would be freed is what is freed, by the sums', async () => {
    const { history, reader } = await createTable();
    const versions = [1, 2, 3].map((second) => versionAt(second));
    const [first, second] = versions;
    if (!first || !second) throw new Error('there are three');
    await recordAll(history, [...versions, image({ ...WEB, layers: [base, own] })]);
    const registry = { ...REGISTRY, isComplete: true, blobMounting: false };
    const stored = async () => (await reader.registries(REGISTRY))[0]?.storedBytes ?? 0;
    const before = await stored();

    const outcome = await simulate(reader, registry, {
      ...{ images: [first, second], repositories: ['web'], merges: [] },
    });
    await forgetAll(history, [first, second]);
    await forgetAll(history, [image({ ...WEB, layers: [base, own] })]);

    expect(outcome).toMatchObject({
      ...{ freedBytes: before - (await stored()), keptBytes: 1_000, bound: 'exact', notes: [] },
      storedBytesBefore: before,
      storedBytesAfter: await stored(),
    });
    expect(outcome).toMatchObject({ freedBytes: 101 + 102 + 1_020 });
    expect((await reader.liveImages(REPOSITORY)).map(({ digest }) => digest)).toEqual([
      fakeDigest('version 3'),
    ]);
  });
});
