import { describe, expect, it } from 'vitest';
import { PullTimeNotExcludedError, RegistryUnavailableError } from '../src/domain/errors.ts';
import { createReconcileHandler } from '../src/handlers/reconcile-steps.ts';
import { REGISTRY, at as time } from './support/builders.ts';
import { LAMBDA_CONTEXT } from './support/image-events.ts';
import { AES256 } from './support/in-memory-catalog.ts';
import { createRegistryWorld } from './support/registry-run.ts';
import { type Execution, parseMachine, run } from './support/state-machine.ts';
import { at, resource } from './support/template.ts';
import { MB, push, version } from './support/versions.ts';

const machine = parseMachine(resource('Reconciliation').Properties.Definition);
const unavailable = new RegistryUnavailableError('ECR is throttling');

/** Of a call, what tells it from others: its repository, or else its step. */
function subjectOf(call: unknown): unknown {
  return at(call, 'repository') ?? at(call, 'step');
}

/**
 * The state machine of the template with the function that it calls, over a registry in memory with these repositories
 * of one image each. `meet` answers how much time a call has, or throws.
 */
function createReconciliation(
  names: readonly string[],
  meet = (_subject: unknown, _call: number) => 900_000,
) {
  const world = createRegistryWorld();
  const calls: unknown[] = [];
  for (const [position, name] of names.entries()) {
    world.catalog.create(name);
    world.registry.push({ ...REGISTRY, repository: name }, version(name, 20 * MB), '1.0', time(position));
  }

  async function execute(name: string, guard = world.deps.guard) {
    const handle = createReconcileHandler({
      ...{ ...world.deps, guard, home: REGISTRY, metrics: () => {} },
      logger: { info: () => {}, warn: () => {}, error: () => {} },
    });
    const execution: Execution = {
      ...{ name, results: [], retried: [] },
      async invoke(payload) {
        calls.push(payload);
        const times = [900_000];
        const left = meet(
          subjectOf(payload),
          calls.filter((call) => subjectOf(call) === subjectOf(payload)).length,
        );
        return handle(payload, { ...LAMBDA_CONTEXT, getRemainingTimeInMillis: () => times.shift() ?? left });
      },
    };
    return { ...execution, output: await run(machine, {}, execution) };
  }

  return { ...world, calls, execute };
}

describe('an execution of the state machine', () => {
  it('starts, goes through all pages, and ends', async () => {
    const world = createReconciliation(['a', 'b', 'c', 'd', 'e']);
    await push(world, version('gone', 10 * MB), '1.0', 1, 'vanished');
    world.catalog.drop({ ...REGISTRY, repository: 'vanished' });

    const { output, results } = await world.execute('first');

    expect(world.calls.map(subjectOf)).toEqual([
      'start',
      'list',
      'a',
      'b',
      'list',
      'c',
      'd',
      'list',
      'e',
      'list',
      'vanished',
      'finish',
    ]);
    expect(output).toMatchObject({ repositories: 6, missedPushes: 5, missedDeletions: 1, isComplete: true });
    expect(results).toHaveLength(6);
    expect(results).toContainEqual(expect.objectContaining({ repository: 'vanished', done: true }));
  });

  it('goes through an empty registry, too', async () => {
    const { execute, calls } = createReconciliation([]);

    const { output } = await execute('first');

    expect(calls.map(subjectOf)).toEqual(['start', 'list', 'list', 'finish']);
    expect(output).toMatchObject({ repositories: 0, isComplete: true });
  });

  it('passes the name of the run, the registry and whether it is the first on to each step', async () => {
    const { execute, calls } = createReconciliation(['a']);

    await execute('first');
    await execute('second');

    const registry = { run: 'first', ...REGISTRY };
    expect(calls.slice(0, 5)).toEqual([
      { step: 'start', run: 'first' },
      { step: 'list', ...registry, cursor: null },
      { step: 'repository', ...registry, isFirst: true, repository: 'a' },
      { step: 'list', ...registry, cursor: 'left:' },
      { step: 'finish', ...registry, isFirst: true },
    ]);
    expect(calls.at(-1)).toEqual({ step: 'finish', ...registry, run: 'second', isFirst: false });
  });

  it('calls for a repository again until it is done', async () => {
    const { execute, calls } = createReconciliation(['a', 'b'], (subject, call) =>
      subject === 'a' && call <= 2 ? 0 : 900_000,
    );

    const { output, results } = await execute('first');

    expect(calls.filter((call) => subjectOf(call) === 'a')).toHaveLength(3);
    expect(output).toMatchObject({ repositories: 2, missedPushes: 2, isComplete: true });
    expect(results).toContainEqual(expect.objectContaining({ repository: 'a', done: true }));
  });
});

describe('a failure', () => {
  it('that passes is survived by every step', async () => {
    const { execute } = createReconciliation(['a'], (_subject, call) => {
      if (call <= 2) throw unavailable;
      return 900_000;
    });

    const { output, retried } = await execute('first');

    expect(output).toMatchObject({ repositories: 1, isComplete: true });
    expect(retried).toEqual(Array.from({ length: 8 }, () => 'RegistryUnavailableError'));
  });

  it('of one repository stops no other, and is told by name', async () => {
    const { catalog, execute, publisher } = createReconciliation(['a', 'b', 'c']);
    catalog.created.set('b', { encryption: AES256, tags: {}, error: unavailable });

    const { output, results } = await execute('first');

    const summary = { repositories: 2, isComplete: false, unfinished: ['b'], unfinishedCount: 1 };
    expect(output).toMatchObject(summary);
    expect(results).toContainEqual({ repository: 'b', failed: 'RegistryUnavailableError' });
    expect(publisher.published).toEqual([]);
  });

  it('is made good by the next execution', async () => {
    const { catalog, execute, publisher } = createReconciliation(['a', 'b', 'c']);
    catalog.created.set('b', { encryption: AES256, tags: {}, error: unavailable });
    await execute('first');
    catalog.create('b');

    const { output } = await execute('second');

    expect(output).toMatchObject({ repositories: 3, missedPushes: 1, isComplete: true });
    expect(publisher.published.map(({ kind }) => kind)).toEqual(['registry-scanned']);
  });

  it('of the start ends the execution before anything is listed', async () => {
    const { execute, calls, table } = createReconciliation(['a']);
    const refusal = new PullTimeNotExcludedError('the role is not excluded');

    const executed = execute('first', { ensure: () => Promise.reject(refusal) });

    await expect(executed).rejects.toBe(refusal);
    expect(new Set(calls.map(subjectOf))).toEqual(new Set(['start']));
    expect(table.size).toBe(0);
  });
});

it('two executions at once do no harm', async () => {
  const { execute, reader } = createReconciliation(['a', 'b', 'c', 'd']);

  await Promise.all([execute('nightly'), execute('on-demand')]);

  const { output } = await execute('afterwards');
  const { items } = await reader.repositories({}, { limit: 100, cursor: null });
  expect(output).toMatchObject({ repositories: 4, missedPushes: 0, missedDeletions: 0, isComplete: true });
  expect(items.map(({ images }) => images)).toEqual([1, 1, 1, 1]);
});
