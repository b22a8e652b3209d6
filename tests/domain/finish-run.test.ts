import { describe, expect, it, test } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { finishRun } from '../../src/domain/finish-run.ts';
import { startRun } from '../../src/domain/reconcile-registry.ts';
import { at, fakeDigest, REGISTRY } from '../support/builders.ts';
import { Calls } from '../support/dynamodb-calls.ts';
import { AES256 } from '../support/in-memory-catalog.ts';
import { createInMemoryItems } from '../support/in-memory-items.ts';
import {
  createRegistryWorld,
  type RegistryWorld,
  reconcileAll,
  runThrough,
} from '../support/registry-run.ts';
import { MB, version } from '../support/versions.ts';

const NO_DRIFT = { missedPushes: 0, missedDeletions: 0, missedTags: 0 };

/** Two repositories that hold the same two layers, and nobody has heard of them. */
function unheardOf(): RegistryWorld {
  const world = createRegistryWorld();
  for (const repository of ['a', 'b']) {
    world.catalog.create(repository);
    world.registry.push({ ...REGISTRY, repository }, version('1', 65 * MB), '1.0', at(1));
  }
  return world;
}

function breakRepository({ catalog }: RegistryWorld, name: string): void {
  const error = new RegistryUnavailableError('the key of this repository is gone');
  catalog.created.set(name, { encryption: AES256, tags: {}, error });
}

describe('the end of a first scan', () => {
  it('makes the registry complete, calls nothing drift, and tells once what was found', async () => {
    const world = unheardOf();

    const summary = await runThrough(world.deps, 'run-1');

    const found = { missedPushes: 2, missedDeletions: 0, missedTags: 0 };
    expect(summary).toEqual({
      ...{ repositories: 2, ...found, skipped: {}, isComplete: true, unfinished: [], unfinishedCount: 0 },
    });
    expect(await world.registries.find(REGISTRY)).toEqual({
      ...{ isComplete: true, blobMounting: false, lastReconciledAt: at(60), drift: null },
    });
    expect(world.publisher.published).toMatchObject([
      {
        ...{ kind: 'registry-scanned', state: 'open', openedAt: at(60) },
        subject: { type: 'registry', ...REGISTRY },
        finding: {
          ...{ strategy: 'S4', repositoryCount: 2, imageCount: 2, bound: 'exact' },
          ...{ storedBytes: 130 * MB, uniqueBytes: 65 * MB, duplicateBytes: 65 * MB },
          layers: [
            {
              digest: fakeDigest('amd64 1'),
              sizeBytes: 60 * MB,
              repositoryCount: 2,
              duplicateBytes: 60 * MB,
            },
            { digest: fakeDigest('base'), sizeBytes: 5 * MB },
          ],
        },
      },
    ]);
  });

  it('of an empty registry is told as well, so that somebody knows that it works', async () => {
    const world = createRegistryWorld();

    await runThrough(world.deps, 'run-1');

    expect(world.publisher.published).toMatchObject([
      { kind: 'registry-scanned', finding: { repositoryCount: 0, duplicateBytes: 0, strategy: null } },
    ]);
    expect(await world.reader.registries({})).toMatchObject([{ ...REGISTRY, repositories: 0, asOf: at(60) }]);
  });

  it('that left a repository undone names it, and neither completes the registry nor tells', async () => {
    const world = unheardOf();
    breakRepository(world, 'b');

    const summary = await runThrough(world.deps, 'run-1');

    expect(summary).toMatchObject({
      ...{ repositories: 1, isComplete: false, unfinished: ['b'], unfinishedCount: 1 },
    });
    expect(await world.registries.find(REGISTRY)).toMatchObject({
      ...{ isComplete: false, lastReconciledAt: at(60), drift: null },
    });
    expect(world.publisher.published).toEqual([]);
  });

  it('is that of the next run where the first one left something undone', async () => {
    const world = unheardOf();
    breakRepository(world, 'b');
    await runThrough(world.deps, 'run-1');
    world.catalog.create('b');

    const summary = await runThrough(world.deps, 'run-2');

    expect(summary).toMatchObject({ repositories: 2, isComplete: true });
    expect(world.publisher.published).toMatchObject([
      { kind: 'registry-scanned', finding: { repositoryCount: 2 } },
    ]);
    expect(await world.registries.find(REGISTRY)).toMatchObject({ isComplete: true, drift: null });
  });

  it('does not wait for a repository that was left undone and has been deleted since', async () => {
    const world = unheardOf();
    breakRepository(world, 'b');
    await runThrough(world.deps, 'run-1');
    world.catalog.drop({ ...REGISTRY, repository: 'b' });

    expect(await runThrough(world.deps, 'run-2')).toMatchObject({ isComplete: true, unfinishedCount: 0 });
  });

  it('names ten of many repositories', async () => {
    const world = createRegistryWorld();
    const names = Array.from({ length: 12 }, (_, number) => `r${10 + number}`);
    for (const name of names) breakRepository(world, name);

    const summary = await runThrough(world.deps, 'run-1');

    expect(summary).toMatchObject({ unfinished: names.slice(0, 10), unfinishedCount: 12 });
  });

  it('is silent in a registry that another run has completed meanwhile', async () => {
    const world = unheardOf();
    const started = await startRun(world.deps, { run: 'run-1', ...REGISTRY });
    await runThrough(world.deps, 'run-2');
    await reconcileAll(world.deps, started);

    await finishRun(world.deps, started);

    expect(world.publisher.published).toHaveLength(1);
  });

  it('is not reached while another run has planned what it has not done', async () => {
    const world = unheardOf();
    const [first, second] = await Promise.all(
      ['run-1', 'run-2'].map((run) => startRun(world.deps, { run, ...REGISTRY })),
    );
    if (!first || !second) throw new Error('two runs were started');
    await reconcileAll(world.deps, first);
    await world.registries.plan(second, [{ repository: 'b', settings: null }]);

    const summary = await finishRun(world.deps, first);

    expect(summary).toMatchObject({ isComplete: false, unfinished: ['b'] });
    await reconcileAll(world.deps, second);
    expect(await finishRun(world.deps, second)).toMatchObject({ isComplete: true });
  });
});

describe('the end of a later run', () => {
  it('keeps what was found wrong as drift, of this run only', async () => {
    const world = unheardOf();
    await runThrough(world.deps, 'run-1');
    world.registry.push({ ...REGISTRY, repository: 'a' }, version('2', 66 * MB), null, at(2));
    world.registry.put({ ...REGISTRY, repository: 'b' }, 'no manifest', fakeDigest('strange'));

    const summary = await runThrough(world.deps, 'run-2');

    const drift = { ...NO_DRIFT, missedPushes: 1 };
    expect(summary).toMatchObject({ ...drift, repositories: 2, skipped: { MANIFEST_INVALID: 1 } });
    expect(await world.registries.find(REGISTRY)).toMatchObject({ isComplete: true, drift });
    await runThrough(world.deps, 'run-3');
    expect(await world.registries.find(REGISTRY)).toMatchObject({ drift: NO_DRIFT });
  });

  it('leaves a complete registry complete, whatever it left undone', async () => {
    const world = unheardOf();
    await runThrough(world.deps, 'run-1');
    breakRepository(world, 'b');

    const summary = await runThrough(world.deps, 'run-2');

    expect(summary).toMatchObject({ isComplete: true, unfinished: ['b'] });
    expect(await world.registries.find(REGISTRY)).toMatchObject({ isComplete: true });
  });

  it('says the same when it is ended again', async () => {
    const world = unheardOf();
    await runThrough(world.deps, 'run-1');
    const started = await startRun(world.deps, { run: 'run-2', ...REGISTRY });
    await reconcileAll(world.deps, started);

    const summaries = [await finishRun(world.deps, started), await finishRun(world.deps, started)];

    expect(summaries[1]).toEqual(summaries[0]);
    expect(world.publisher.published).toHaveLength(1);
  });
});

describe.each(['before', 'after'] as const)('a crash %s any call while a first scan ends', (when) => {
  const CALLS = 40;

  test.each(Array.from({ length: CALLS }, (_, call) => call + 1))(
    'number %i is made good by ending it again: all is told, nothing twice',
    async (call) => {
      const world = unheardOf();
      const started = await startRun(world.deps, { run: 'run-1', ...REGISTRY });
      await reconcileAll(world.deps, started);
      const calls = new Calls();
      const crashing = world.connect(calls.watchItems(createInMemoryItems(world.table), { call, when }));

      const first = await finishRun(crashing, started).catch(() => null);
      world.clock.pass(300);
      await finishRun(world.deps, started);

      expect(calls.total).toBeLessThan(CALLS);
      expect(first === null).toBe(call <= calls.total);
      const told = world.publisher.published.map(({ id, revision }) => `${id} ${revision}`);
      expect(new Set(told).size).toBe(1);
      expect(await world.registries.find(REGISTRY)).toMatchObject({ isComplete: true });
      const [alert] = world.publisher.published;
      expect(await world.alerts.find(alert?.id ?? '')).toMatchObject({ publishedRevision: 1 });
    },
  );
});
