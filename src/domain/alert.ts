import { type AlertSubject, alertId, subjectOf } from './alert-subject.ts';
import { withoutTag } from './base.ts';
import type { Digest } from './digest.ts';
import { costBytesOf, type Finding, type FindingKind } from './findings/finding.ts';
import { hasGrown, isSameStep } from './findings/image-grew.ts';
import type { Severity } from './findings/severity.ts';
import type { Thresholds } from './thresholds.ts';

export type AlertState = 'open' | 'grew' | 'resolved';

export const ALERT_STATES = ['open', 'grew', 'resolved'] as const satisfies readonly AlertState[];

const SUCCESSORS_MAX = 20;

/** Why what happened once, and stayed so, ends: it is wanted. */
export const SETTLED = 'It has been so for long, and everything since is measured against it.';

/** A finding with a life. */
export interface Alert {
  /** Stable: the same subject and kind have the same id for ever. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly subject: AlertSubject;
  readonly finding: Finding;
  /** Who looks after the repositories that it names: their tags `layerwatch:owner`. */
  readonly owners: readonly string[];
  /** RFC 3339. */
  readonly openedAt: string;
  readonly updatedAt: string;
  /** Why it is resolved, in words; null while it is not. */
  readonly resolution: string | null;
  /** Of a series: the newest image in which it was found. */
  readonly seenIn: Digest | null;
  /** RFC 3339: since when it was not found any more, of what may be back in a few days; null where it was found last. */
  readonly absentSince: string | null;
  /** Of a layer: those that took its place when its step was built again, the newest last. */
  readonly successors: readonly Digest[];
  /** Counts what was told about the subject: 1 when it opens. Each revision is published once. */
  readonly revision: number;
}

/** What an alert is about, as it was found at a time (RFC 3339). */
export interface Sighting {
  readonly finding: Finding;
  readonly at: string;
  readonly owners: readonly string[];
}

/** The alert that a finding opens, opens again or carries on; null where everything worth telling has been told. */
export function nextAlert(
  before: Alert | null,
  { finding, at, owners }: Sighting,
  thresholds: Thresholds,
): Alert | null {
  const isOpen = before !== null && before.state !== 'resolved';
  const isToTell = isOpen ? isNews : isNewsAgain;
  if (before && !isToTell(before, finding, at, thresholds)) return null;
  // A layer may have taken the place of the one that the alert is about.
  const subject = before?.subject ?? subjectOf(finding);
  return {
    id: alertId(finding.kind, subject),
    kind: finding.kind,
    severity: finding.severity,
    state: isOpen ? 'grew' : 'open',
    subject,
    finding,
    owners,
    openedAt: isOpen ? before.openedAt : at,
    updatedAt: latest(before, at),
    resolution: null,
    seenIn: imageOf(finding),
    absentSince: null,
    successors: isOpen ? before.successors : [],
    revision: (before?.revision ?? 0) + 1,
  };
}

/** The alert when what it is about is no more. */
export function resolvedAlert(before: Alert, reason: string, at: string): Alert {
  return {
    ...before,
    state: 'resolved',
    resolution: reason,
    updatedAt: latest(before, at),
    revision: before.revision + 1,
  };
}

/**
 * The alert where nothing is to be told: found in a later image of the series, or in a layer that took the place of the
 * one that it is about; null where that is known.
 */
export function carriedOn(before: Alert, finding: Finding): Alert | null {
  if (before.state === 'resolved') return null;
  const image = imageOf(finding);
  if (image !== null && !isOfBefore(before, image)) return { ...before, seenIn: image };
  const { finding: told, successors } = before;
  if (finding.kind !== 'duplicate-layer' || told.kind !== finding.kind) return null;
  const { digest } = finding;
  if (digest === told.digest || successors.includes(digest)) return null;
  return { ...before, successors: [...successors, digest].slice(-SUCCESSORS_MAX) };
}

/** The image of a series that a finding was found in. */
export function imageOf(finding: Finding): Digest | null {
  return 'platform' in finding && subjectOf(finding).type === 'series' ? finding.digest : null;
}

function latest(before: Alert | null, at: string): string {
  return before && before.updatedAt > at ? before.updatedAt : at;
}

/**
 * What is known to be wrong is news again when it got clearly worse: most kinds when their bytes have doubled. Growth
 * is news again when it is another step, and that of a base when the base is clearly larger again.
 */
function isNews(
  { finding: told, updatedAt }: Alert,
  finding: Finding,
  at: string,
  thresholds: Thresholds,
): boolean {
  switch (finding.kind) {
    case 'registry-scanned':
    case 'base-outdated':
      return false;
    case 'image-grew':
      if (told.kind !== finding.kind || finding.digest === told.digest) return false;
      return told.base && finding.base
        ? hasGrown(finding.base.sizeBytes, told.base.sizeBytes, thresholds)
        : !isSameStep({ ...told, at: updatedAt }, { ...finding, at }, thresholds);
    case 'base-changed':
      // At night more is known of the bases than at the push: what left AWS's base has left it once.
      if (told.kind !== finding.kind || (told.leftAws && finding.leftAws)) return false;
      return withoutTag(finding.to.name) !== withoutTag(told.to.name);
    case 'not-for-lambda':
      return told.kind === finding.kind && finding.reasons.some((reason) => !told.reasons.includes(reason));
    case 'setting-ignored':
      return (
        told.kind === finding.kind &&
        finding.settings.some(({ name }) => !told.settings.some((known) => known.name === name))
      );
    default:
      return costBytesOf(finding) >= 2 * costBytesOf(told);
  }
}

/** What was resolved is there again; not where an event of before comes once more, or a step that is settled is looked back at. */
function isNewsAgain(before: Alert, finding: Finding, at: string, thresholds: Thresholds): boolean {
  const image = imageOf(finding);
  const isLookingBack = finding.kind === 'image-grew' && finding.sinceDays !== null;
  if (isLookingBack && before.resolution === SETTLED && !isNews(before, finding, at, thresholds))
    return false;
  return finding.kind !== 'registry-scanned' && (image === null || !isOfBefore(before, image));
}

/** The image was seen already, and perhaps others since: its push is delivered once more. */
function isOfBefore({ finding, seenIn }: Alert, image: Digest): boolean {
  return image === seenIn || image === imageOf(finding);
}
