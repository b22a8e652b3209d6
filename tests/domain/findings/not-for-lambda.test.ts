import { describe, expect, it, test } from 'vitest';
import { findNotForLambda } from '../../../src/domain/findings/not-for-lambda.ts';
import type { ImageKind } from '../../../src/domain/image.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/domain/media-type.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { fakeDigest, REPOSITORY } from '../../support/builders.ts';

const GIB = 2 ** 30;

function find(kind: ImageKind, sizeBytes = GIB, platform: string | null = 'linux/arm64', thresholds = {}) {
  const mediaType = kind === 'index' ? OCI_INDEX : OCI_MANIFEST;
  const series = { ...REPOSITORY, series: 'default', platform, digest: fakeDigest('image'), tags: ['1'] };
  return findNotForLambda(
    { ...series, kind, mediaType, sizeBytes },
    { ...DEFAULT_THRESHOLDS, ...thresholds },
  );
}

describe('findNotForLambda', () => {
  it('finds an index, and says how to push an image', () => {
    const finding = find('index', 0, null);

    expect(finding).toMatchObject({
      kind: 'not-for-lambda',
      strategy: null,
      severity: 'high',
      reasons: ['index'],
      mediaType: OCI_INDEX,
      sizeBytes: null,
      limitBytes: 10 * GIB,
      costBytes: 0,
      bound: 'upper',
      monthlyCostUsd: 0,
    });
    expect(finding?.remedy[0]).toContain('--provenance=false');
    expect(finding?.remedy.at(-1)).toContain('layerwatch:lambda = false');
  });

  it('finds what Lambda has no reader for', () => {
    expect(find('unsupported')).toMatchObject({ reasons: ['media-type'], severity: 'high', sizeBytes: null });
  });

  it('has nothing to say of artifacts', () => {
    expect(find('artifact', 20 * GIB)).toBeNull();
  });

  test.each([
    { platform: 'linux/amd64', found: false, reason: 'one of the two' },
    { platform: 'linux/arm64', found: false, reason: 'the other one' },
    { platform: 'linux/arm64/v8', found: false, reason: 'the same by another name' },
    { platform: null, found: false, reason: 'not said' },
    { platform: 'linux/arm/v7', found: true, reason: 'another architecture' },
    { platform: 'linux/arm64be', found: true, reason: 'begins like one' },
    { platform: 'windows/amd64', found: true, reason: 'another system' },
  ])('of an image for $platform finds: $found ($reason)', ({ platform, found }) => {
    expect(find('image', GIB, platform)?.reasons ?? []).toEqual(found ? ['platform'] : []);
  });

  test.each([
    { sizeBytes: 3_999_999_999, reasons: [], severity: null, reason: 'below the threshold' },
    {
      sizeBytes: 4_000_000_000,
      reasons: ['size-near-limit'],
      severity: 'medium',
      reason: 'at the threshold',
    },
    {
      sizeBytes: 10 * GIB,
      reasons: ['size-near-limit'],
      severity: 'medium',
      reason: 'as much as may be uncompressed',
    },
    { sizeBytes: 10 * GIB + 1, reasons: ['size-limit'], severity: 'high', reason: 'more than may be' },
  ])('of $sizeBytes compressed bytes finds $reasons ($reason)', ({ sizeBytes, reasons, severity }) => {
    const finding = find('image', sizeBytes);

    expect(finding?.reasons ?? []).toEqual(reasons);
    expect(finding?.severity ?? null).toBe(severity);
    if (finding) expect(finding).toMatchObject({ sizeBytes, costBytes: sizeBytes });
  });

  it('names all reasons, and is as severe as the worst of them', () => {
    expect(find('image', 5 * GIB, 'windows/amd64')).toMatchObject({
      reasons: ['platform', 'size-near-limit'],
      severity: 'high',
    });
  });

  it('goes by the size of its repository', () => {
    expect(find('image', GIB, 'linux/arm64', { lambdaImageBytes: GIB })).toMatchObject({
      severity: 'medium',
    });
  });
});
