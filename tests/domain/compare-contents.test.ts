import { describe, expect, it } from 'vitest';
import type { Registries } from '../../src/domain/ports.ts';
import { at, buildImage, diffIdOf, fakeDigest, REPOSITORY } from '../support/builders.ts';
import { createWorld, SCANNED, type World } from '../support/in-memory-ports.ts';
import { MB, push } from '../support/versions.ts';

/** An image with one content, compressed in some way. */
function compressed(how: string, sizeBytes = 60 * MB, content = 'models') {
  return buildImage([
    { seed: `os ${how}`, sizeBytes: MB, instruction: 'ADD rootfs.tar /' },
    { seed: `${content} by ${how}`, content, sizeBytes, instruction: 'RUN make-models' },
  ]);
}

function told({ publisher }: World) {
  return publisher.published
    .filter(({ kind }) => kind === 'same-content')
    .map(({ state, finding }) => [state, 'layerCount' in finding ? finding.layerCount : null]);
}

async function pushAs(world: World, how: string, repository: string, seconds: number, sizeBytes = 60 * MB) {
  await push(world, compressed(how, sizeBytes), '1.0.0', seconds, repository);
}

describe('one content that is compressed in two ways', () => {
  it('is told with the second digest, its layers with who holds them', async () => {
    const world = createWorld();
    await pushAs(world, 'docker', 'team/a', 1);
    await pushAs(world, 'docker', 'team/b', 2);

    await pushAs(world, 'kaniko', 'team/c', 3, 58 * MB);

    const [alert] = world.publisher.published.filter(({ kind }) => kind === 'same-content');
    expect(alert).toMatchObject({
      subject: { type: 'content', diffId: diffIdOf('models') },
      finding: {
        layers: [
          { digest: fakeDigest('models by docker'), repositoryCount: 2, repositories: ['team/a', 'team/b'] },
          { digest: fakeDigest('models by kaniko'), repositoryCount: 1, repositories: ['team/c'] },
        ],
        costBytes: 58 * MB,
        bound: 'upper',
      },
    });
    expect(alert?.openedAt).toBe(at(3));
  });

  it('is told again where the bytes have doubled, and not before', async () => {
    const world = createWorld();

    for (const [place, how] of ['docker', 'kaniko', 'buildkit', 'jib'].entries())
      await pushAs(world, how, `team/${how}`, place);

    expect(told(world)).toEqual([
      ['open', 2],
      ['grew', 3],
    ]);
  });

  it('in one repository counts as well', async () => {
    const world = createWorld();

    await pushAs(world, 'docker', 'team/a', 1);
    await push(world, compressed('kaniko'), '1.0.1', 2, 'team/a');

    expect(told(world)).toEqual([['open', 2]]);
  });

  it('is no matter where one of them is gone', async () => {
    const world = createWorld();
    const first = compressed('docker');
    const place = { ...REPOSITORY, repository: 'team/a' };
    await push(world, first, '1.0.0', 1, 'team/a');
    const inquiry = await world.history.inquire({ ...place, digest: first.digest });
    await world.history.forget(place, [{ inquiry, at: at(2) }]);

    await pushAs(world, 'kaniko', 'team/b', 3);

    expect(told(world)).toEqual([]);
  });
});

describe('nothing is told', () => {
  it('of one digest, however many hold it', async () => {
    const world = createWorld();

    for (const name of ['team/a', 'team/b', 'team/c']) await pushAs(world, 'docker', name, 1);

    expect(told(world)).toEqual([]);
  });

  it('of layers below the threshold', async () => {
    const world = createWorld();

    await pushAs(world, 'docker', 'team/a', 1, 49 * MB);
    await pushAs(world, 'kaniko', 'team/b', 2, 49 * MB);

    expect(told(world)).toEqual([]);
  });

  it('before the registry was scanned as a whole', async () => {
    const world = createWorld();
    const registries: Registries = {
      find: async (registry) => ({ ...(await SCANNED.find(registry)), isComplete: false }),
    };
    const young = { ...world, deps: { ...world.deps, registries } };

    await pushAs(young, 'docker', 'team/a', 1);
    await pushAs(young, 'kaniko', 'team/b', 2);

    expect(told(world)).toEqual([]);
  });
});
