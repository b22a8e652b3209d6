import { describe, expect, it, test } from 'vitest';
import type { ImageGrewFinding } from '../../src/domain/findings/image-grew.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { at, fakeDigest, image, layer } from '../support/builders.ts';
import { alertOf, imageGrewFinding } from '../support/findings.ts';
import { isRealDrift } from './drift-truth.ts';
import { foldedVersions, type GrowthClaim, growthClaims, isNameable, isNamed, nameOf } from './growth.ts';
import type { RecordedVersion } from './recording.ts';
import type { ToldAlert } from './service.ts';

const DAY = 86_400;
const MB = 1_000_000;

function version(seed: string, megabytes: number, day: number, repository = 'team/web'): RecordedVersion {
  const pushedAt = at(day * DAY);
  const digest = fakeDigest(seed);
  const sizeBytes = megabytes * MB;
  return {
    ...{ repository, digest, sizeBytes, pushedAt, tags: ['1.0'], series: 'default', line: '' },
    ...{ isInventory: false, pushCount: 1 },
    image: { ...image({ repository, digest, sizeBytes }), series: 'default' },
  };
}

function finding({ repository, digest, sizeBytes }: RecordedVersion, more: Partial<ImageGrewFinding> = {}) {
  return imageGrewFinding({ repository, digest, sizeBytes, baselineBytes: 100 * MB, ...more });
}

function told(of: RecordedVersion, more: Partial<ImageGrewFinding> = {}): ToldAlert {
  return { alert: alertOf(finding(of, more)), at: of.pushedAt };
}

function byName(...versions: readonly RecordedVersion[]): ReadonlyMap<string, RecordedVersion> {
  return new Map(versions.map((one) => [nameOf(one), one]));
}

describe('growthClaims', () => {
  it('tells steps from slow growth, and leaves out what is over', () => {
    const [step, slow] = [version('step', 150, 1), version('slow', 150, 2)];
    const over = { ...told(step), alert: { ...told(step).alert, state: 'resolved' as const } };

    const claims = growthClaims([told(step), told(slow, { sinceDays: 30 }), over], byName(step, slow));

    expect(claims.steps.map((claim) => claim.version)).toEqual([step]);
    expect(claims.drifts.map((claim) => claim.version)).toEqual([slow]);
  });
});

describe('foldedVersions', () => {
  const first = version('first', 150, 1);

  test.each([
    { found: version('b', 152, 5), more: { series: 'alpine' }, isFolded: true, reason: 'the same step' },
    { found: version('c', 152, 45), more: { series: 'alpine' }, isFolded: false, reason: 'long after' },
    { found: version('d', 300, 45), more: {}, isFolded: true, reason: 'the alert of its series is open' },
    {
      found: version('e', 152, 5, 'team/api'),
      more: {},
      isFolded: false,
      reason: 'another repository',
    },
    {
      found: version('f', 900, 45, 'team/api'),
      more: {
        base: {
          ...{ id: 'team/web', name: 'team/web', digest: null, sizeBytes: 1 },
          repository: { accountId: '123456789012', region: 'eu-west-1', repository: 'team/web' },
        },
      },
      isFolded: true,
      reason: 'its base was told of',
    },
  ])('are those of which people were told before ($reason)', ({ found, more, isFolded }) => {
    const versions = byName(first, found);
    const before = [told(first)];
    const { steps } = growthClaims(before, versions);
    const { repository, digest, pushedAt } = found;
    const sighting = { repository, digest, at: pushedAt, finding: finding(found, more) };

    const folded = foldedVersions([sighting], steps, before, versions, DEFAULT_THRESHOLDS);

    expect([...folded]).toEqual(isFolded ? [found] : []);
  });
});

describe('isNamed', () => {
  it('asks for the instruction that brought most', () => {
    const claim = (...instructions: readonly (string | null)[]): GrowthClaim => {
      const changes = instructions.map((instruction) => ({ instruction, bytesBefore: 0, bytesAfter: 1 }));
      const own = version('image', 150, 1);
      return { version: own, finding: finding(own, { instructions: changes }), told: told(own) };
    };

    expect([claim(), claim(null, 'RUN npm ci'), claim('RUN npm ci', null)].map(isNamed)).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('isNameable', () => {
  it('asks for the history of both images', () => {
    const [own, before, unknown] = [
      version('own', 150, 1),
      version('before', 100, 0),
      version('unknown', 100, 0),
    ];
    const blind = { ...unknown, image: { ...unknown.image, layers: [layer('x', 1, { instruction: null })] } };
    const claim = ({ digest, sizeBytes }: RecordedVersion): GrowthClaim => {
      return { version: own, finding: finding(own, { predecessor: { digest, sizeBytes } }), told: told(own) };
    };
    const versions = byName(own, before, blind);

    expect([before, blind].map((one) => isNameable(claim(one), versions))).toEqual([true, false]);
  });
});

describe('isRealDrift', () => {
  test.each([
    { level: 100, day: 0, isReal: true, reason: 'larger than thirty days ago' },
    { level: 145, day: 0, isReal: false, reason: 'not clearly larger' },
    { level: 100, day: 20, isReal: false, reason: 'nothing is so old' },
  ])('asks what a tag pointed to before ($reason)', ({ level, day, isReal }) => {
    const [before, between, own] = [version('a', level, day), version('b', 140, 25), version('c', 150, 35)];
    const alert = told(own, { sinceDays: 30 });
    const claim = { version: own, finding: finding(own, { sinceDays: 30 }), told: alert };

    expect(isRealDrift(claim, [[before, between, own]], DEFAULT_THRESHOLDS)).toBe(isReal);
  });
});
