import { describe, expect, it } from 'vitest';
import { type BuiltImage, buildImage, fakeDigest, type Step } from '../support/builders.ts';
import { Crash } from '../support/crash.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import { MB, push } from '../support/versions.ts';

const NEVER = Number.POSITIVE_INFINITY;
const REPOSITORIES = ['team/a', 'team/b', 'team/c'];
const ALL = { limit: 10, cursor: null };

/** The step `RUN make-models` in its nth build. */
function models(generation: number, sizeBytes = 60 * MB): Step {
  return { seed: `models ${generation}`, sizeBytes, instruction: 'RUN make-models' };
}

/** An image of one repository: a layer of its own below that of the models. */
function imageOf(repository: string, ...steps: readonly Step[]): BuiltImage {
  const own = { seed: `os of ${repository}`, sizeBytes: MB, instruction: 'ADD rootfs.tar /' };
  return buildImage([own, ...steps]);
}

/** All repositories follow, one by one. */
async function pushEverywhere(world: World, generation: number, repositories = REPOSITORIES): Promise<void> {
  for (const [place, name] of repositories.entries())
    await push(world, imageOf(name, models(generation)), `1.0.${generation}`, 10 * generation + place, name);
}

function told({ publisher }: World) {
  return publisher.published.map(({ id, kind, state, revision }) => ({ id, kind, state, revision }));
}

describe('a step that several repositories share and that is built again', () => {
  it('carries on the alert about the layer whose place it took, for generations', async () => {
    const world = createWorld();

    for (const generation of [1, 2, 3, 4]) await pushEverywhere(world, generation);

    expect(told(world).map(({ state, revision }) => `${state} ${revision}`)).toEqual(['open 1', 'grew 2']);
    const { items } = await world.reader.alerts({}, ALL);
    expect(items).toMatchObject([
      {
        alert: {
          state: 'grew',
          subject: { digest: fakeDigest('models 1') },
          successors: [2, 3, 4].map((generation) => fakeDigest(`models ${generation}`)),
        },
      },
    ]);
  });

  it('is told in the same alert where twice as many repositories share it', async () => {
    const world = createWorld();
    await pushEverywhere(world, 1);

    await pushEverywhere(world, 2, [...REPOSITORIES, 'team/d', 'team/e']);

    const [first, , last] = told(world);
    expect(told(world).map(({ state, revision }) => `${state} ${revision}`)).toEqual([
      'open 1',
      'grew 2',
      'grew 3',
    ]);
    expect(last?.id).toBe(first?.id);
    expect(world.publisher.published.at(-1)).toMatchObject({
      subject: { digest: fakeDigest('models 1') },
      finding: { digest: fakeDigest('models 2'), repositoryCount: 5 },
      successors: [fakeDigest('models 2')],
    });
  });

  it('is told of its own where no alert was about what it replaces', async () => {
    const world = createWorld();
    for (const name of REPOSITORIES) await push(world, imageOf(name, models(1, 10 * MB)), '1.0.1', 1, name);

    for (const name of REPOSITORIES.slice(0, 2))
      await push(world, imageOf(name, models(2)), '1.0.2', 2, name);

    const layers = world.publisher.published.filter(({ kind }) => kind === 'duplicate-layer');
    expect(layers).toMatchObject([{ state: 'open', subject: { digest: fakeDigest('models 2') } }]);
  });

  it('is told of its own where it stays beside the layer of before', async () => {
    const world = createWorld();
    await pushEverywhere(world, 1, REPOSITORIES.slice(0, 2));

    for (const name of REPOSITORIES.slice(0, 2))
      await push(world, imageOf(name, models(1), models(2)), '1.0.2', 20, name);

    const layers = world.publisher.published.filter(({ kind }) => kind === 'duplicate-layer');
    expect(layers.map(({ state }) => state)).toEqual(['open', 'open']);
  });

  it('is told of its own where another instruction made it', async () => {
    const world = createWorld();
    await pushEverywhere(world, 1, REPOSITORIES.slice(0, 2));

    const other = { ...models(2), instruction: 'RUN fetch-models' };
    for (const name of REPOSITORIES.slice(0, 2)) await push(world, imageOf(name, other), '1.0.2', 20, name);

    expect(told(world).filter(({ kind }) => kind === 'duplicate-layer')).toHaveLength(2);
  });

  it('carries it on also where the process ends at any call', async () => {
    const tell = async (crash: Crash) => {
      const world = createWorld();
      await pushEverywhere(world, 1);
      const [first = '', second = ''] = REPOSITORIES;
      await push(world, imageOf(first, models(2)), '1.0.2', 20, first);
      const again = () => push(world, imageOf(second, models(2)), '1.0.2', 21, second);
      const process = { ...world, deps: crash.interrupt(world.deps) };
      const outcome = await push(process, imageOf(second, models(2)), '1.0.2', 21, second).catch(
        () => undefined,
      );
      world.clock.pass(120);
      if (outcome === undefined || outcome.outcome === 'failed') await again();
      const { items } = await world.reader.alerts({}, ALL);
      return { alerts: items.map(({ alert }) => alert), told: told(world) };
    };
    const untroubled = new Crash(NEVER, 'before');
    const expected = await tell(untroubled);

    for (let call = 1; call <= untroubled.calls; call++)
      for (const when of ['before', 'after'] as const)
        expect({ call, when, ...(await tell(new Crash(call, when))) }).toEqual({ call, when, ...expected });
    expect(expected.alerts).toMatchObject([{ successors: [fakeDigest('models 2')] }]);
    expect(expected.told.map(({ state }) => state)).toEqual(['open', 'grew']);
  });
});
