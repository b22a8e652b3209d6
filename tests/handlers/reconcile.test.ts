import { describe, expect, it, test } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { createReconcileHandler } from '../../src/handlers/reconcile-steps.ts';
import { at, fakeDigest, REGISTRY } from '../support/builders.ts';
import { LAMBDA_CONTEXT } from '../support/image-events.ts';
import { AES256 } from '../support/in-memory-catalog.ts';
import { createRegistryWorld } from '../support/registry-run.ts';
import { MB, version } from '../support/versions.ts';

const RUN = { run: 'nightly-2026-11-20', ...REGISTRY };
const A = { ...REGISTRY, repository: 'a' };

/** The whole function over a registry in memory, its log lines and its metrics. */
function createFunction(remainingMs: () => number = () => 900_000) {
  const world = createRegistryWorld();
  const lines: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  const metrics: unknown[] = [];
  const log = (level: string) => (message: string, fields: unknown) => {
    lines.push({ level, message, fields });
  };
  const handler = createReconcileHandler({
    ...world.deps,
    home: REGISTRY,
    metrics: (registry, counts) => void metrics.push([registry, counts]),
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
  });
  const context = { ...LAMBDA_CONTEXT, getRemainingTimeInMillis: remainingMs };
  return { ...world, lines, metrics, invoke: (input: unknown) => handler(input, context) };
}

/** An answer as the state machine gets it. */
function sent(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}

describe('the steps of a reconciliation', () => {
  it('are answered as the state machine passes them on', async () => {
    const { catalog, registry, invoke } = createFunction();
    catalog.create('a');
    registry.push(A, version('1', 20 * MB), '1.0', at(1));

    const started = await invoke({ step: 'start', run: RUN.run });
    const first = await invoke({ step: 'list', ...RUN, cursor: null });
    const reconciled = await invoke({ step: 'repository', ...RUN, isFirst: true, repository: 'a' });
    const last = await invoke({ step: 'list', ...RUN, cursor: 'left:' });
    const finished = await invoke({ step: 'finish', ...RUN, isFirst: true });

    const drift = { missedPushes: 1, missedDeletions: 0, missedTags: 0 };
    expect([started, first, reconciled, last, finished].map(sent)).toEqual([
      { ...RUN, isFirst: true },
      { repositories: [{ repository: 'a' }], cursor: 'left:' },
      { repository: 'a', done: true, listed: 1, moved: 0, ...drift, skipped: {} },
      { repositories: [], cursor: null },
      { repositories: 1, ...drift, skipped: {}, isComplete: true, unfinished: [], unfinishedCount: 0 },
    ]);
  });

  it('are taken in the registry beside the function, or in the one that is named', async () => {
    const { invoke } = createFunction();

    const home = await invoke({ step: 'start', run: 'r' });
    const named = await invoke({ step: 'start', run: 'r', accountId: '210987654321', region: 'us-east-1' });

    expect(home).toMatchObject(REGISTRY);
    expect(named).toMatchObject({ accountId: '210987654321', region: 'us-east-1' });
  });

  it('say in one line what was done', async () => {
    const { catalog, lines, invoke } = createFunction();
    catalog.create('a');

    await invoke({ step: 'start', run: RUN.run });
    await invoke({ step: 'list', ...RUN, cursor: null });
    await invoke({ step: 'repository', ...RUN, isFirst: true, repository: 'a' });
    await invoke({ step: 'finish', ...RUN, isFirst: true });

    const subject = { run: RUN.run, registry: '123456789012/eu-west-1' };
    const line = { level: 'info', message: 'a step of a reconciliation was done' };
    expect(lines).toEqual([
      { ...line, fields: { step: 'start', ...subject, isFirst: true } },
      { ...line, fields: { step: 'list', ...subject, repositories: 1, isLast: false } },
      {
        ...line,
        fields: expect.objectContaining({ step: 'repository', ...subject, repository: 'a', done: true }),
      },
      { ...line, fields: expect.objectContaining({ step: 'finish', ...subject, isComplete: true }) },
    ]);
  });

  it('warn of images that could not be recorded', async () => {
    const { catalog, registry, lines, invoke } = createFunction();
    catalog.create('a');
    registry.put(A, 'no manifest', fakeDigest('strange'));

    await invoke({ step: 'repository', ...RUN, isFirst: false, repository: 'a' });

    expect(lines.map(({ level }) => level)).toEqual(['warn', 'info']);
    expect(lines[0]).toMatchObject({
      message: 'images could not be recorded',
      fields: { repository: 'a', skipped: { MANIFEST_INVALID: 1 } },
    });
  });

  it.each([
    { tags: { series: '@-:', owner: 'team' }, levels: ['info'] },
    { tags: { series: 'orders', 'growth-days': '3' }, levels: ['warn', 'info'] },
  ])('warn of settings that cannot be used ($tags)', async ({ tags, levels }) => {
    const { catalog, lines, invoke } = createFunction();
    catalog.create('a', tags);

    await invoke({ step: 'repository', ...RUN, isFirst: false, repository: 'a' });

    expect(lines.map(({ level }) => level)).toEqual(levels);
    if (levels[0] === 'warn')
      expect(lines[0]).toMatchObject({
        message: 'settings of a repository were ignored',
        fields: {
          repository: 'a',
          ignored: {
            series: expect.stringMatching(/^@ has to stand in it exactly once/),
            'growth-days': expect.stringMatching(/^there is no such setting/),
          },
        },
      });
  });

  it('publish what was missed at the end of a later run', async () => {
    const { catalog, registry, metrics, invoke } = createFunction();
    for (const name of ['a', 'b']) catalog.create(name);
    const error = new RegistryUnavailableError('ECR is down');
    catalog.created.set('b', { encryption: AES256, tags: {}, error });
    registry.push(A, version('1', 20 * MB), '1.0', at(1));
    registry.put(A, 'no manifest', fakeDigest('strange'));
    await invoke({ step: 'list', ...RUN, cursor: null });
    await invoke({ step: 'repository', ...RUN, isFirst: false, repository: 'a' });
    await expect(invoke({ step: 'repository', ...RUN, isFirst: false, repository: 'b' })).rejects.toBe(error);

    await invoke({ step: 'finish', ...RUN, isFirst: false });

    const missed = { MissedPushes: 1, MissedDeletions: 0, MissedTags: 0 };
    const counts = { ...missed, ImagesSkipped: 1, RepositoriesReconciled: 1, RepositoriesFailed: 1 };
    expect(metrics).toEqual([[REGISTRY, counts]]);
  });

  it('call nothing missed at the end of a first run', async () => {
    const { metrics, invoke } = createFunction();

    await invoke({ step: 'finish', ...RUN, isFirst: true });

    const counts = { ImagesSkipped: 0, RepositoriesReconciled: 0, RepositoriesFailed: 0 };
    expect(metrics).toEqual([[REGISTRY, counts]]);
  });
});

describe('the time of an invocation', () => {
  test.each([
    { reason: 'more than a minute is left', times: [900_000, 60_001], done: true },
    { reason: 'a minute is left', times: [900_000, 60_000], done: false },
    { reason: 'of a short time, more than a quarter is left', times: [60_000, 15_001], done: true },
    { reason: 'of a short time, a quarter is left', times: [60_000, 15_000], done: false },
  ])('is enough for more: $done, where $reason', async ({ times: [all = 0, left = 0], done }) => {
    const times = [all];
    const { catalog, registry, invoke } = createFunction(() => times.shift() ?? left);
    catalog.create('a');
    registry.push(A, version('1', 20 * MB), '1.0', at(1));

    const result = await invoke({ step: 'repository', ...RUN, isFirst: false, repository: 'a' });

    expect(result).toMatchObject({ done, missedPushes: done ? 1 : 0 });
  });
});

describe('an input that is no step', () => {
  test.each([
    ['no step', {}, /step/],
    ['another step', { step: 'stop' }, /step/],
    ['no run', { step: 'start' }, /run/],
    ['an account that is none', { step: 'start', run: 'r', accountId: '42' }, /accountId: not an account id/],
    ['no cursor', { step: 'list', ...RUN }, /cursor/],
    ['no repository', { step: 'repository', ...RUN, isFirst: true }, /repository/],
    [
      'a repository that is none',
      { step: 'repository', ...RUN, isFirst: true, repository: '/' },
      /repository/,
    ],
    ['a text instead of a truth', { step: 'finish', ...RUN, isFirst: 'no' }, /isFirst/],
    ['text', 'start', /document/],
  ])('is refused, and says why: %s', async (_reason, input, message) => {
    const { invoke } = createFunction();

    await expect(invoke(input)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringMatching(message),
    });
  });
});
