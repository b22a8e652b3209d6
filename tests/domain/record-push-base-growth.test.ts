import { expect, it } from 'vitest';
import { recordPushes } from '../../src/domain/record-push.ts';
import { at, buildImage, pushed, REPOSITORY, type Step } from '../support/builders.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

const MB = 1_000_000;

async function push(world: World, repository: string, version: number, ...steps: readonly Step[]) {
  const id = { ...REPOSITORY, repository };
  const tag = `1.${version}`;
  const digest = world.registry.push(id, buildImage(steps), tag);
  await recordPushes(world.deps, id, [pushed(digest, tag, at(version))]);
}

function findingOf({ publisher }: World) {
  return publisher.published.find(({ kind }) => kind === 'image-grew')?.finding;
}

it('is told apart into growth of the base and of the image itself', async () => {
  const world = createWorld();
  const [before, after] = [
    { seed: 'os 1', sizeBytes: 30 * MB },
    { seed: 'os 2', sizeBytes: 48 * MB },
  ];
  await push(world, 'platform/os', 1, before);
  await push(world, 'team/web', 2, before, { seed: 'app 1', sizeBytes: 5 * MB });
  await push(world, 'platform/os', 3, after);

  await push(world, 'team/web', 4, after, { seed: 'app 2', sizeBytes: 6 * MB });

  const finding = world.publisher.published.at(-1)?.finding;
  expect(finding).toMatchObject({ repository: 'team/web', baseChangeBytes: 18 * MB, ownChangeBytes: MB });
  expect(finding).toMatchObject({
    instructions: [{ instruction: 'FROM platform/os', bytesBefore: 30 * MB, bytesAfter: 48 * MB }, {}],
    remedy: expect.arrayContaining([expect.stringMatching(/^Most of it came with the base/)]),
  });
});

it('is not where the bases are only inferred, and to end elsewhere', async () => {
  const world = createWorld();
  const os = { seed: 'os', sizeBytes: 30 * MB };
  const runtime = { seed: 'runtime 1', sizeBytes: 10 * MB };
  for (const [version, name] of ['a', 'b', 'c', 'team/web'].entries())
    await push(world, name, version, os, runtime, { seed: `${name} 1`, sizeBytes: MB });

  // The first to stand on a new build: nobody else has its second layer yet.
  const newer = { seed: 'runtime 2', sizeBytes: 24 * MB };
  await push(world, 'team/web', 9, os, newer, { seed: 'web 2', sizeBytes: MB });

  expect(findingOf(world)).toMatchObject({ baseChangeBytes: null, ownChangeBytes: null });
});
