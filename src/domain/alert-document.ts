import type { Alert, AlertState } from './alert.ts';
import type { AlertSubject } from './alert-subject.ts';
import type { Finding, FindingKind } from './findings/finding.ts';
import type { Severity } from './findings/severity.ts';
import { plainLine } from './plain-text.ts';

// What may stand in a message: repository names have at most 256 characters, tags 300, instructions 240; a step of a
// remedy may name several of them.
export const TEXT_MAX_LENGTH = 300;
export const STEP_MAX_LENGTH = 1_000;
export const LIST_MAX = 30;

/**
 * The JSON that programs receive, `docs/alert-v1.schema.json`, with the names of a `/v1/alerts` item.
 * Sizes are bytes, times RFC 3339.
 */
export interface AlertDocument {
  readonly version: 1;
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly revision: number;
  readonly subject: AlertSubject;
  readonly finding: Finding;
  readonly owners: readonly string[];
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly resolution: string | null;
}

/** The alert with everything that came from outside made printable and bounded, so that it fits into one message. */
export function alertDocument(alert: Alert): AlertDocument {
  const { id, kind, severity, state, revision, subject, finding } = alert;
  return {
    version: 1,
    ...{ id, kind, severity, state, revision },
    subject: bounded(subject, TEXT_MAX_LENGTH),
    finding: { ...bounded(finding, TEXT_MAX_LENGTH), remedy: bounded(finding.remedy, STEP_MAX_LENGTH) },
    owners: bounded(alert.owners, TEXT_MAX_LENGTH),
    openedAt: alert.openedAt,
    updatedAt: alert.updatedAt,
    resolution: bounded(alert.resolution, STEP_MAX_LENGTH),
  };
}

/** The same value, with no text and no list in it longer than may be. */
function bounded<T>(value: T, textMax: number): T {
  return boundedValue(value, textMax) as T;
}

function boundedValue(value: unknown, textMax: number): unknown {
  if (typeof value === 'string') return plainLine(value, textMax);
  if (Array.isArray(value)) return value.slice(0, LIST_MAX).map((one) => boundedValue(one, textMax));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, boundedValue(one, textMax)]));
}
