import { describe, expect, it, test } from 'vitest';
import { type AlertSubject, alertId, subjectOf } from '../../src/domain/alert-subject.ts';
import { FINDING_KINDS, type Finding } from '../../src/domain/findings/finding.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';
import { everyFinding } from '../support/every-finding.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';

const SERIES = {
  type: 'series',
  repository: 'team/web',
  series: 'default',
  platform: 'linux/arm64',
} as const;
const grownBase = { id: 'base/node', name: 'node', repository: null, digest: null, sizeBytes: 1 };

const SUBJECTS: Readonly<Record<Finding['kind'], object>> = {
  'duplicate-layer': { type: 'layer', digest: fakeDigest('layer') },
  consolidation: { type: 'group', group: '0123456789abcdef' },
  'same-content': { type: 'content', diffId: fakeDigest('content') },
  'image-grew': SERIES,
  'base-changed': SERIES,
  'base-outdated': SERIES,
  'build-leftovers': SERIES,
  'layer-order': SERIES,
  'not-for-lambda': { ...SERIES, platform: null },
  'registry-scanned': { type: 'registry' },
  'setting-ignored': { type: 'repository', repository: 'team/web' },
};

describe('subjectOf', () => {
  test.each(everyFinding().map((finding) => [finding.kind, finding] as const))(
    'is what %s is about',
    (kind, finding) => {
      expect(subjectOf(finding)).toEqual({ ...REGISTRY, ...SUBJECTS[kind] });
    },
  );

  it('is the base where that alone brought the growth', () => {
    expect(subjectOf(imageGrewFinding({ base: grownBase }))).toEqual({
      ...{ type: 'base', ...REGISTRY, base: 'base/node' },
    });
  });
});

describe('alertId', () => {
  it('is the same for the same subject, whatever was found', () => {
    const [small, large] = [duplicateLayerFinding(), duplicateLayerFinding({ repositoryCount: 40 })];

    expect(idOf(small)).toBe(idOf(large));
  });

  it('stays what it has always been', () => {
    const layer: AlertSubject = { type: 'layer', ...REGISTRY, digest: fakeDigest('layer') };

    expect([
      alertId('duplicate-layer', layer),
      alertId('image-grew', { ...REGISTRY, ...SERIES }),
      alertId('registry-scanned', { type: 'registry', ...REGISTRY }),
    ]).toEqual(['c446a9790618a166d384', 'cc9a9b239d8804d6aa26', 'accd2e0d10f5f3669362']);
  });

  it('differs from subject to subject, and from kind to kind', () => {
    const findings = [
      ...everyFinding(),
      ...everyFinding().map((finding) => ({ ...finding, region: 'us-east-1' })),
      ...everyFinding().map((finding) => ({ ...finding, accountId: '210987654321' })),
      duplicateLayerFinding({ digest: fakeDigest('another layer') }),
      imageGrewFinding({ repository: 'team/api' }),
      imageGrewFinding({ series: 'slim' }),
      imageGrewFinding({ platform: 'linux/amd64' }),
      imageGrewFinding({ platform: null }),
      imageGrewFinding({ base: grownBase }),
    ];

    const ids = findings.map(idOf);

    expect(new Set(ids).size).toBe(findings.length);
    expect(ids.every((id) => /^[0-9a-f]{20}$/.test(id))).toBe(true);
  });
});

it('the kinds are public words', () => {
  expect(FINDING_KINDS).toEqual([
    'duplicate-layer',
    'consolidation',
    'same-content',
    'image-grew',
    'base-changed',
    'base-outdated',
    'build-leftovers',
    'layer-order',
    'not-for-lambda',
    'registry-scanned',
    'setting-ignored',
  ]);
});

function idOf(finding: Finding): string {
  return alertId(finding.kind, subjectOf(finding));
}
