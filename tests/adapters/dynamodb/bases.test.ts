import { describe, expect, test } from 'vitest';
import { chainKey } from '../../../src/adapters/dynamodb-keys.ts';
import { chainIds } from '../../../src/domain/chain.ts';
import type { Image } from '../../../src/domain/image.ts';
import { at, fakeDigest, image, layer, REPOSITORY } from '../../support/builders.ts';
import { type Table, useDynamodb } from '../../support/dynamodb.ts';
import { forgetAll, recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const [os, runtime, deps, app] = ['os', 'runtime', 'deps', 'app'].map((name) => layer(name));
const ELSEWHERE = { accountId: '999999999999', region: 'us-east-1' };

function baseImage(more: Partial<Image> = {}): Image {
  const layers = [os, runtime].flatMap((one) => one ?? []);
  return image({ repository: 'platform/node', digest: fakeDigest('base'), layers, ...more });
}

function child(more: Partial<Image> = {}): Image {
  return image({ layers: [os, runtime, deps, app].flatMap((one) => one ?? []), ...more });
}

async function baseOf({ reader }: Table, ref: Image) {
  return (await reader.image(ref))?.base;
}

describe('the base of an image', () => {
  test('is the image of another repository that all of its lowest layers make', async () => {
    const table = await createTable();
    await recordAll(table.history, [baseImage(), child()]);

    const base = await baseOf(table, child());

    expect(base).toMatchObject({
      ...{ evidence: 'layers', name: 'platform/node', digest: baseImage().digest, layerCount: 2 },
      repository: { ...REPOSITORY, repository: 'platform/node' },
    });
  });

  test('is found once it is pushed after its children', async () => {
    const table = await createTable();
    await recordAll(table.history, [child()]);
    const before = await baseOf(table, child());

    await recordAll(table.history, [baseImage({ pushedAt: at(9) })]);

    expect([before?.evidence, (await baseOf(table, child()))?.evidence]).toEqual(['unknown', 'layers']);
  });

  test('is known when it is deleted: its children stand on it all the same', async () => {
    const table = await createTable();
    await recordAll(table.history, [baseImage(), child()]);

    await forgetAll(table.history, [baseImage()]);

    expect(await baseOf(table, child())).toMatchObject({ digest: baseImage().digest });
  });

  test('is one of the same registry rather than of another, and the one that was pushed first', async () => {
    const table = await createTable();
    await recordAll(table.history, [
      baseImage({ ...ELSEWHERE, pushedAt: at(1) }),
      baseImage({ repository: 'late', digest: fakeDigest('late'), pushedAt: at(3) }),
      baseImage({ repository: 'early', digest: fakeDigest('early'), pushedAt: at(2) }),
      child(),
    ]);

    expect(await baseOf(table, child())).toMatchObject({ name: 'early', digest: fakeDigest('early') });
  });

  test('may be in another registry', async () => {
    const table = await createTable();
    await recordAll(table.history, [baseImage(ELSEWHERE), child()]);

    expect(await baseOf(table, child())).toMatchObject({ evidence: 'layers', repository: ELSEWHERE });
  });

  test('is nothing of its own repository', async () => {
    const table = await createTable();
    await recordAll(table.history, [baseImage({ repository: REPOSITORY.repository }), child()]);

    expect(await baseOf(table, child())).toMatchObject({ evidence: 'unknown', layerCount: null });
  });

  test('is inferred from the layers that three repositories hold', async () => {
    const table = await createTable();
    const others = ['a', 'b'].map((repository) =>
      child({ repository, layers: [...baseImage().layers, layer(`own of ${repository}`)] }),
    );
    await recordAll(table.history, [...others, child()]);

    expect(await baseOf(table, child())).toMatchObject({
      ...{ evidence: 'inferred', name: os?.instruction, layerCount: 2, boundary: 'inferred' },
      chainId: chainIds(baseImage().layers).at(-1),
    });
  });

  test('is what the image declares', async () => {
    const table = await createTable();
    const declaredBase = { name: 'docker.io/library/node:22', digest: fakeDigest('node') };
    await recordAll(table.history, [baseImage(), child({ declaredBase })]);

    expect(await baseOf(table, child())).toMatchObject({
      ...{ evidence: 'declared', ...declaredBase },
      ...{ boundary: 'layers', layerCount: 2 },
    });
  });

  test('is the same in the history of its repository', async () => {
    const table = await createTable();
    await recordAll(table.history, [baseImage(), child()]);

    const { items } = await table.reader.images(REPOSITORY, {}, { limit: 10, cursor: null });

    expect(items.map(({ base }) => base)).toEqual([await baseOf(table, child())]);
  });
});

describe('the images that some layers make', () => {
  test('are two for each registry, the earliest, whatever the order in which they come', async () => {
    const images = [4, 2, 3, 1].map((second) =>
      baseImage({ repository: `repository-${second}`, pushedAt: at(second) }),
    );
    const states: unknown[] = [];

    for (const order of [images, images.toReversed()]) {
      const { history, items } = await createTable();
      await recordAll(history, order);
      const [chainId] = chainIds(baseImage().layers).slice(-1);
      states.push(chainId && (await items.get(chainKey(chainId)))?.images);
    }

    expect(states[0]).toMatchObject([{ repository: 'repository-1' }, { repository: 'repository-2' }]);
    expect(states[1]).toEqual(states[0]);
  });

  test('are all kept that come at once', async () => {
    const table = await createTable();
    const registries = Array.from({ length: 8 }, (_, number) => ({
      ...ELSEWHERE,
      accountId: `${number}`.repeat(12),
    }));

    await Promise.all(
      registries.map((registry) => recordAll(table.connect().history, [baseImage(registry)])),
    );

    const [chainId] = chainIds(baseImage().layers).slice(-1);
    expect(chainId && (await table.items.get(chainKey(chainId)))?.images).toHaveLength(8);
  });
});
