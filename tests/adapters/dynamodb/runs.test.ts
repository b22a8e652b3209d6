import { describe, expect, test } from 'vitest';
import type { Items } from '../../../src/adapters/dynamodb-items.ts';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import { at, image, layer, REGISTRY, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { recordAll } from '../../support/recorded-versions.ts';
import { FOUND, NEXT, NO_DRIFT, openRegistries, planned, RUN, registriesIn } from '../../support/runs.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };

describe('the repositories of a run', () => {
  test('are planned, found out about, and told of', async () => {
    const { registries } = await openRegistries(createTable);
    await registries.plan(RUN, planned('a', 'b'));
    const found = { ...FOUND, missedPushes: 3, skipped: { UNSUPPORTED: 2 } };

    await registries.add(RUN, 'a', found);

    expect(await Array.fromAsync(registries.results(REGISTRY))).toEqual([
      {
        repository: 'a',
        run: 'run-1',
        done: true,
        ...NO_DRIFT,
        missedPushes: 3,
        skipped: { UNSUPPORTED: 2 },
      },
      { repository: 'b', run: 'run-1', done: false, ...NO_DRIFT, skipped: {} },
    ]);
  });

  test('keep what the registry says of them', async () => {
    const table = await openRegistries(createTable);
    const encryption = { type: 'KMS', key: 'arn:aws:kms:eu-west-1:123456789012:key/1' } as const;
    await table.registries.plan(RUN, [{ repository: 'a', settings: { encryption, isPullThrough: true } }]);
    await table.registries.add(RUN, 'a', { ...FOUND, tags: new Map([['owner', 'team-a']]) });

    await table.registries.plan(NEXT, planned('a'));
    await table.registries.add(NEXT, 'a', FOUND);

    expect(await table.items.get(keys.repositorySumKey({ ...REGISTRY, repository: 'a' }))).toMatchObject({
      ...{ encryption, isPullThrough: true, tags: { owner: 'team-a' }, reconciledAt: at(9) },
    });
  });

  test('are added up over the calls of one run, and start anew with the next', async () => {
    const { registries } = await openRegistries(createTable);
    await registries.plan(RUN, planned('a'));
    const found = { missedPushes: 1, missedDeletions: 2, missedTags: 3 };
    await registries.add(RUN, 'a', { ...FOUND, ...found, done: false, skipped: { UNSUPPORTED: 1 } });
    await registries.add(RUN, 'a', { ...FOUND, ...found, skipped: { UNSUPPORTED: 1 } });

    const first = await Array.fromAsync(registries.results(REGISTRY));
    await registries.plan(NEXT, planned('a'));
    const second = await Array.fromAsync(registries.results(REGISTRY));

    expect(first).toMatchObject([
      { missedPushes: 2, missedDeletions: 4, missedTags: 6, done: true, skipped: { UNSUPPORTED: 1 } },
    ]);
    expect(second).toEqual([{ repository: 'a', run: 'run-2', done: false, ...NO_DRIFT, skipped: {} }]);
  });

  test('stay as they are when they are planned again, and nothing is written', async () => {
    const { registries, calls } = await openRegistries(createTable);
    await registries.plan(RUN, planned('a', 'b'));
    await registries.add(RUN, 'a', FOUND);
    const writes = calls.writes;

    await registries.plan(RUN, planned('a', 'b'));

    expect(calls.writes).toBe(writes);
    expect(await Array.fromAsync(registries.results(REGISTRY))).toMatchObject([
      { done: true },
      { done: false },
    ]);
  });

  test('lose nothing where several processes find something at once, also while another run plans them', async () => {
    const table = await openRegistries(createTable);
    await table.registries.plan(RUN, planned('a'));
    const found = { ...FOUND, missedPushes: 1 };
    const processes = Array.from({ length: 6 }, () => registriesIn(table.connect()));

    await Promise.all(processes.map((registries) => registries.add(RUN, 'a', found)));
    const together = await Array.fromAsync(table.registries.results(REGISTRY));
    await Promise.all(processes.map((registries) => registries.plan(NEXT, planned('a'))));
    const after = await Array.fromAsync(table.registries.results(REGISTRY));

    expect(together).toMatchObject([{ missedPushes: 6 }]);
    expect(after).toMatchObject([{ run: 'run-2', done: false, missedPushes: 0 }]);
  });

  test('give up where others are always faster', async () => {
    const { items } = await openRegistries(createTable);
    const pauses: number[] = [];
    const crowded: Items = {
      ...items,
      update: async () => false,
      pause: async (attempt) => void pauses.push(attempt),
    };

    const add = registriesIn({ items: crowded }).add(RUN, 'a', FOUND);

    await expect(add).rejects.toMatchObject({
      name: 'HistoryUnavailableError',
      details: { repository: 'a' },
    });
    expect(pauses.length).toBeGreaterThan(5);
  });

  test('leave their sums alone, and are left alone by them', async () => {
    const table = await openRegistries(createTable);
    const { registries, history, reader } = table;
    const id = { ...REGISTRY, repository: 'team/new' };
    await registries.plan(RUN, planned('team/new', REPOSITORY.repository));
    await recordAll(history, [image(), image({ ...id, layers: [layer('base'), layer('own', 5)] })]);
    await registries.add(RUN, 'team/new', { ...FOUND, missedPushes: 1 });
    await recordAll(history, [image({ ...id, layers: [layer('more', 7)], digest: layer('more').digest })]);

    const { items } = await reader.repositories({}, PAGE);

    expect(items).toMatchObject([
      { repository: 'team/new', images: 2, storedBytes: 1_012, exclusiveBytes: 12 },
      { repository: REPOSITORY.repository, images: 1, storedBytes: 1_000, exclusiveBytes: 0 },
    ]);
    expect(await Array.fromAsync(registries.results(REGISTRY))).toMatchObject([
      { repository: 'team/new', done: true, missedPushes: 1 },
      { repository: REPOSITORY.repository, done: false },
    ]);
  });

  test('are no repositories that hold anything, as long as they do not', async () => {
    const { registries, reader } = await openRegistries(createTable);

    await registries.plan(RUN, planned('a'));

    expect(await reader.repositories({}, PAGE)).toEqual({ items: [], cursor: null });
  });
});
