import { describe, expect, it, test } from 'vitest';
import { findRegistryScanned } from '../../../src/domain/findings/registry-scanned.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { NO_COUNTS, registryTotals } from '../../../src/domain/totals.ts';
import { at, fakeDigest, REGISTRY } from '../../support/builders.ts';

const GIB = 2 ** 30;
const TOTALS = {
  ...{ ...REGISTRY, repositories: 12, images: 340, layers: 900, logicalBytes: 90 * GIB },
  ...{ storedBytes: 40 * GIB, uniqueBytes: 30 * GIB, duplicateBytes: 10 * GIB, asOf: at() },
};

function layers(count: number) {
  return Array.from({ length: count }, (_, number) => ({
    ...{ ...REGISTRY, digest: fakeDigest(`layer ${number}`), diffId: null, instruction: 'RUN make' },
    ...{ sizeBytes: GIB, repositoryCount: 9 - number },
  }));
}

describe('what a first scan found', () => {
  it('is the sums of the registry and its most wasteful layers', () => {
    const finding = findRegistryScanned(TOTALS, layers(1), false, DEFAULT_THRESHOLDS);

    expect(finding).toEqual({
      kind: 'registry-scanned',
      strategy: 'S4',
      severity: 'high',
      ...REGISTRY,
      ...{ repositoryCount: 12, imageCount: 340 },
      ...{ storedBytes: 40 * GIB, uniqueBytes: 30 * GIB, duplicateBytes: 10 * GIB, bound: 'exact' },
      monthlyCostUsd: 1,
      layers: [
        {
          ...{ digest: fakeDigest('layer 0'), instruction: 'RUN make', sizeBytes: GIB },
          ...{ repositoryCount: 9, duplicateBytes: 8 * GIB },
        },
      ],
      alsoFound: [],
      remedy: [
        expect.stringMatching(/^Turn on blob mounting/),
        expect.any(String),
        expect.any(String),
        expect.stringMatching(/^Merge repositories only/),
      ],
    });
  });

  it('names five layers, as they come', () => {
    const finding = findRegistryScanned(TOTALS, layers(7), null, DEFAULT_THRESHOLDS);

    expect(finding.layers.map(({ repositoryCount }) => repositoryCount)).toEqual([9, 8, 7, 6, 5]);
  });

  test.each([
    ['unknown', null, 'upper', true],
    ['off', false, 'exact', true],
    ['on: what is mounted is stored once', true, 'upper', false],
  ])(
    'blob mounting that is %s bounds the numbers, and the advice',
    (_reason, blobMounting, bound, isAdvised) => {
      const { remedy, ...finding } = findRegistryScanned(TOTALS, [], blobMounting, DEFAULT_THRESHOLDS);

      expect(finding.bound).toBe(bound);
      expect(remedy.some((step) => step.startsWith('Turn on blob mounting'))).toBe(isAdvised);
    },
  );

  it('may be nothing', () => {
    const totals = registryTotals(REGISTRY, NO_COUNTS, at());

    const finding = findRegistryScanned(totals, [], false, DEFAULT_THRESHOLDS);

    expect(finding).toMatchObject({
      ...{ strategy: null, severity: 'low', duplicateBytes: 0, monthlyCostUsd: 0, layers: [] },
      remedy: ['Nothing: no layer is stored more than once.'],
    });
  });
});
