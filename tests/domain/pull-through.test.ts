import { expect, it } from 'vitest';
import { buildImage } from '../support/builders.ts';
import { createWorld } from '../support/in-memory-ports.ts';
import { NO_RULES } from '../support/repository-settings.ts';
import { MB, push, told } from '../support/versions.ts';

function base(name: string, sizeBytes: number) {
  const instruction = 'RUN apt-get update && apt-get install -y build-essential';
  return buildImage([
    { seed: 'os', sizeBytes: 40 * MB, instruction: 'ADD rootfs.tar.xz /' },
    { seed: name, sizeBytes, instruction },
  ]);
}

it.each([
  ['told where the images are built here', false, [['build-leftovers', 'open', 90 * MB]]],
  ['not told of what a pull-through cache holds', true, []],
])('how an image is built is %s', async (_reason, isPullThrough, expected) => {
  const world = createWorld();
  const deps = { ...world.deps, settings: { of: async () => ({ ...NO_RULES, isPullThrough }) } };

  await push({ ...world, deps }, base('tools', 90 * MB), '3.12.1', 1);

  expect(told(world)).toEqual(expected);
});

it('tells that a base in a pull-through cache grew', async () => {
  const world = createWorld();
  const deps = { ...world.deps, settings: { of: async () => ({ ...NO_RULES, isPullThrough: true }) } };
  await push({ ...world, deps }, base('tools', 90 * MB), '3.12.1', 1);

  await push({ ...world, deps }, base('more tools', 150 * MB), '3.12.2', 2);

  expect(told(world)).toEqual([['image-grew', 'open', 190 * MB]]);
});
