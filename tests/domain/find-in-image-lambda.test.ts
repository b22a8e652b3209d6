import { describe, expect, it, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import { at, buildImage, indexText, LAMBDA_ENV, pushed, REPOSITORY } from '../support/builders.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import { rulesOf } from '../support/repository-settings.ts';
import { MB, push } from '../support/versions.ts';

function functionOf(name: string, env: readonly string[] = LAMBDA_ENV, sizeBytes = 20 * MB) {
  return buildImage([{ seed: `function ${name}`, sizeBytes, instruction: 'COPY app /var/task' }], { env });
}

const OTHER = ['PATH=/usr/bin'];

/** Pushes the children untagged, and an index of them with a tag. */
async function pushIndex(
  world: World,
  tag: string,
  seconds: number,
  ...children: readonly ReturnType<typeof functionOf>[]
) {
  for (const child of children) world.registry.push(REPOSITORY, child);
  const text = indexText(children.map(({ digest }) => digest));
  const digest = world.registry.put(REPOSITORY, text, digestOf(text), tag);
  await recordPushes(world.deps, REPOSITORY, [pushed(digest, tag, at(seconds))]);
}

function withTags(world: World, tags: Readonly<Record<string, string>>): World {
  return { ...world, deps: { ...world.deps, settings: { of: async () => rulesOf(tags) } } };
}

function kinds({ publisher }: World) {
  return publisher.published.map(({ kind, state, severity }) => [kind, state, severity]);
}

describe('an index in a repository for Lambda', () => {
  it('is told where one of its images stands on a base of AWS, and resolved by a single image', async () => {
    const world = createWorld();

    await pushIndex(world, '1.0.1', 1, functionOf('1'));
    await pushIndex(world, '1.0.2', 2, functionOf('2'));
    await push(world, functionOf('3'), '1.0.3', 3);
    await push(world, functionOf('4'), '1.0.4', 4);

    expect(kinds(world)).toEqual([
      ['not-for-lambda', 'open', 'high'],
      ['not-for-lambda', 'resolved', 'high'],
    ]);
    expect(world.publisher.published[0]?.finding).toMatchObject({ reasons: ['index'], tags: ['1.0.1'] });
  });

  it('is not resolved by its own child, nor by an image of before that is recorded late', async () => {
    const world = createWorld();

    await pushIndex(world, '1.0.1', 10, functionOf('1'));
    await push(world, functionOf('1'), null, 11);
    await push(world, functionOf('0'), '1.0.0', 5);

    expect(kinds(world).map(([, state]) => state)).toEqual(['open']);
  });

  it('is told again when another one comes after a single image', async () => {
    const world = createWorld();
    await pushIndex(world, '1.0.1', 1, functionOf('1'));
    await push(world, functionOf('2'), '1.0.2', 2);

    await pushIndex(world, '1.0.3', 3, functionOf('3'));

    expect(world.publisher.published.map(({ state, revision }) => [state, revision])).toEqual([
      ['open', 1],
      ['resolved', 2],
      ['open', 3],
    ]);
  });

  test.each([
    { tags: { lambda: 'true' }, env: OTHER, count: 1, reason: 'its tag says so' },
    { tags: { lambda: 'false' }, env: LAMBDA_ENV, count: 0, reason: 'its tag says it is none' },
    { tags: {}, env: OTHER, count: 0, reason: 'nothing says so' },
  ])('is told $count times where $reason', async ({ tags, env, count }) => {
    const world = withTags(createWorld(), tags);

    await pushIndex(world, '1.0.1', 1, functionOf('1', env));

    expect(kinds(world)).toHaveLength(count);
  });
});

describe('a single image in a repository for Lambda', () => {
  it.each([
    { sizeBytes: 3_999_000_000, reasons: null, severity: null },
    { sizeBytes: 4_000_000_000, reasons: ['size-near-limit'], severity: 'medium' },
    { sizeBytes: 10_800_000_000, reasons: ['size-limit'], severity: 'high' },
  ])('of $sizeBytes bytes is told for $reasons', async ({ sizeBytes, reasons, severity }) => {
    const world = createWorld();

    await push(world, functionOf('1', LAMBDA_ENV, sizeBytes), '1.0.1', 1);

    const expected = reasons ? [{ kind: 'not-for-lambda', severity, finding: { reasons } }] : [];
    expect(world.publisher.published).toMatchObject(expected);
  });

  it('of a kind that Lambda does not take is told', async () => {
    const world = withTags(createWorld(), { lambda: 'true' });
    const text = JSON.stringify({
      schemaVersion: 1,
      name: 'orders',
      tag: '1.0.1',
      fsLayers: [],
      history: [],
    });
    const digest = world.registry.put(REPOSITORY, text, digestOf(text), '1.0.1');

    await recordPushes(world.deps, REPOSITORY, [pushed(digest, '1.0.1')]);

    expect(world.publisher.published).toMatchObject([{ finding: { reasons: ['media-type'] } }]);
  });
});
