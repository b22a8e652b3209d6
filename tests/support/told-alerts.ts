import type { Alert } from '../../src/domain/alert.ts';
import { alertId, subjectOf } from '../../src/domain/alert-subject.ts';
import type { Finding } from '../../src/domain/findings/finding.ts';
import type { StormSummary } from '../../src/domain/storm-summary.ts';
import type { DigestRegistry, WeeklyDigest } from '../../src/domain/weekly-digest.ts';

/** What channels are given to tell: an alert of a finding, a week, a storm. */

export function toldAlert(finding: Finding, alert: Partial<Alert> = {}): Alert {
  const subject = subjectOf(finding);
  return {
    id: alertId(finding.kind, subject),
    kind: finding.kind,
    severity: finding.severity,
    state: 'open',
    subject,
    finding,
    owners: [],
    openedAt: '2026-11-20T10:00:00Z',
    updatedAt: '2026-11-20T10:00:00Z',
    resolution: null,
    seenIn: null,
    absentSince: null,
    successors: [],
    revision: 1,
    ...alert,
  };
}

export function resolved(alert: Alert): Alert {
  return {
    ...alert,
    state: 'resolved',
    revision: alert.revision + 1,
    updatedAt: '2026-11-23T08:30:00Z',
    resolution: 'The newest image of the series no longer shows it.',
  };
}

export function digestRegistry(registry: Partial<DigestRegistry> = {}): DigestRegistry {
  return {
    accountId: '123456789012',
    region: 'eu-west-1',
    complete: true,
    repositories: 40,
    images: 2_310,
    storedBytes: 2_000_000_000_000,
    uniqueBytes: 1_625_400_000_000,
    duplicateBytes: 374_600_000_000,
    bound: 'upper',
    duplicateCostUsd: 34.88,
    change: { storedBytes: 41_200_000_000, duplicateBytes: -3_100_000_000 },
    ...registry,
  };
}

export function weeklyDigest(digest: Partial<WeeklyDigest> = {}): WeeklyDigest {
  return {
    from: '2026-11-16T06:00:00Z',
    to: '2026-11-23T06:00:00Z',
    registries: [digestRegistry()],
    opened: [
      { kind: 'image-grew', count: 4 },
      { kind: 'duplicate-layer', count: 2 },
    ],
    resolved: {
      count: 2,
      alerts: [
        {
          kind: 'image-grew',
          where: 'team/web:1.4.3',
          headline: 'grew by 290.2 MB to 540.2 MB',
          resolvedAt: '2026-11-21T09:12:00Z',
        },
        {
          kind: 'duplicate-layer',
          where: '123456789012/eu-west-1',
          headline: 'has a 187.3 MB layer in 3 repositories',
          resolvedAt: '2026-11-18T03:05:00Z',
        },
      ],
    },
    openAlerts: [
      { kind: 'duplicate-layer', severity: 'low', count: 14 },
      { kind: 'image-grew', severity: 'medium', count: 5 },
      { kind: 'duplicate-layer', severity: 'high', count: 3 },
      { kind: 'image-grew', severity: 'critical', count: 1 },
    ],
    muted: 2,
    best: [
      {
        alertId: '0123456789abcdef0123',
        kind: 'duplicate-layer',
        where: '123456789012/eu-west-1',
        headline: 'has a 1.9 GB layer in 12 repositories',
        savedBytes: 20_900_000_000,
        steps: 4,
        firstStep:
          'Turn on blob mounting for the registry: aws ecr put-account-setting --name BLOB_MOUNTING --value ENABLED',
      },
      {
        alertId: 'abcdef0123456789abcd',
        kind: 'image-grew',
        where: 'team/billing:7.0.1',
        headline: 'grew by 1.2 GB to 1.9 GB',
        savedBytes: 1_200_000_000,
        steps: 1,
        firstStep: 'Keep the models out of the image: read them from S3 when the function starts.',
      },
    ],
    ...digest,
  };
}

export function stormSummary(storm: Partial<StormSummary> = {}): StormSummary {
  return {
    from: '2026-11-20T10:00:04Z',
    to: '2026-11-20T10:10:00Z',
    count: 312,
    byKind: [
      { kind: 'image-grew', count: 290 },
      { kind: 'duplicate-layer', count: 20 },
      { kind: 'registry-scanned', count: 2 },
    ],
    bySeverity: [
      { severity: 'critical', count: 1 },
      { severity: 'high', count: 40 },
      { severity: 'low', count: 271 },
    ],
    worst: [
      {
        alertId: 'abcdef0123456789abcd',
        severity: 'critical',
        where: 'team/billing:7.0.1',
        headline: 'grew by 8.2 GB to 9.4 GB',
      },
      {
        alertId: '0123456789abcdef0123',
        severity: 'high',
        where: '123456789012/eu-west-1',
        headline: 'has a 1.9 GB layer in 12 repositories',
      },
    ],
    ...storm,
  };
}
