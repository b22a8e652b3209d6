import { describe, expect, it, test } from 'vitest';
import type { IdentifiedGroup } from '../../../src/domain/consolidation/match-groups.ts';
import { findConsolidation } from '../../../src/domain/findings/consolidation.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { fakeDigest, REGISTRY } from '../../support/builders.ts';
import { commonLayer, holding, names } from '../consolidation/sharing.ts';

const GB = 1_000_000_000;
const UNMOUNTED = { ...REGISTRY, blobMounting: false };

function group(more: Partial<IdentifiedGroup> = {}): IdentifiedGroup {
  return {
    groupId: 'g',
    isBase: false,
    repositories: [holding('a'), holding('b'), holding('c')],
    layers: [commonLayer('one', GB, ['a', 'b']), commonLayer('two', GB, ['a', 'b', 'c'])],
    savedBytes: 3 * GB,
    ...more,
  };
}

function find(more: Partial<IdentifiedGroup>, blobMounting: boolean | null = false) {
  return findConsolidation(group(more), { ...REGISTRY, blobMounting }, DEFAULT_THRESHOLDS);
}

describe('findConsolidation', () => {
  it('says who would save what together, and how', () => {
    const repositories = [
      holding('a', { owners: ['y', 'x'] }),
      holding('b', { owners: ['x'] }),
      holding('c'),
    ];

    expect(find({ repositories })).toEqual({
      kind: 'consolidation',
      strategy: 'S4',
      severity: 'low',
      ...REGISTRY,
      groupId: 'g',
      isBase: false,
      repositories: ['a', 'b', 'c'],
      repositoryCount: 3,
      owners: ['x', 'y'],
      sharedLayers: [
        { digest: fakeDigest('two'), sizeBytes: GB, repositoryCount: 3, instruction: 'RUN two' },
        { digest: fakeDigest('one'), sizeBytes: GB, repositoryCount: 2, instruction: 'RUN one' },
      ],
      savedBytes: 3 * GB,
      costBytes: 3 * GB,
      bound: 'exact',
      monthlyCostUsd: 0.2794,
      ladder: [
        expect.objectContaining({ step: 'blob-mounting', savedBytes: 3 * GB }),
        expect.objectContaining({ step: 'encryption', savedBytes: 0 }),
        expect.objectContaining({ step: 'base-repository', savedBytes: 0 }),
        expect.objectContaining({ step: 'merge', savedBytes: 0 }),
      ],
      remedy: [expect.stringMatching(/^Turn on blob mounting .* It saves at most 3\.0 GB\.$/)],
    });
  });

  test.each([
    { savedBytes: GB, severity: 'low', reason: 'the threshold' },
    { savedBytes: 10 * GB, severity: 'medium', reason: 'ten times it' },
    { savedBytes: 100 * GB, severity: 'high', reason: 'a hundred times' },
    { savedBytes: GB - 1, severity: undefined, reason: 'a byte too little' },
    { savedBytes: 0, severity: undefined, reason: 'nothing' },
  ])('is of severity $severity ($reason)', ({ savedBytes, severity }) => {
    expect(find({ savedBytes })?.severity).toBe(severity);
  });

  it('is not raised for nothing, even if nothing has to be saved', () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, minGroupSavingBytes: 0 };

    expect(findConsolidation(group({ savedBytes: 0 }), UNMOUNTED, thresholds)).toBeNull();
  });

  test.each([
    { blobMounting: false, bound: 'exact' },
    { blobMounting: true, bound: 'upper' },
    { blobMounting: null, bound: 'upper' },
  ])('is $bound where mounting is $blobMounting', ({ blobMounting, bound }) => {
    expect(find({}, blobMounting)?.bound).toBe(bound);
  });

  it('names ten repositories and five layers, and counts the repositories', () => {
    const layers = names(7).map((name, number) => commonLayer(name, GB + number, names(12)));
    const repositories = names(12).map((name) => holding(name));

    const finding = find({ repositories, layers, savedBytes: 77 * GB });

    expect(finding?.repositories).toEqual(names(10));
    expect(finding?.repositoryCount).toBe(12);
    expect(finding?.sharedLayers.map(({ sizeBytes }) => sizeBytes - GB)).toEqual([6, 5, 4, 3, 2]);
  });

  it('names fifty owners', () => {
    const repositories = names(60).map((name) => holding(name, { owners: [name] }));

    expect(find({ repositories, layers: [] })?.owners).toEqual(names(50));
  });

  it('advises the steps that save something, in their order', () => {
    const repositories = [
      holding('a'),
      holding('b'),
      holding('c', { encryption: { type: 'KMS', key: 'k' } }),
      holding('hub/d', { isPullThrough: true }),
      holding('hub/e', { isPullThrough: true }),
    ];
    const layers = [
      commonLayer('own', GB, ['a', 'b', 'c', 'hub/d']),
      commonLayer('cached', GB, ['hub/d', 'hub/e']),
    ];

    const remedy = find({ repositories, layers, savedBytes: 4 * GB })?.remedy ?? [];

    expect(remedy).toHaveLength(4);
    expect(remedy[0]).toMatch(/^Turn on blob mounting/);
    expect(remedy[1]).toMatch(/^Create c anew/);
    expect(remedy[2]).toMatch(/build FROM it, not FROM hub\/d, hub\/e/);
    expect(remedy[3]).toMatch(/It saves 1\.0 GB\.$/);
  });

  it('advises a shared base image for a base, never to merge what stands on it', () => {
    const remedy = find({ isBase: true })?.remedy ?? [];

    expect(remedy).toHaveLength(2);
    expect(remedy[1]).toMatch(/^Keep an internal base image repository/);
    expect(remedy[1]).not.toContain('It saves');
  });

  it('advises what makes clients mount where all else is done', () => {
    const remedy = find({}, true)?.remedy ?? [];

    expect(remedy).toHaveLength(1);
    expect(remedy[0]).toMatch(/^Keep an internal base image repository/);
  });
});
