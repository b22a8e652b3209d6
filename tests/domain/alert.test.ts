import { describe, expect, it, test } from 'vitest';
import { ALERT_STATES, type Alert, alertId, nextAlert, subjectOf } from '../../src/domain/alert.ts';
import { FINDING_KINDS, type Finding } from '../../src/domain/findings/finding.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { at, fakeDigest, REGISTRY } from '../support/builders.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';

const MB = 1_000_000;

function next(before: Alert | null, finding: Finding, time: string = at(5)): Alert | null {
  return nextAlert(before, finding, DEFAULT_THRESHOLDS, time);
}

/** The image after the one of `imageGrewFinding`, which has 540.2 MB. */
function laterImage(sizeBytes: number, predecessorBytes: number): Finding {
  return imageGrewFinding({
    digest: fakeDigest('later image'),
    sizeBytes,
    predecessor: { digest: fakeDigest('image'), sizeBytes: predecessorBytes },
  });
}

describe('an alert about a layer', () => {
  it('opens with the first finding', () => {
    const finding = duplicateLayerFinding();

    expect(next(null, finding)).toEqual({
      id: alertId('duplicate-layer', subjectOf(finding)),
      kind: 'duplicate-layer',
      severity: finding.severity,
      state: 'open',
      subject: {
        type: 'layer',
        accountId: finding.accountId,
        region: finding.region,
        digest: finding.digest,
      },
      finding,
      openedAt: at(5),
      updatedAt: at(5),
      revision: 1,
    });
  });

  test.each([
    { from: 2, to: 2, state: null, reason: 'the same fact' },
    { from: 4, to: 2, state: null, reason: 'fewer' },
    { from: 3, to: 4, state: null, reason: 'one copy more, not twice the bytes' },
    { from: 2, to: 3, state: 'grew', reason: 'twice the bytes: two copies beyond the first instead of one' },
    { from: 3, to: 5, state: 'grew', reason: 'exactly twice the bytes' },
    { from: 5, to: 8, state: null, reason: 'not quite twice the bytes' },
  ])('from $from to $to repositories: $state ($reason)', ({ from, to, state }) => {
    const before = next(null, duplicateLayerFinding({ repositoryCount: from }));

    expect(next(before, duplicateLayerFinding({ repositoryCount: to }))?.state ?? null).toBe(state);
  });

  it('grows from what was told last', () => {
    const opened = next(null, duplicateLayerFinding({ repositoryCount: 2 }), at(1));

    const grown = next(opened, duplicateLayerFinding({ repositoryCount: 4 }), at(2));

    expect(grown).toMatchObject({
      id: opened?.id,
      state: 'grew',
      openedAt: at(1),
      updatedAt: at(2),
      revision: 2,
    });
    expect(next(grown, duplicateLayerFinding({ repositoryCount: 6 }))).toBeNull();
    expect(next(grown, duplicateLayerFinding({ repositoryCount: 7 }))?.revision).toBe(3);
  });
});

describe('an alert about a series', () => {
  it('opens with the first finding', () => {
    const finding = imageGrewFinding();

    const alert = next(null, finding);

    expect(alert).toMatchObject({ kind: 'image-grew', state: 'open', finding, revision: 1 });
    expect(alert?.subject).toEqual({
      type: 'series',
      accountId: finding.accountId,
      region: finding.region,
      repository: 'team/web',
      series: 'default',
      platform: 'linux/arm64',
    });
  });

  it('is silent when the very same image comes again', () => {
    expect(next(alertOf(imageGrewFinding()), imageGrewFinding({ sizeBytes: 900 * MB }))).toBeNull();
  });

  it('is silent about the images that follow and are as large', () => {
    expect(next(alertOf(imageGrewFinding()), laterImage(541 * MB, 540.2 * MB))).toBeNull();
  });

  it('grows when a later image is a step of its own', () => {
    const opened = alertOf(imageGrewFinding());

    const grown = next(opened, laterImage(600 * MB, 540.2 * MB));

    expect(grown).toMatchObject({ id: opened.id, state: 'grew', revision: 2, openedAt: opened.openedAt });
  });

  it('does not go back in time for an event that is late', () => {
    const opened = alertOf(imageGrewFinding(), { updatedAt: at(50) });

    expect(next(opened, laterImage(600 * MB, 540.2 * MB), at(10))?.updatedAt).toBe(at(50));
  });
});

describe('an alert about a registry', () => {
  it('opens with the first scan', () => {
    const finding = registryScannedFinding();

    expect(next(null, finding)).toMatchObject({
      ...{ kind: 'registry-scanned', state: 'open', severity: finding.severity, finding, revision: 1 },
      subject: { type: 'registry', ...REGISTRY },
    });
  });

  it('is told once, however much worse it gets', () => {
    const opened = alertOf(registryScannedFinding());

    expect(next(opened, registryScannedFinding({ duplicateBytes: 2 ** 40 }))).toBeNull();
  });
});

describe('alertId', () => {
  it('is the same for the same subject, whatever was found', () => {
    const [small, large] = [duplicateLayerFinding(), duplicateLayerFinding({ repositoryCount: 40 })];

    expect(next(null, small)?.id).toBe(next(null, large)?.id);
  });

  it('stays what it has always been', () => {
    const series = { repository: 'team/web', series: 'default', platform: 'linux/arm64' };

    const layerId = alertId('duplicate-layer', { type: 'layer', ...REGISTRY, digest: fakeDigest('layer') });
    const seriesId = alertId('image-grew', { type: 'series', ...REGISTRY, ...series });

    expect([layerId, seriesId]).toEqual(['c446a9790618a166d384', 'cc9a9b239d8804d6aa26']);
    expect(alertId('registry-scanned', { type: 'registry', ...REGISTRY })).toBe('accd2e0d10f5f3669362');
  });

  it('differs from subject to subject', () => {
    const findings = [
      duplicateLayerFinding(),
      duplicateLayerFinding({ digest: fakeDigest('another layer') }),
      duplicateLayerFinding({ region: 'us-east-1' }),
      duplicateLayerFinding({ accountId: '210987654321' }),
      imageGrewFinding(),
      imageGrewFinding({ repository: 'team/api' }),
      imageGrewFinding({ series: 'slim' }),
      imageGrewFinding({ platform: 'linux/amd64' }),
      imageGrewFinding({ platform: null }),
      imageGrewFinding({ accountId: '210987654321' }),
      registryScannedFinding(),
      registryScannedFinding({ accountId: '210987654321' }),
      registryScannedFinding({ region: 'us-east-1' }),
    ];

    const ids = findings.map((finding) => alertId(finding.kind, subjectOf(finding)));

    expect(new Set(ids).size).toBe(findings.length);
    expect(ids.every((id) => /^[0-9a-f]{20}$/.test(id))).toBe(true);
  });
});

it('knows its public words', () => {
  expect(ALERT_STATES).toEqual(['open', 'grew', 'resolved']);
  expect(FINDING_KINDS).toEqual(['duplicate-layer', 'image-grew', 'registry-scanned']);
});
