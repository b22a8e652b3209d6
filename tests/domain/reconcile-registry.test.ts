import { describe, expect, it, test } from 'vitest';
import {
  AccessDeniedError,
  PullTimeNotExcludedError,
  RegistryUnavailableError,
} from '../../src/domain/errors.ts';
import { planRun, reconcileInRun, startRun } from '../../src/domain/reconcile-registry.ts';
import { at, fakeDigest, REGISTRY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { createRegistryWorld, reconcileAll, runThrough } from '../support/registry-run.ts';
import { MB, push, version } from '../support/versions.ts';

const RUN = { run: 'run-1', ...REGISTRY };
const FIRST = { ...RUN, isFirst: true };
const LATER = { ...RUN, isFirst: false };
const A = { ...REGISTRY, repository: 'a' };

/** What the repositories of a registry add up to, by name. */
async function repositories({ reader }: ReturnType<typeof createRegistryWorld>) {
  const { items } = await reader.repositories({}, { limit: 100, cursor: null });
  return items.map(({ repository, images }) => [repository, images]);
}

describe('the start of a run', () => {
  it('asks the registry what only it knows, and keeps it', async () => {
    const world = createRegistryWorld();
    world.catalog.registrySettings = { blobMounting: true, pullThroughPrefixes: ['ecr-public'] };

    const started = await startRun(world.deps, RUN);

    expect(started).toEqual(FIRST);
    expect(await world.registries.find(REGISTRY)).toEqual({
      ...{ isComplete: false, blobMounting: true, lastReconciledAt: null, drift: null },
    });
  });

  it('refuses where reading images would do harm, before anything is asked or kept', async () => {
    const world = createRegistryWorld();
    const refusal = new PullTimeNotExcludedError('the role is not excluded');
    const guard = { ensure: () => Promise.reject(refusal) };

    const start = startRun({ ...world.deps, guard, catalog: unusable() }, RUN);

    await expect(start).rejects.toBe(refusal);
    expect(world.table.size).toBe(0);
  });

  it('is not the first one after a registry was scanned to the end', async () => {
    const world = createRegistryWorld();
    await runThrough(world.deps, 'run-0');

    expect(await startRun(world.deps, RUN)).toEqual(LATER);
  });
});

describe('the plan of a run', () => {
  it('is what the registry lists, page by page, and ends after what only the history knows', async () => {
    const world = createRegistryWorld();
    for (const name of ['a', 'b', 'c']) world.catalog.create(name);
    await push(world, version('gone', 10 * MB), '1.0', 1, 'vanished');

    const first = await planRun(world.deps, RUN, null);
    const second = await planRun(world.deps, RUN, first.cursor);
    for (const name of ['a', 'b', 'c']) await reconcileInRun(world.deps, FIRST, name);
    const last = await planRun(world.deps, RUN, second.cursor);

    expect([first, second, last].map((plan) => plan.repositories)).toEqual([['a', 'b'], ['c'], ['vanished']]);
    expect(last.cursor).toBeNull();
  });

  it('has a repository once more at the end that is not done by then', async () => {
    const world = createRegistryWorld();
    for (const name of ['a', 'b']) world.catalog.create(name);
    const error = new RegistryUnavailableError('ECR is down');
    world.catalog.created.set('a', { encryption: { type: 'AES256', key: null }, tags: {}, error });

    const planned = await reconcileAll(world.deps, FIRST);

    expect(planned).toEqual(['a', 'b', 'a']);
  });

  it('is the same when it is asked for again, and undoes nothing', async () => {
    const world = createRegistryWorld();
    world.catalog.create('a');
    await reconcileAll(world.deps, FIRST);

    const again = await planRun(world.deps, RUN, null);

    expect(again.repositories).toEqual(['a']);
    const results = await Array.fromAsync(world.registries.results(REGISTRY));
    expect(results).toMatchObject([{ repository: 'a', done: true }]);
  });

  test.each(['nonsense', 'listed', ''])('refuses the cursor %j', async (cursor) => {
    await expect(planRun(createRegistryWorld().deps, RUN, cursor)).rejects.toMatchObject({
      name: 'InvalidEventError',
    });
  });
});

describe('one repository of a run', () => {
  it('is brought up to date, and what was found wrong is kept', async () => {
    const world = createRegistryWorld();
    world.catalog.create('a', { owner: 'team-a' });
    world.registry.push(A, version('1', 20 * MB), '1.0.1', at(1));
    const gone = await pushed(world, '2');
    world.registry.delete({ ...A, digest: gone });
    await planRun(world.deps, RUN, null);

    const result = await reconcileInRun(world.deps, LATER, 'a');

    const drift = { missedPushes: 1, missedDeletions: 1, missedTags: 0 };
    expect(result).toEqual({ ...drift, done: true, listed: 1, moved: 0, skipped: {} });
    expect(await Array.fromAsync(world.registries.results(REGISTRY))).toEqual([
      { repository: 'a', run: 'run-1', done: true, skipped: {}, ...drift },
    ]);
    expect(await repositories(world)).toEqual([['a', 1]]);
  });

  it('takes several calls where time runs out, and adds up what they found', async () => {
    const world = createRegistryWorld();
    world.catalog.create('a');
    const gone = await pushed(world, '2');
    world.registry.delete({ ...A, digest: gone });
    world.registry.push(A, version('1', 20 * MB), null, at(1));
    await planRun(world.deps, RUN, null);
    const times = [true, false];
    const hasTime = () => times.shift() ?? true;

    const first = await reconcileInRun({ ...world.deps, hasTime }, LATER, 'a');
    const second = await reconcileInRun(world.deps, LATER, 'a');
    const third = await reconcileInRun(world.deps, LATER, 'a');

    expect([first, second, third].map(({ done }) => done)).toEqual([false, true, true]);
    expect(await Array.fromAsync(world.registries.results(REGISTRY))).toMatchObject([
      { done: true, missedPushes: 1, missedDeletions: 1 },
    ]);
  });

  it('counts images that cannot be recorded, once however often it is called', async () => {
    const world = createRegistryWorld();
    world.catalog.create('a');
    world.registry.put(A, 'no manifest', fakeDigest('strange'));
    await planRun(world.deps, RUN, null);

    await reconcileInRun(world.deps, FIRST, 'a');
    await reconcileInRun(world.deps, FIRST, 'a');

    expect(await Array.fromAsync(world.registries.results(REGISTRY))).toMatchObject([
      { done: true, skipped: { MANIFEST_INVALID: 1 } },
    ]);
  });

  it('is left as it is where its tags cannot be read: what would be found would be lost', async () => {
    const world = createRegistryWorld();
    world.catalog.create('a');
    world.registry.push(A, version('1', 20 * MB), '1.0.1', at(1));
    const error = new AccessDeniedError('the policy lacks ecr:ListTagsForResource');
    world.catalog.repositoryTags = () => Promise.reject(error);

    await expect(reconcileInRun(world.deps, LATER, 'a')).rejects.toBe(error);

    expect(await repositories(world)).toEqual([]);
  });

  it('that is gone from the registry is emptied, leaves the list, and is not planned again', async () => {
    const world = createRegistryWorld();
    world.catalog.create('a');
    await pushed(world, '1');
    await push(world, version('2', 10 * MB), '1.0', 2, 'b');
    world.catalog.create('b');
    world.catalog.drop(A);

    const planned = await reconcileAll(world.deps, LATER);

    expect(planned).toEqual(['b', 'a']);
    expect(await repositories(world)).toEqual([['b', 1]]);
    expect(await reconcileAll(world.deps, { ...LATER, run: 'run-2' })).toEqual(['b']);
  });

  it('raises no alert in a first scan, and raises it in a later run', async () => {
    const [first, later] = [createRegistryWorld(), createRegistryWorld()];
    for (const [world, run] of [
      [first, FIRST],
      [later, LATER],
    ] as const) {
      world.catalog.create('a');
      world.registry.push(A, version('1', 20 * MB), '1.0.1', at(1));
      world.registry.push(A, version('2', 90 * MB), '1.0.2', at(2));
      await reconcileAll(world.deps, run);
    }

    expect(first.publisher.published).toEqual([]);
    expect(later.publisher.published).toMatchObject([{ kind: 'image-grew' }]);
    expect((await first.images(A))[0]?.findings).toMatchObject([{ kind: 'image-grew' }]);
  });

  test.each([
    ['a prefix of its own', ['ecr-public'], 'ecr-public/nginx', true],
    ['only the beginning of a name', ['ecr'], 'ecr-public/nginx', false],
    ['the name itself, which the rule does not fill', ['ecr-public'], 'ecr-public', false],
    ['a rule for all that have none', ['ROOT'], 'team/web', true],
    ['no rule', [], 'team/web', false],
  ])(
    'may have been filled by a pull-through-cache rule: %s',
    async (_reason, prefixes, name, isPullThrough) => {
      const world = createRegistryWorld();
      world.catalog.create(name);
      world.catalog.registrySettings = { blobMounting: false, pullThroughPrefixes: prefixes };
      await startRun(world.deps, RUN);

      await planRun(world.deps, RUN, null);

      const kept = world.table.get('REGISTRY#123456789012/eu-west-1')?.get(`REPOSITORY#${name}`);
      expect(kept).toMatchObject({ isPullThrough, encryption: { type: 'AES256', key: null } });
    },
  );
});

/** Pushes an image into `a` and tells of it. */
async function pushed(world: ReturnType<typeof createRegistryWorld>, name: string) {
  const image = version(name, 10 * MB);
  await push(world, image, name, 1, 'a');
  return image.digest;
}
