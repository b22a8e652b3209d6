import { describe, expect, it } from 'vitest';
import { buildImage, LAMBDA_ENV } from '../support/builders.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import { rulesOf } from '../support/repository-settings.ts';
import { MB, push, told } from '../support/versions.ts';

function functionOf(name: string, env: readonly string[] = LAMBDA_ENV, sizeBytes = 20 * MB) {
  return buildImage([{ seed: `function ${name}`, sizeBytes, instruction: 'COPY app /var/task' }], { env });
}

const OTHER = ['PATH=/usr/bin'];

function withTags(world: World, tags: Readonly<Record<string, string>>): World {
  return { ...world, deps: { ...world.deps, settings: { of: async () => rulesOf(tags) } } };
}

function kinds({ publisher }: World) {
  return publisher.published.map(({ kind, state, severity }) => [kind, state, severity]);
}

describe("leaving AWS's base image for Lambda", () => {
  it('is critical, and told at the push', async () => {
    const world = createWorld();
    await push(world, functionOf('1'), '1.0.1', 1);

    const outcome = await push(world, functionOf('2', OTHER), '1.0.2', 2);

    expect(kinds(world)).toEqual([['base-changed', 'open', 'critical']]);
    expect(outcome).toMatchObject({ findings: [{ leftAws: true, predecessor: { tags: ['1.0.1'] } }] });
  });

  it('is told once for all images after it, and resolved by one that is back', async () => {
    const world = createWorld();
    await push(world, functionOf('1'), '1.0.1', 1);
    for (const version of [2, 3, 4])
      await push(world, functionOf(`${version}`, OTHER), `1.0.${version}`, version);

    await push(world, functionOf('5'), '1.0.5', 5);
    await push(world, functionOf('6'), '1.0.6', 6);

    expect(kinds(world).map(([, state]) => state)).toEqual(['open', 'resolved']);
    expect(world.publisher.published.at(-1)?.resolution).toMatch(
      /stands on AWS's base image for Lambda again/,
    );
  });

  it('is told again where it happens again', async () => {
    const world = createWorld();
    for (const [place, env] of [LAMBDA_ENV, OTHER, LAMBDA_ENV, OTHER].entries())
      await push(world, functionOf(`${place}`, env), `1.0.${place}`, place);

    expect(kinds(world).map(([, state]) => state)).toEqual(['open', 'resolved', 'open']);
  });

  it('is no matter where no image stood on it', async () => {
    const world = createWorld();
    for (const version of [1, 2])
      await push(world, functionOf(`${version}`, OTHER), `1.0.${version}`, version);

    expect(kinds(world)).toEqual([]);
  });
});

describe('what the build left', () => {
  const leaving = (name: string, instruction: string) =>
    buildImage([
      { seed: 'debian', sizeBytes: 30 * MB, instruction: 'ADD rootfs.tar /' },
      { seed: name, sizeBytes: 40 * MB, instruction },
    ]);
  const CACHE = 'RUN /bin/sh -c pip install torch';
  const CLEAN = 'RUN /bin/sh -c pip install --no-cache-dir torch';

  it('is told once, carried on, and resolved by the image that leaves nothing', async () => {
    const world = createWorld();

    for (const version of [1, 2, 3])
      await push(world, leaving(`${version}`, CACHE), `1.0.${version}`, version);
    await push(world, leaving('4', CLEAN), '1.0.4', 4);

    expect(told(world)).toEqual([
      ['build-leftovers', 'open', 40 * MB],
      ['build-leftovers', 'resolved', 40 * MB],
    ]);
  });

  it('is judged by the thresholds of its repository', async () => {
    const world = withTags(createWorld(), { 'leftover-bytes': '50000000' });

    await push(world, leaving('1', CACHE), '1.0.1', 1);

    expect(told(world)).toEqual([]);
  });

  it('in a base that is known is not told of the images on it', async () => {
    const world = createWorld();
    const base = leaving('base', CACHE);
    await push({ ...world, deps: { ...world.deps, isQuiet: true } }, base, '1.0.0', 0, 'platform/base');
    const onIt = buildImage([
      { seed: 'debian', sizeBytes: 30 * MB, instruction: 'ADD rootfs.tar /' },
      { seed: 'base', sizeBytes: 40 * MB, instruction: CACHE },
      { seed: 'app', sizeBytes: MB, instruction: 'COPY app /srv/app' },
    ]);

    await push(world, onIt, '1.0.1', 1);

    expect(told(world)).toEqual([]);
  });
});
