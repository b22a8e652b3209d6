import { describe, expect, it } from 'vitest';
import { PublishFailedError } from '../../src/domain/errors.ts';
import type { Publisher } from '../../src/domain/alert-ports.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import { buildImage, fakeDigest, manifestText, pushed, REPOSITORY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { createWorld, SCANNED } from '../support/in-memory-ports.ts';
import { MB, push, told, version } from '../support/versions.ts';

describe('a large layer in several repositories', () => {
  const LARGE = version('1', 65 * MB);

  it('is told with the second repository, and again each time its duplicates have doubled', async () => {
    const world = createWorld();

    const repositories = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `team/${name}`);
    for (const [position, name] of repositories.entries()) await push(world, LARGE, '1.0', position, name);

    expect(world.publisher.published.map(({ state, finding }) => [state, finding])).toMatchObject([
      ['open', { sizeBytes: 60 * MB, repositoryCount: 2, repositories: ['team/a', 'team/b'] }],
      ['grew', { repositoryCount: 3 }],
      ['grew', { repositoryCount: 5 }],
    ]);
  });

  it('is told with as many repositories as it names, where one more came while they were counted', async () => {
    const world = createWorld();
    await push(world, LARGE, '1.0', 1, 'team/a');
    world.history.holdersOf = async () => ['team/a', 'team/b', 'team/c'];

    await push(world, LARGE, '1.0', 2, 'team/b');

    expect(world.publisher.published).toMatchObject([
      {
        finding: {
          repositoryCount: 3,
          duplicateBytes: 120 * MB,
          repositories: ['team/a', 'team/b', 'team/c'],
        },
      },
    ]);
  });

  it('is not told, and nobody is asked who holds it, before the registry was scanned as a whole', async () => {
    const world = createWorld();
    const state = await SCANNED.find(REPOSITORY);
    const registries = { find: async () => ({ ...state, isComplete: false }) };
    world.history.holdersOf = () => Promise.reject(new Error('nobody is to be told'));

    const deps = { ...world.deps, registries };
    for (const name of ['team/a', 'team/b']) await push({ ...world, deps }, LARGE, '1.0', 1, name);

    expect(told(world)).toEqual([]);
  });

  it('is told with exact bytes where no layer is mounted', async () => {
    const world = createWorld();
    const state = await SCANNED.find(REPOSITORY);
    const registries = { find: async () => ({ ...state, blobMounting: false }) };

    const deps = { ...world.deps, registries };
    for (const name of ['team/a', 'team/b']) await push({ ...world, deps }, LARGE, '1.0', 1, name);

    expect(world.publisher.published).toMatchObject([{ finding: { bound: 'exact' } }]);
  });

  it('is found and kept, and not told to anybody, where all is told otherwise', async () => {
    const world = createWorld();
    const deps = { ...world.deps, isQuiet: true, publisher: unusable<Publisher>() };

    await push(world, LARGE, '1.0', 1, 'team/a');
    const outcome = await push({ ...world, deps }, LARGE, '1.0', 1, 'team/b');

    expect(outcome).toMatchObject({ outcome: 'recorded', findings: [{ kind: 'duplicate-layer' }] });
    expect((await world.reader.alerts({}, { limit: 9, cursor: null })).items).toMatchObject([
      { alert: { state: 'open', revision: 1 }, publishedRevision: 1, publishedState: null },
    ]);
  });

  it('that was known before anybody was told is told as open when it has doubled', async () => {
    const world = createWorld();
    const quiet = { ...world, deps: { ...world.deps, isQuiet: true, publisher: unusable<Publisher>() } };
    for (const name of ['team/a', 'team/b']) await push(quiet, LARGE, '1.0', 1, name);

    await push(world, LARGE, '1.0', 2, 'team/c');
    await push(world, LARGE, '1.0', 3, 'team/d');

    expect(told(world)).toEqual([['duplicate-layer', 'open', 60 * MB]]);
    expect(world.publisher.published).toMatchObject([{ revision: 2, finding: { repositoryCount: 3 } }]);
  });

  it('is not told of small layers', async () => {
    const world = createWorld();

    for (const name of ['team/a', 'team/b']) await push(world, version('1', 54 * MB), '1.0', 1, name);

    expect(told(world)).toEqual([]);
  });

  it('is not told again by the next image of a repository that has it', async () => {
    const world = createWorld();
    for (const name of ['team/a', 'team/b']) await push(world, LARGE, '1.0', 1, name);
    const next = buildImage([
      { seed: 'amd64 1', sizeBytes: 60 * MB },
      { seed: 'more', sizeBytes: 7 },
    ]);

    const outcome = await push(
      { ...world, deps: { ...world.deps, publisher: unusable<Publisher>() } },
      next,
      '1.1',
      2,
      'team/b',
    );

    expect(outcome).toMatchObject({ outcome: 'recorded', newBytes: 7, findings: [] });
  });

  it('is told of layers of artifacts, too', async () => {
    const world = createWorld();
    const blob = { mediaType: 'application/x-model', digest: fakeDigest('model'), size: 900 * MB };

    for (const name of ['team/a', 'team/b']) {
      const place = { ...REPOSITORY, repository: name };
      const digest = world.registry.put(place, manifestText([blob], { artifactType: 'application/x-model' }));
      await recordPushes(world.deps, place, [pushed(digest)]);
    }

    expect(told(world)).toEqual([['duplicate-layer', 'open', 900 * MB]]);
  });

  it('comes again where nobody can be told, and is told then', async () => {
    const world = createWorld();
    await push(world, LARGE, '1.0', 1, 'team/a');
    world.publisher.isBroken = true;

    const failed = await push(world, LARGE, '1.0', 2, 'team/b');
    world.publisher.isBroken = false;
    const early = await push(world, LARGE, '1.0', 2, 'team/b');
    world.clock.pass(120);
    const again = await push(world, LARGE, '1.0', 2, 'team/b');

    expect(failed).toMatchObject({ outcome: 'failed', error: expect.any(PublishFailedError) });
    expect(early).toMatchObject({ outcome: 'failed', error: { code: 'ALERT_IN_FLIGHT' } });
    expect(again).toMatchObject({
      outcome: 'recorded',
      newBytes: 65 * MB,
      findings: [{ repositoryCount: 2 }],
    });
    expect(told(world)).toEqual([['duplicate-layer', 'open', 60 * MB]]);
  });
});
