import { describe, expect, test } from 'vitest';
import { diffIdOf, fakeDigest, image, layer, REGISTRY, REPOSITORY } from '../../support/builders.ts';
import type { Table } from '../../support/dynamodb.ts';
import { useEveryEngine } from '../../support/item-engines.ts';
import { forgetAll, record, recordAll } from '../../support/recorded-versions.ts';

const MB = 1_000_000;
const CONTENT = diffIdOf('models');

/** An image of one repository whose only layer has this content, compressed in some way. */
function compressed(how: string, repository = REPOSITORY.repository, sizeBytes = 60 * MB) {
  return image({
    repository,
    digest: fakeDigest(`image by ${how} in ${repository}`),
    layers: [layer(how, sizeBytes, { diffId: CONTENT })],
  });
}

async function contentsIn({ history }: Table, region = REGISTRY.region) {
  const found = await history.contentOf({ ...REGISTRY, region }, CONTENT);
  return [...found].sort((a, b) => b.repositoryCount - a.repositoryCount);
}

describe.each(useEveryEngine())('the forms of one content, on %s', (_name, createTable) => {
  test('are its digests, each with its size and who holds it', async () => {
    const table = await createTable();
    await recordAll(table.history, [
      compressed('docker', 'team/a'),
      compressed('docker', 'team/b'),
      compressed('kaniko', 'team/c', 58 * MB),
    ]);

    expect(await contentsIn(table)).toEqual([
      {
        digest: fakeDigest('docker'),
        sizeBytes: 60 * MB,
        repositoryCount: 2,
        repositories: ['team/a', 'team/b'],
      },
      { digest: fakeDigest('kaniko'), sizeBytes: 58 * MB, repositoryCount: 1, repositories: ['team/c'] },
    ]);
  });

  test('are known as soon as the second one is recorded, and not only when its push is done', async () => {
    const table = await createTable();
    await record(table.history, compressed('docker', 'team/a'));
    await record(table.history, compressed('kaniko', 'team/b'));

    expect(await contentsIn(table)).toHaveLength(2);
  });

  test('are none of another registry', async () => {
    const table = await createTable();
    const elsewhere = { ...compressed('kaniko'), region: 'us-east-1' };
    await recordAll(table.history, [compressed('docker'), elsewhere]);

    expect(await contentsIn(table)).toEqual([]);
    expect(await contentsIn(table, 'us-east-1')).toEqual([]);
  });

  test('are not remembered of small layers, nor of layers without a diff ID', async () => {
    const table = await createTable();
    const unknown = compressed('zstd', 'team/c');
    await recordAll(table.history, [
      compressed('docker', 'team/a'),
      compressed('kaniko', 'team/b', 10 * MB - 1),
      { ...unknown, layers: [layer('zstd', 60 * MB, { diffId: null })] },
    ]);

    expect(await contentsIn(table)).toEqual([]);
  });

  test('are those that somebody holds still; what came again is there again', async () => {
    const table = await createTable();
    const [first, second] = [compressed('docker', 'team/a'), compressed('kaniko', 'team/b')];
    await recordAll(table.history, [first, second]);
    await forgetAll(table.history, [first]);
    const without = await contentsIn(table);
    await recordAll(table.history, [first]);

    expect(without.map(({ digest }) => digest)).toEqual([fakeDigest('kaniko')]);
    expect(await contentsIn(table)).toHaveLength(2);
  });

  test('are counted in full, and named the first ten by name', async () => {
    const table = await createTable();
    const names = Array.from({ length: 12 }, (_, place) => `team/${String(place).padStart(2, '0')}`);
    await recordAll(table.history, [
      ...names.map((name) => compressed('docker', name)),
      compressed('kaniko', 'team/z'),
    ]);

    expect(await contentsIn(table)).toMatchObject([
      { repositoryCount: 12, repositories: names.slice(0, 10) },
      { repositoryCount: 1, repositories: ['team/z'] },
    ]);
  });

  test('cost one read where a content has one form, however many hold it', async () => {
    const table = await createTable();
    await recordAll(table.history, [compressed('docker', 'team/a'), compressed('docker', 'team/b')]);
    table.calls.reset();

    await contentsIn(table);

    expect(table.calls.total).toBe(1);
  });
});
