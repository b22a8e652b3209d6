import { describe, expect, test } from 'vitest';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import type { Layer } from '../../../src/domain/image.ts';
import type { RegistryFilter } from '../../../src/domain/reader-ports.ts';
import { NO_COUNTS } from '../../../src/domain/totals.ts';
import { at, fakeDigest, image, layer, REGISTRY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { allPages } from '../../support/everything.ts';
import { record, recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };
const LONDON = { accountId: '222222222222', region: 'eu-west-2' };
const VIRGINIA = { accountId: '222222222222', region: 'us-east-1' };

describe('registries', () => {
  test('are none in an empty table', async () => {
    const { reader } = await createTable();

    expect(await reader.registryIds({})).toEqual([]);
    expect(await reader.registries({})).toEqual([]);
  });

  test('are those asked for, by account and region', async () => {
    const { history, reader } = await createTable();
    await recordAll(
      history,
      [VIRGINIA, REGISTRY, LONDON].map((registry) => image(registry)),
    );
    const asked: RegistryFilter[] = [
      {},
      { accountId: LONDON.accountId },
      { region: 'us-east-1' },
      LONDON,
      { ...LONDON, accountId: '3' },
    ];

    const answers = await Promise.all(asked.map((filter) => reader.registries(filter)));
    const ids = await Promise.all(asked.map((filter) => reader.registryIds(filter)));

    expect(ids).toEqual([[REGISTRY, LONDON, VIRGINIA], [LONDON, VIRGINIA], [VIRGINIA], [LONDON], []]);
    expect(answers.map((each) => each.map(({ accountId, region }) => ({ accountId, region })))).toEqual(ids);
  });

  test('say when their numbers last changed: with the latest push that brought something', async () => {
    const { history, reader } = await createTable();
    const times = [5, 9, 2];

    await recordAll(
      history,
      times.map((second) =>
        image({ digest: fakeDigest(`${second}`), repository: `r${second}`, pushedAt: at(second) }),
      ),
    );

    expect((await reader.registries({})).map(({ asOf }) => asOf)).toEqual([at(9)]);
  });

  test('are not there yet while their first image is not counted', async () => {
    const { connect, reader, history } = await createTable();
    for (let call = 1; (await reader.registryIds({})).length === 0; call++)
      await connect({ call, when: 'after' })
        .history.record(image(), null, 'standard')
        .catch(() => {});
    const answers = await reader.registries({});

    await record(history, image());

    expect(answers).toEqual([]);
    expect(await reader.registries({})).toMatchObject([{ images: 1, repositories: 1 }]);
  });
});

describe('repositories', () => {
  test('say when something was last pushed to them, whatever it was', async () => {
    const { history, reader } = await createTable();
    await recordAll(history, [
      image({ digest: fakeDigest('new'), pushedAt: at(7) }),
      image({ digest: fakeDigest('chart'), kind: 'artifact', pushedAt: at(8) }),
      image({ digest: fakeDigest('old'), pushedAt: at(6) }),
    ]);

    expect((await reader.repositories({}, PAGE)).items).toMatchObject([{ images: 2, lastPushedAt: at(8) }]);
  });

  test('are sorted by registry and name', async () => {
    const { history, reader } = await createTable();
    const names = ['team/web', 'api', 'team', 'team-2/web', 'team/web/admin'];
    await recordAll(history, [image(LONDON), ...names.map((repository) => image({ repository }))]);

    const { items } = await reader.repositories({}, PAGE);

    expect(items.map(({ repository }) => repository)).toEqual([...names.sort(), 'team/orders']);
  });
});

/** The sum of a layer that two repositories hold, as it is kept. */
function sumOfTwo(shared: Layer) {
  const counts = { ...NO_COUNTS, layers: 2 };
  const sk1 = keys.rankKey(shared.sizeBytes, shared.digest);
  const ranked = { pk1: keys.duplicatesPartition(REGISTRY), sk1, pk2: keys.DUPLICATES, sk2: sk1 };
  const own = { ...REGISTRY, ...shared, counts, version: 1, pending: [] };
  return { ...keys.layerSumKey(REGISTRY, shared.digest), ...own, ...ranked };
}

describe('duplicates', () => {
  test('are all there: 250 of them, most wasteful first', async () => {
    const { items, reader } = await createTable();
    // In no order: 7 has no divisor in common with 250.
    const layers = Array.from({ length: 250 }, (_, number) =>
      layer(`${number}`, ((number * 7) % 250) * 1_000),
    );
    await Promise.all(layers.map((each) => items.put(sumOfTwo(each))));

    const found = await allPages((page) => reader.duplicates({}, page), 200);

    const sizes = Array.from({ length: 250 }, (_, number) => (249 - number) * 1_000);
    expect(found.map(({ sizeBytes }) => sizeBytes)).toEqual(sizes);
  });

  test('rank by what the copies cost, not by the size of one', async () => {
    const { history, reader } = await createTable();
    const [large, common] = [layer('large', 100), layer('common', 60)];
    await recordAll(history, [
      ...['a', 'b'].map((repository) => image({ repository, layers: [large, common] })),
      image({ repository: 'c', layers: [common] }),
    ]);

    const { items } = await reader.duplicates({}, PAGE);

    expect(items.map(({ digest }) => digest)).toEqual([common.digest, large.digest]);
  });

  test('keep what one image knew of a layer and another did not', async () => {
    const { history, reader } = await createTable();
    const known = layer('base');
    const unknown = { ...known, diffId: null, instruction: null };
    await recordAll(history, [
      image({ repository: 'a', layers: [unknown] }),
      image({ repository: 'b', layers: [known] }),
      image({ repository: 'c', layers: [unknown] }),
    ]);

    const { items } = await reader.duplicates({}, PAGE);

    expect(items).toMatchObject([
      { diffId: known.diffId, instruction: known.instruction, repositoryCount: 3 },
    ]);
  });
});
