import { describe, expect, it, test } from 'vitest';
import { type Base, UNKNOWN_BASE } from '../../src/domain/base.ts';
import { findBaseChanged } from '../../src/domain/findings/base-changed.ts';
import type { SeriesFinding } from '../../src/domain/findings/finding.ts';
import { type ExaminedImage, tellOfSeries } from '../../src/domain/tell-of-series.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { at, fakeDigest, REPOSITORY } from '../support/builders.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import { MB, told } from '../support/versions.ts';

const DAY = 86_400;

function states({ publisher }: World) {
  return publisher.published.map(({ state, revision }) => `${state} ${revision}`);
}

async function openAlerts({ alerts }: World) {
  const found = await Array.fromAsync(alerts.open(REPOSITORY));
  return found.map(({ kind, seenIn }) => [kind, seenIn]);
}

/** An image on a base, as it is looked at at night. */
function examined(
  name: string,
  earlier: readonly string[],
  base: Partial<Base>,
  before: Partial<Base> | null,
) {
  const image = { ...REPOSITORY, series: 'default', platform: 'linux/amd64', tags: [name] };
  const [to, from] = [
    { ...UNKNOWN_BASE, ...base },
    { ...UNKNOWN_BASE, ...before },
  ];
  const predecessor = {
    ...image,
    tags: earlier.slice(0, 1),
    digest: fakeDigest(earlier[0] ?? ''),
    base: from,
  };
  const now = { ...image, digest: fakeDigest(name), base: to };
  const found = before && findBaseChanged(now, predecessor, DEFAULT_THRESHOLDS);
  const findings: readonly SeriesFinding[] = found ? [found] : [];
  const more: ExaminedImage = {
    ...{ ...image, digest: fakeDigest(name), sizeBytes: 30 * MB, pushedAt: at(), isTagged: true },
    ...{ isLambda: to.provided === 'aws', base: to.name, findings, kinds: ['base-changed'] },
    earlier: earlier.map((one) => ({ digest: fakeDigest(one) })),
    moved: [],
    isPush: false,
  };
  return more;
}

const declared = (name: string): Partial<Base> => ({ evidence: 'declared', name, sizeBytes: 50 * MB });
const [PYTHON, NODE] = [declared('docker.io/library/python:3.12'), declared('docker.io/library/node:22')];
const AWS: Partial<Base> = { evidence: 'lambda', provided: 'aws', lambda: { runtime: null, os: null } };

describe('another base', () => {
  it('is told, carried on by the images on it, and resolved by one on the base of before', async () => {
    const world = createWorld();

    await tellOfSeries(world.deps, examined('2', ['1'], NODE, PYTHON), at(2));
    await tellOfSeries(world.deps, examined('3', ['2', '1'], NODE, PYTHON), at(3));
    const carried = await openAlerts(world);
    await tellOfSeries(world.deps, examined('4', ['3', '2', '1'], PYTHON, NODE), at(4));

    expect(carried).toEqual([['base-changed', fakeDigest('3')]]);
    expect(told(world)).toEqual([
      ['base-changed', 'open', 50 * MB],
      ['base-changed', 'resolved', 50 * MB],
    ]);
    expect(world.publisher.published.at(-1)?.resolution).toContain(
      'stands on docker.io/library/python:3.12 again',
    );
  });

  test.each([
    { base: 'docker.io/library/node:24', reason: 'another version' },
    { base: 'docker.io/library/node@sha256:0f', reason: 'another build' },
  ])('is the same one, and no news, as $reason of it', async ({ base }) => {
    const world = createWorld();
    await tellOfSeries(world.deps, examined('2', ['1'], NODE, PYTHON), at(2));

    await tellOfSeries(world.deps, examined('3', ['2', '1'], declared(base), PYTHON), at(3));

    expect(states(world)).toEqual(['open 1']);
  });

  it('is left for the one of before also where that is another version of it', async () => {
    const world = createWorld();
    await tellOfSeries(world.deps, examined('2', ['1'], NODE, PYTHON), at(2));

    const newer = declared('docker.io/library/python:3.13');
    await tellOfSeries(world.deps, examined('3', ['2', '1'], newer, NODE), at(3));

    expect(states(world)).toEqual(['open 1', 'resolved 2']);
  });

  it('that is a third one is news again', async () => {
    const world = createWorld();
    await tellOfSeries(world.deps, examined('2', ['1'], NODE, PYTHON), at(2));

    await tellOfSeries(
      world.deps,
      examined('3', ['2', '1'], declared('docker.io/library/ruby'), NODE),
      at(3),
    );

    expect(states(world)).toEqual(['open 1', 'grew 2']);
  });

  it('than the one of AWS is told once, also where it gets a name at night', async () => {
    const world = createWorld();
    await tellOfSeries(world.deps, examined('2', ['1'], {}, AWS), at(2));

    await tellOfSeries(world.deps, examined('2', ['1'], NODE, AWS), at(3));

    expect(states(world)).toEqual(['open 1']);
    expect(world.publisher.published[0]?.severity).toBe('critical');
  });

  it('that was told of the very image in the series that it was in before is kept in silence', async () => {
    const world = createWorld();
    const image = examined('2', ['1'], NODE, PYTHON);
    await tellOfSeries(world.deps, image, at(2));
    const moved = await Array.fromAsync(world.alerts.open(REPOSITORY));
    const findings = image.findings.map((finding) => ({ ...finding, series: 'web' }));

    await tellOfSeries(world.deps, { ...image, series: 'web', findings, moved }, at(3));
    await tellOfSeries(world.deps, { ...image, series: 'api', moved: [] }, at(3));

    expect(states(world)).toEqual(['open 1']);
    expect(await openAlerts(world)).toHaveLength(2);
  });

  it('that stays for thirty days ends in silence', async () => {
    const world = createWorld();
    await tellOfSeries(world.deps, examined('2', ['1'], NODE, PYTHON), at(2));

    await tellOfSeries(world.deps, examined('9', ['8', '2'], NODE, null), at(31 * DAY));

    expect(states(world)).toEqual(['open 1']);
    expect(await openAlerts(world)).toEqual([]);
  });
});
