import { describe, expect, it, test } from 'vitest';
import { sizeOf } from '../../src/domain/image.ts';
import { parseImageConfig } from '../../src/domain/image-config.ts';
import { readImage } from '../../src/domain/read-image.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import { EXPECTED } from '../support/expected-fixtures.ts';
import { pushed, REGISTRY, REPOSITORY } from '../support/builders.ts';
import { createFixtureRegistry, FIXTURES, fixtureDigest, isConfig } from '../support/fixtures.ts';
import { createWorld } from '../support/in-memory-ports.ts';

test.each(EXPECTED)('%s: %s', async (name, _reason, { children = [], subject, ...expected }) => {
  const { content } = await readImage(createFixtureRegistry(), REPOSITORY, FIXTURES.get(name) ?? '', null);

  expect({ ...content, layers: content.layers.length, sizeBytes: sizeOf(content.layers) }).toMatchObject({
    artifactType: null,
    ...expected,
    children: children.map(fixtureDigest),
    subject: subject === undefined ? null : fixtureDigest(subject),
  });
});

describe('configs', () => {
  test.each([
    ['config-oci', 'the third of three steps made the second layer', 'linux/amd64', 2, 3],
    ['config-empty', 'nothing is said', null, 0, 0],
    ['config-attestation', 'of an attestation, which is no image', 'unknown/unknown', 2, 0],
  ])('%s: %s', (name, _reason, platform, diffIds, entries) => {
    const config = parseImageConfig(FIXTURES.get(name) ?? '');

    expect(config).toMatchObject({ platform, diffIds: { length: diffIds }, history: { length: entries } });
  });
});

test('no file is without an expectation', () => {
  expect(EXPECTED.map(([name]) => name).sort()).toEqual(
    [...FIXTURES.keys()].filter((name) => !isConfig(name)).sort(),
  );
});

describe('a repository that holds all of them', () => {
  /** The second delivery is of what an index has recorded as its child before its own turn came. */
  async function recordAll() {
    const world = createWorld(createFixtureRegistry());
    const all = EXPECTED.map(([name], position) => pushed(fixtureDigest(name), `1.0.${position}`));
    const outcomes = await recordPushes(world.deps, REPOSITORY, all);
    const again = all.filter(({ digest }) => outcomes.get(digest)?.outcome === 'failed');
    return { ...world, again: await recordPushes(world.deps, REPOSITORY, again) };
  }

  it('has each of them, once', async () => {
    const { again, images } = await recordAll();

    expect([...again.values()].map(({ outcome }) => outcome)).not.toContain('failed');
    expect((await images()).every(({ isComplete }) => isComplete)).toBe(true);
    expect((await images()).map(({ digest, kind }) => `${kind} ${digest}`).sort()).toEqual(
      EXPECTED.map(([name, , { kind }]) => `${kind} ${fixtureDigest(name)}`).sort(),
    );
  });

  it('stores the bytes of artifacts, and has as many images as there are images', async () => {
    const { reader } = await recordAll();

    const { items } = await reader.repositories(REGISTRY, { limit: 10, cursor: null });

    const bytes = EXPECTED.reduce((sum, [, , { sizeBytes }]) => sum + sizeBytes, 0);
    expect(items).toMatchObject([
      {
        images: EXPECTED.filter(([, , { kind }]) => kind === 'image').length,
        logicalBytes: bytes,
        // No two of them have a layer in common.
        storedBytes: bytes,
        exclusiveBytes: bytes,
      },
    ]);
  });

  it('compares images with images only', async () => {
    const { history } = await recordAll();
    const last = await history.read({ ...REPOSITORY, digest: fixtureDigest('image-soci-v2') });

    const earlier = last && (await history.earlierOf(last));

    const images = EXPECTED.flatMap(([name, , { kind }]) => (kind === 'image' ? [fixtureDigest(name)] : []));
    expect(earlier).not.toEqual([]);
    for (const { digest } of earlier ?? []) expect(images).toContain(digest);
  });
});
