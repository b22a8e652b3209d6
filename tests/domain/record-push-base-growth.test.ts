import { expect, it } from 'vitest';
import { recordPushes } from '../../src/domain/record-push.ts';
import { at, buildImage, pushed, REPOSITORY, type Step } from '../support/builders.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

const MB = 1_000_000;
const [OS, LARGER_OS] = [
  { seed: 'os 1', sizeBytes: 30 * MB },
  { seed: 'os 2', sizeBytes: 48 * MB },
];

async function push(world: World, repository: string, version: number, ...steps: readonly Step[]) {
  const id = { ...REPOSITORY, repository };
  const tag = `1.0.${version}`;
  const digest = world.registry.push(id, buildImage(steps), tag);
  await recordPushes(world.deps, id, [pushed(digest, tag, at(version))]);
}

function app(name: string, sizeBytes: number): Step {
  return { seed: name, sizeBytes, instruction: 'COPY app /srv/app' };
}

function told({ publisher }: World) {
  return publisher.published.map(({ kind, state, subject, finding }) => [
    kind,
    state,
    subject.type,
    'repository' in finding ? finding.repository : null,
  ]);
}

function findingOf({ publisher }: World) {
  return publisher.published.find(({ kind }) => kind === 'image-grew')?.finding;
}

it('is told apart into growth of the base and of the image itself', async () => {
  const world = createWorld();
  await push(world, 'platform/os', 1, OS);
  await push(world, 'team/web', 2, OS, app('app 1', 5 * MB));
  await push(world, 'platform/os', 3, LARGER_OS);

  await push(world, 'team/web', 4, LARGER_OS, app('app 2', 19 * MB));

  const finding = world.publisher.published.at(-1)?.finding;
  expect(finding).toMatchObject({
    repository: 'team/web',
    baseChangeBytes: 18 * MB,
    ownChangeBytes: 14 * MB,
  });
  expect(finding).toMatchObject({
    base: null,
    instructions: [{ instruction: 'FROM platform/os', bytesBefore: 30 * MB, bytesAfter: 48 * MB }, {}],
    remedy: expect.arrayContaining([expect.stringMatching(/^Most of it came with the base/)]),
  });
});

it('is not told of the images on a base that has told so itself, and kept with them', async () => {
  const world = createWorld();
  await push(world, 'platform/os', 1, OS);
  for (const [place, name] of ['team/a', 'team/b'].entries())
    await push(world, name, 2 + place, OS, app(`${name} 1`, 5 * MB));
  await push(world, 'platform/os', 5, LARGER_OS);

  for (const [place, name] of ['team/a', 'team/b'].entries())
    await push(world, name, 6 + place, LARGER_OS, app(`${name} 2`, 6 * MB));

  expect(told(world)).toEqual([['image-grew', 'open', 'series', 'platform/os']]);
  const [newest] = await world.images({ ...REPOSITORY, repository: 'team/a' });
  expect(newest?.findings).toMatchObject([
    { kind: 'image-grew', baseChangeBytes: 18 * MB, ownChangeBytes: MB, base: { name: 'platform/os' } },
  ]);
});

it('is one alert about the base, however many repositories stand on it, where its own repository has told nothing', async () => {
  const world = createWorld();
  const names = ['team/a', 'team/b', 'team/c', 'team/d'];
  // Both builds are the first of their series: nothing is known of what they replace.
  await push(world, 'platform/os', 1, OS);
  await push(world, 'platform/os-next', 1, LARGER_OS);
  for (const [place, name] of names.entries())
    await push(world, name, 2 + place, OS, app(`${name} 1`, 5 * MB));

  for (const [place, name] of names.entries())
    await push(world, name, 10 + place, LARGER_OS, app(`${name} 2`, 5 * MB));

  expect(told(world)).toEqual([['image-grew', 'open', 'base', 'team/a']]);
  expect(findingOf(world)).toMatchObject({ base: { name: 'platform/os-next', sizeBytes: 48 * MB } });
});

it('is not told apart where the bases are only inferred, and to end elsewhere', async () => {
  const world = createWorld();
  const runtime = { seed: 'runtime 1', sizeBytes: 10 * MB };
  for (const [version, name] of ['a', 'b', 'c', 'team/web'].entries())
    await push(world, name, version, OS, runtime, app(`${name} 1`, MB));

  // The first to stand on a new build: nobody else has its second layer yet.
  const newer = { seed: 'runtime 2', sizeBytes: 24 * MB };
  await push(world, 'team/web', 9, OS, newer, app('web 2', MB));

  expect(findingOf(world)).toMatchObject({ baseChangeBytes: null, ownChangeBytes: null });
});
