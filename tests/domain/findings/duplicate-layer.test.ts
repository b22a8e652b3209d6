import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  duplicateBytes,
  findDuplicateLayer,
  type SharedLayer,
} from '../../../src/domain/findings/duplicate-layer.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { fakeDigest, REGISTRY } from '../../support/builders.ts';

const LARGE = DEFAULT_THRESHOLDS.largeLayerBytes;

function sharedLayer(more: Partial<SharedLayer> = {}): SharedLayer {
  return {
    ...REGISTRY,
    digest: fakeDigest('layer'),
    diffId: fakeDigest('diff'),
    instruction: 'RUN make',
    sizeBytes: LARGE,
    repositoryCount: 2,
    repositories: ['team/api', 'team/web'],
    ...more,
  };
}

it('is large from 50 MB on unless the settings say otherwise', () => {
  expect(LARGE).toBe(50_000_000);
});

describe('findDuplicateLayer', () => {
  it('says which layer is where and what that costs', () => {
    const layer = sharedLayer({ sizeBytes: 2 ** 30, repositoryCount: 3, repositories: ['a', 'b', 'c'] });

    expect(findDuplicateLayer(layer, null, DEFAULT_THRESHOLDS)).toEqual({
      kind: 'duplicate-layer',
      strategy: 'S4',
      severity: 'medium',
      ...layer,
      duplicateBytes: 2 * 2 ** 30,
      bound: 'upper',
      monthlyCostUsd: 0.2,
      remedy: expect.any(Array),
    });
  });

  test.each([
    { blobMounting: null, bound: 'upper', reason: 'nobody has asked the registry' },
    { blobMounting: true, bound: 'upper', reason: 'copies may be mounted' },
    { blobMounting: false, bound: 'exact', reason: 'no copy is mounted' },
  ] as const)('says that its bytes are $bound ($reason)', ({ blobMounting, bound }) => {
    expect(findDuplicateLayer(sharedLayer(), blobMounting, DEFAULT_THRESHOLDS)?.bound).toBe(bound);
  });

  it('names the ladder of remedies from blob mounting to merging', () => {
    const remedy = findDuplicateLayer(sharedLayer(), null, DEFAULT_THRESHOLDS)?.remedy ?? [];

    expect(remedy).toHaveLength(4);
    expect(remedy[0]).toContain('blob mounting');
    expect(remedy[3]).toContain('Merge');
  });

  test.each([
    { reason: 'exactly large enough', more: {}, raised: true },
    { reason: 'one byte too small', more: { sizeBytes: LARGE - 1 }, raised: false },
    { reason: 'one repository', more: { repositoryCount: 1 }, raised: false },
    { reason: 'no repository', more: { repositoryCount: 0 }, raised: false },
  ])('is raised: $raised ($reason)', ({ more, raised }) => {
    expect(findDuplicateLayer(sharedLayer(more), null, DEFAULT_THRESHOLDS) !== null).toBe(raised);
  });

  it('is not raised for bytes that are not there, however small a large layer is', () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, largeLayerBytes: 0 };

    expect(findDuplicateLayer(sharedLayer({ sizeBytes: 0 }), null, thresholds)).toBeNull();
    expect(findDuplicateLayer(sharedLayer({ sizeBytes: 1 }), null, thresholds)).not.toBeNull();
  });

  it('names ten repositories and counts them all', () => {
    const repositories = Array.from({ length: 12 }, (_, position) => `team/${position}`);

    const finding = findDuplicateLayer(
      sharedLayer({ repositories, repositoryCount: 40 }),
      null,
      DEFAULT_THRESHOLDS,
    );

    expect(finding?.repositories).toEqual(repositories.slice(0, 10));
    expect(finding?.repositoryCount).toBe(40);
  });

  test.each([
    { repositoryCount: 10, severity: 'low', reason: 'nine copies of the smallest large layer' },
    { repositoryCount: 11, severity: 'medium', reason: 'ten times the threshold' },
    { repositoryCount: 100, severity: 'medium', reason: 'almost a hundred times' },
    { repositoryCount: 101, severity: 'high', reason: 'a hundred times' },
  ])(
    'in $repositoryCount repositories it is of severity $severity ($reason)',
    ({ repositoryCount, severity }) => {
      expect(findDuplicateLayer(sharedLayer({ repositoryCount }), null, DEFAULT_THRESHOLDS)?.severity).toBe(
        severity,
      );
    },
  );
});

describe('duplicateBytes', () => {
  it('are what the repositories store beyond one copy', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 10_000 }), (sizeBytes, repositoryCount) => {
        const storedBytes = sizeBytes * repositoryCount;

        expect(duplicateBytes({ sizeBytes, repositoryCount })).toBe(storedBytes - sizeBytes);
      }),
    );
  });

  it('are none where nobody holds the layer', () => {
    expect(duplicateBytes({ sizeBytes: 100, repositoryCount: 0 })).toBe(0);
  });
});
