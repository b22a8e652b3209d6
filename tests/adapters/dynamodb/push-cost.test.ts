import { beforeEach, describe, expect, test } from 'vitest';
import { createDynamodbRepositorySettings } from '../../../src/adapters/dynamodb-repository-settings.ts';
import { rememberSettings } from '../../../src/domain/known-settings.ts';
import type { PushedImage } from '../../../src/domain/pushed-image.ts';
import { recordPushes } from '../../../src/domain/record-push.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { verifyImages } from '../../../src/domain/verify-images.ts';
import {
  at,
  buildImage,
  fakeDigest,
  image,
  layer,
  pushed,
  REPOSITORY,
  type Step,
} from '../../support/builders.ts';
import { unusable } from '../../support/crash.ts';
import { needsEngine, type Table, useDynamodb } from '../../support/dynamodb.ts';
import type { Calls } from '../../support/dynamodb-calls.ts';
import { InMemoryPublisher, NO_SETTINGS, SCANNED } from '../../support/in-memory-ports.ts';
import { InMemoryRegistry } from '../../support/in-memory-registry.ts';
import { forgetAll, recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

beforeEach((context) => needsEngine(context, 'a map counts no units'));

// What a push costs is part of the contract: the bounds are what it costs today. dynalite counts no units for indexes,
// DynamoDB Local does.
const MB = 1_000_000;

/** Twelve layers, ten of them the same in every version. */
function versionOf(number: number) {
  const base: Step[] = Array.from({ length: 10 }, (_, place) => ({ seed: `base ${place}`, sizeBytes: MB }));
  const own: Step[] = ['packages', 'app'].map((seed) => ({ seed: `${seed} ${number}`, sizeBytes: MB }));
  return buildImage([...base, ...own]);
}

function createPusher({ items, history, tags, alerts }: Table) {
  const registry = new InMemoryRegistry();
  const publisher = new InMemoryPublisher();
  const deps = {
    registry,
    history,
    tags,
    alerts,
    registries: SCANNED,
    settings: rememberSettings(createDynamodbRepositorySettings(items), () => new Date(0)),
    publisher,
    thresholds: DEFAULT_THRESHOLDS,
    mutedKinds: [],
    now: () => new Date(),
  };
  return {
    deps,
    forget(number: number) {
      const { digest } = versionOf(number);
      registry.delete({ ...REPOSITORY, digest });
      return verifyImages(deps, REPOSITORY, [{ digest, tags: [], at: at(50) }]);
    },
    push(numbers: readonly number[], repository = REPOSITORY, settings = deps.settings) {
      const images: PushedImage[] = numbers.map((number) =>
        pushed(registry.push(repository, versionOf(number), `1.0.${number}`), `1.0.${number}`, at(number)),
      );
      return recordPushes({ ...deps, settings }, repository, images);
    },
  };
}

/** The table after these pushes, with nothing counted yet; each entry is one batch of versions to one repository. */
async function tableAfter(batches: readonly (readonly [repository: string, versions: readonly number[]])[]) {
  const table = await createTable();
  const { deps, push, forget } = createPusher(table);
  for (const [repository, versions] of batches) await push(versions, { ...REPOSITORY, repository });
  table.calls.reset();
  return { items: table.items, deps, push, forget, calls: table.calls };
}

function expectAtMost({ total, readUnits, writeUnits }: Calls, bounds: readonly number[]): void {
  const cost = [total, readUnits, writeUnits];
  const tooMuch = cost.filter((value, position) => value > (bounds[position] ?? 0));
  expect({ cost, tooMuch }).toEqual({ cost, tooMuch: [] });
}

describe('the calls, read units and write units of a push of twelve layers', () => {
  test('two of them new to the repository, after five versions', async () => {
    const { push, calls } = await tableAfter([1, 2, 3, 4, 5].map((version) => ['team/orders', [version]]));

    await push([6]);

    expectAtMost(calls, [26, 18, 15]);
  });

  test('the first one of the registry', async () => {
    const { push, calls } = await tableAfter([]);

    await push([1]);

    expectAtMost(calls, [58, 33, 41]);
  });

  test.each([
    ['second', ['a'], [192, 172, 215]],
    ['third', ['a', 'b'], [107, 71, 165]],
    ['tenth', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], [95, 59, 117]],
  ])('all of them held by others: the %s repository with the very image', async (_which, others, bounds) => {
    const { push, calls } = await tableAfter(others.map((repository) => [repository, [1]]));

    await push([1]);

    expectAtMost(calls, bounds);
  });

  test('of a repository whose settings are read: one small read for all of the batch', async () => {
    const { items, deps, push, calls } = await tableAfter([['team/orders', [1]]]);
    await push([2, 3], REPOSITORY, NO_SETTINGS);
    const { total, readUnits } = calls;
    calls.reset();

    const unknown = rememberSettings(createDynamodbRepositorySettings(items), deps.now);
    await push([4, 5], REPOSITORY, unknown);

    expect(calls.total - total).toBe(1);
    expect(calls.readUnits - readUnits).toBeLessThanOrEqual(1);
  });

  test('in a batch of ten versions', async () => {
    const { push, calls } = await tableAfter([['team/orders', [1]]]);

    await push([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    expectAtMost(calls, [233, 201, 152]);
  });

  test.each([
    ['one', [1]],
    ['ten', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ])(
    'delivered again: %s with a read of images, one of tags, no write, and no word to the registry',
    async (_count, versions) => {
      const { deps, calls } = await tableAfter([['team/orders', versions]]);
      const again = versions.map((version) =>
        pushed(versionOf(version).digest, `1.0.${version}`, at(version)),
      );

      const outcomes = await recordPushes({ ...deps, registry: unusable() }, REPOSITORY, again);

      expect([...outcomes.values()]).toEqual(again.map(() => ({ outcome: 'known' })));
      expect(calls.byCommand).toEqual({ BatchGetItem: 2 });
      expectAtMost(calls, [2, 2 * versions.length, 0]);
    },
  );

  test('of an image that was deleted meanwhile: no write', async () => {
    const { deps, forget, calls } = await tableAfter([['team/orders', [1, 2]]]);
    await forget(1);
    calls.reset();

    const outcomes = await recordPushes(deps, REPOSITORY, [pushed(versionOf(1).digest, '1.0.1', at(1))]);

    expect([...outcomes.values()]).toMatchObject([{ outcome: 'skipped', reason: 'MANIFEST_UNKNOWN' }]);
    expect(calls.writes).toBe(0);
  });

  test('a hundred of them, all held by another repository, stay far from a call for every pair', async () => {
    const table = await createTable();
    const layers = Array.from({ length: 100 }, (_, number) => layer(`layer ${number}`));
    await recordAll(table.history, [image({ layers, repository: 'a' })]);
    table.calls.reset();

    await recordAll(table.history, [image({ layers, repository: 'b' })]);

    expectAtMost(table.calls, [1_728, 2_173, 2_123]);
  });
});

describe('the calls, read units and write units of a deletion', () => {
  test.each([
    ['one of six versions', [1, 2, 3, 4, 5, 6], [31, 22, 20]],
    ['the only image of its repository', [1], [71, 35, 54]],
  ])('of %s', async (_what, versions, bounds) => {
    const { forget, calls } = await tableAfter(versions.map((version) => ['team/orders', [version]]));

    const outcomes = await forget(1);

    expect([...outcomes.values()]).toEqual([{ outcome: 'forgotten' }]);
    expectAtMost(calls, bounds);
  });

  test.each([
    ['brought no layer', image({ digest: fakeDigest('gone'), kind: 'index', layers: [] })],
    ['brought only what its neighbours have', image({ digest: fakeDigest('gone'), layers: [layer('base')] })],
  ])('of what %s: the live images of the whole repository are not read', async (_what, gone) => {
    const { history, calls } = await createTable();
    await recordAll(history, [gone, image(), image({ digest: fakeDigest('another'), pushedAt: at(9) })]);
    calls.reset();

    await forgetAll(history, [gone]);

    // Its neighbours, and no more of them.
    expect(calls.byCommand.Query).toBe(1);
  });

  test('delivered again: no write', async () => {
    const { forget, calls } = await tableAfter([['team/orders', [1, 2]]]);
    await forget(1);
    calls.reset();

    const outcomes = await forget(1);

    expect([...outcomes.values()]).toEqual([{ outcome: 'known' }]);
    expect(calls.writes).toBe(0);
    expectAtMost(calls, [3, 3, 0]);
  });
});
