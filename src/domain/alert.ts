import { createHash } from 'node:crypto';
import type { Digest } from './digest.ts';
import type { Finding, FindingKind } from './findings/finding.ts';
import { hasGrown } from './findings/image-grew.ts';
import type { Severity } from './findings/severity.ts';
import type { RegistryId } from './registry.ts';
import type { Thresholds } from './thresholds.ts';

export type AlertState = 'open' | 'grew' | 'resolved';

export const ALERT_STATES = ['open', 'grew', 'resolved'] as const satisfies readonly AlertState[];

/** What an alert is about: one alert per subject and kind. */
export type AlertSubject =
  | (RegistryId & { readonly type: 'registry' })
  | (RegistryId & { readonly type: 'layer'; readonly digest: Digest })
  | (RegistryId & {
      readonly type: 'series';
      readonly repository: string;
      readonly series: string;
      readonly platform: string | null;
    });

/** A finding with a life. */
export interface Alert {
  /** Stable: the same subject and kind have the same id for ever. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly subject: AlertSubject;
  readonly finding: Finding;
  /** RFC 3339. */
  readonly openedAt: string;
  readonly updatedAt: string;
  /** Counts what was told about the subject: 1 when it opens. Each revision is published once. */
  readonly revision: number;
}

/** The alert that a finding of time `at` (RFC 3339) opens or carries on; null where everything worth telling has been told. */
export function nextAlert(
  before: Alert | null,
  finding: Finding,
  thresholds: Thresholds,
  at: string,
): Alert | null {
  if (before && !isNews(before.finding, finding, thresholds)) return null;
  const subject = subjectOf(finding);
  return {
    id: alertId(finding.kind, subject),
    kind: finding.kind,
    severity: finding.severity,
    state: before ? 'grew' : 'open',
    subject,
    finding,
    openedAt: before?.openedAt ?? at,
    updatedAt: before && before.updatedAt > at ? before.updatedAt : at,
    revision: (before?.revision ?? 0) + 1,
  };
}

/**
 * A duplicate is news again when its bytes have doubled. Growth is news again when this very push is the step:
 * the pushes that follow it are as large, and are not told again. A first scan is told once.
 */
function isNews(told: Finding, finding: Finding, thresholds: Thresholds): boolean {
  switch (finding.kind) {
    case 'duplicate-layer':
      return told.kind === finding.kind && finding.duplicateBytes >= 2 * told.duplicateBytes;
    case 'image-grew':
      return (
        told.kind === finding.kind &&
        finding.digest !== told.digest &&
        hasGrown(finding.sizeBytes, finding.predecessor.sizeBytes, thresholds)
      );
    case 'registry-scanned':
      return false;
  }
}

export function subjectOf(finding: Finding): AlertSubject {
  const { accountId, region } = finding;
  switch (finding.kind) {
    case 'duplicate-layer':
      return { type: 'layer', accountId, region, digest: finding.digest };
    case 'image-grew': {
      const { repository, series, platform } = finding;
      return { type: 'series', accountId, region, repository, series, platform };
    }
    case 'registry-scanned':
      return { type: 'registry', accountId, region };
  }
}

/** Twenty hex digits of the hash of kind and subject. */
export function alertId(kind: FindingKind, subject: AlertSubject): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, subject.accountId, subject.region, ...partsOf(subject)]))
    .digest('hex')
    .slice(0, 20);
}

/** What tells the subject from the others of its registry. */
function partsOf(subject: AlertSubject): string[] {
  switch (subject.type) {
    case 'layer':
      return [subject.digest];
    case 'series':
      return [subject.repository, subject.series, subject.platform ?? ''];
    case 'registry':
      return [];
  }
}
