import { describe, expect, test } from 'vitest';
import { type PushedImage, recordPushes } from '../../../src/domain/record-push.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { at, buildImage, image, layer, pushed, REPOSITORY, type Step } from '../../support/builders.ts';
import { unusable } from '../../support/crash.ts';
import { type Table, useDynamodb } from '../../support/dynamodb.ts';
import type { Calls } from '../../support/dynamodb-calls.ts';
import { InMemoryPublisher, InMemoryRegistry } from '../../support/in-memory-ports.ts';
import { recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

// What a push costs is part of the contract: the bounds are what it costs today. dynalite counts no units for indexes.
const MB = 1_000_000;

/** Twelve layers, ten of them the same in every version. */
function versionOf(number: number) {
  const base: Step[] = Array.from({ length: 10 }, (_, place) => ({ seed: `base ${place}`, sizeBytes: MB }));
  const own: Step[] = ['packages', 'app'].map((seed) => ({ seed: `${seed} ${number}`, sizeBytes: MB }));
  return buildImage([...base, ...own]);
}

function createPusher({ history, alerts }: Table) {
  const registry = new InMemoryRegistry();
  const publisher = new InMemoryPublisher();
  const deps = {
    registry,
    history,
    alerts,
    publisher,
    thresholds: DEFAULT_THRESHOLDS,
    now: () => new Date(),
  };
  return {
    deps,
    push(numbers: readonly number[], repository = REPOSITORY) {
      const images: PushedImage[] = numbers.map((number) =>
        pushed(registry.push(repository, versionOf(number)), `1.0.${number}`, at(number)),
      );
      return recordPushes(deps, repository, images);
    },
  };
}

/** The table after these pushes, with nothing counted yet; each entry is one batch of versions to one repository. */
async function tableAfter(batches: readonly (readonly [repository: string, versions: readonly number[]])[]) {
  const table = await createTable();
  const { deps, push } = createPusher(table);
  for (const [repository, versions] of batches) await push(versions, { ...REPOSITORY, repository });
  table.calls.reset();
  return { deps, push, calls: table.calls };
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

    expectAtMost(calls, [17, 11, 11]);
  });

  test('the first one of the registry', async () => {
    const { push, calls } = await tableAfter([]);

    await push([1]);

    expectAtMost(calls, [37, 29, 23]);
  });

  test.each([
    ['second', ['a'], [125, 119, 218]],
    ['third', ['a', 'b'], [74, 80, 134]],
    ['tenth', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], [74, 68, 98]],
  ])('all of them held by others: the %s repository with the very image', async (_which, others, bounds) => {
    const { push, calls } = await tableAfter(others.map((repository) => [repository, [1]]));

    await push([1]);

    expectAtMost(calls, bounds);
  });

  test('in a batch of ten versions', async () => {
    const { push, calls } = await tableAfter([['team/orders', [1]]]);

    await push([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    expectAtMost(calls, [161, 111, 110]);
  });

  test.each([
    ['one', [1]],
    ['ten', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ])('delivered again: %s with one read, no write, and no word to the registry', async (_count, versions) => {
    const { deps, calls } = await tableAfter([['team/orders', versions]]);
    const again = versions.map((version) => pushed(versionOf(version).digest, `1.0.${version}`, at(version)));

    const outcomes = await recordPushes({ ...deps, registry: unusable() }, REPOSITORY, again);

    expect([...outcomes.values()]).toEqual(again.map(() => ({ outcome: 'known' })));
    expect(calls.byCommand).toEqual({ BatchGetItem: 1 });
    expectAtMost(calls, [1, versions.length, 0]);
  });

  test('a hundred of them, all held by another repository, stay far from a call for every pair', async () => {
    const table = await createTable();
    const layers = Array.from({ length: 100 }, (_, number) => layer(`layer ${number}`));
    await recordAll(table.history, [image({ layers, repository: 'a' })]);
    table.calls.reset();

    await recordAll(table.history, [image({ layers, repository: 'b' })]);

    expectAtMost(table.calls, [1_091, 1_466, 1_993]);
  });
});
