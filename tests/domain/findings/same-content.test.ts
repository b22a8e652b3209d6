import { describe, expect, it, test } from 'vitest';
import { type ContentLayer, findSameContent } from '../../../src/domain/findings/same-content.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { diffIdOf, fakeDigest, REGISTRY } from '../../support/builders.ts';

const MB = 1_000_000;
const CONTENT = { ...REGISTRY, diffId: diffIdOf('models'), instruction: 'RUN make-models' };

function form(how: string, sizeBytes: number, ...repositories: readonly string[]): ContentLayer {
  return { digest: fakeDigest(how), sizeBytes, repositoryCount: repositories.length, repositories };
}

function find(...layers: readonly ContentLayer[]) {
  return findSameContent(CONTENT, layers, DEFAULT_THRESHOLDS);
}

describe('findSameContent', () => {
  it('names the forms, held by most first, and counts all but the largest', () => {
    const [docker, kaniko, jib] = [
      form('docker', 60 * MB, 'team/a'),
      form('kaniko', 58 * MB, 'team/b', 'team/c'),
      form('jib', 70 * MB, 'team/d'),
    ];

    const finding = find(docker, kaniko, jib);

    expect(finding).toMatchObject({
      kind: 'same-content',
      strategy: 'S4',
      severity: 'low',
      ...CONTENT,
      layerCount: 3,
      costBytes: 118 * MB,
      bound: 'upper',
      monthlyCostUsd: 0.011,
    });
    expect(finding?.layers[0]).toEqual(kaniko);
    expect(finding?.layers).toHaveLength(3);
    expect(finding?.remedy[0]).toContain('force-compression=true');
  });

  it('counts all, and names five: the same ones in whatever order they come', () => {
    const forms = Array.from({ length: 9 }, (_, place) => form(`${place}`, 60 * MB, 'team/a'));

    const finding = find(...forms);

    expect(finding).toMatchObject({ layerCount: 9, costBytes: 480 * MB });
    expect(finding?.layers).toHaveLength(5);
    expect(find(...forms.toReversed())).toEqual(finding);
  });

  test.each([
    { reason: 'there is one form', forms: [form('a', 60 * MB, 'team/a', 'team/b')] },
    { reason: 'there is none', forms: [] },
    { reason: 'nobody holds the other', forms: [form('a', 60 * MB, 'team/a'), form('b', 60 * MB)] },
    { reason: 'the other is small', forms: [form('a', 60 * MB, 'team/a'), form('b', 50 * MB - 1, 'team/b')] },
  ])('finds nothing where $reason', ({ forms }) => {
    expect(find(...forms)).toBeNull();
  });

  test.each([
    { sizeBytes: 50 * MB, severity: 'low' },
    { sizeBytes: 500 * MB - 1, severity: 'low' },
    { sizeBytes: 500 * MB, severity: 'medium' },
    { sizeBytes: 5_000 * MB, severity: 'high' },
  ])('is $severity with $sizeBytes bytes beyond the first', ({ sizeBytes, severity }) => {
    expect(find(form('a', sizeBytes, 'team/a'), form('b', sizeBytes, 'team/b'))?.severity).toBe(severity);
  });
});
