import type { Alert } from './alert.ts';
import { wordingOf } from './alert-wording.ts';
import { costBytesOf, type FindingKind } from './findings/finding.ts';
import type { Severity } from './findings/severity.ts';
import { formatRegistry, type RegistryId } from './registry.ts';

/** What a week came to. Times are RFC 3339, sizes bytes. */
export interface WeeklyDigest {
  readonly from: string;
  readonly to: string;
  readonly registries: readonly DigestRegistry[];
  /** Alerts opened in the week. */
  readonly opened: readonly KindCount[];
  /** Alerts resolved in the week: how many, and the latest ten. */
  readonly resolved: { readonly count: number; readonly alerts: readonly ResolvedAlert[] };
  /** What is open at the end of the week. */
  readonly openAlerts: readonly (KindCount & { readonly severity: Severity })[];
  /** Alerts that are open and muted: they are in no other number. */
  readonly muted: number;
  readonly best: readonly BestThing[];
}

/** The totals of one registry at the end of the week. */
export interface DigestRegistry extends RegistryId {
  readonly complete: boolean;
  readonly repositories: number;
  readonly images: number;
  readonly storedBytes: number;
  readonly uniqueBytes: number;
  readonly duplicateBytes: number;
  /** Of `duplicateBytes` and its cost. */
  readonly bound: 'exact' | 'upper';
  /** USD a month. */
  readonly duplicateCostUsd: number;
  /** Against a week ago; null where that is not known. */
  readonly change: { readonly storedBytes: number; readonly duplicateBytes: number } | null;
}

export interface KindCount {
  readonly kind: FindingKind;
  readonly count: number;
}

export interface ResolvedAlert {
  readonly kind: FindingKind;
  readonly where: string;
  readonly headline: string;
  readonly resolvedAt: string;
}

/** An open alert that is worth the work. */
export interface BestThing {
  readonly alertId: string;
  readonly kind: FindingKind;
  readonly where: string;
  readonly headline: string;
  /** What the alert counts as its bytes: that much at most. */
  readonly savedBytes: number;
  /** How many steps its remedy has, and the first of them. */
  readonly steps: number;
  readonly firstStep: string;
}

const BEST_THINGS = 5;

/**
 * The open alerts with the most bytes for each step of their remedy, at most five; equal ones by id. Of alerts that one piece
 * of work ends, the best stands for all, with its own bytes: those of the others may be the same bytes seen from elsewhere.
 */
export function bestThingsToDo(alerts: readonly Alert[]): BestThing[] {
  const causes = new Set<string>();
  return alerts
    .filter(isWorkToDo)
    .map((alert) => ({ alert, bytesPerStep: costBytesOf(alert.finding) / alert.finding.remedy.length }))
    .filter(({ bytesPerStep }) => bytesPerStep > 0)
    .sort((a, b) => b.bytesPerStep - a.bytesPerStep || (a.alert.id < b.alert.id ? -1 : 1))
    .filter(({ alert }) => {
      const cause = causeOf(alert);
      return !causes.has(cause) && causes.add(cause);
    })
    .slice(0, BEST_THINGS)
    .map(({ alert }) => bestThing(alert));
}

/** A first scan sums up what other alerts are about. */
function isWorkToDo({ state, finding }: Alert): boolean {
  return state !== 'resolved' && finding.kind !== 'registry-scanned' && finding.remedy.length > 0;
}

function bestThing({ id, kind, state, finding }: Alert): BestThing {
  const { where, headline } = wordingOf(finding, state === 'grew');
  const [firstStep = ''] = finding.remedy;
  const steps = finding.remedy.length;
  return { alertId: id, kind, where, headline, savedBytes: costBytesOf(finding), steps, firstStep };
}

/**
 * What one repository's Dockerfile brought about is one cause for all its platforms. Elsewhere it is what has to be done:
 * a hundred duplicate layers that wait for blob mounting wait for one command.
 */
function causeOf({ kind, subject, finding }: Alert): string {
  const cause =
    'repository' in subject
      ? [kind, subject.repository, 'series' in subject ? subject.series : '']
      : finding.remedy.slice(0, 1);
  return JSON.stringify([formatRegistry(subject), ...cause]);
}

/** Less than what one image has to grow by to be told of is no news of a whole registry. */
const MOVED_MIN_BYTES = 10_000_000;

/**
 * False where there is nothing to say. Open alerts alone are worth a digest: it is the only reminder of them, and muting ends
 * it. Numbers alone are where one has moved by more than a percent, and by more than nothing; those of a registry that is
 * not fully scanned move because they are being counted.
 */
export function isWorthSending({ registries, opened, resolved, openAlerts }: WeeklyDigest): boolean {
  if ([...opened, ...openAlerts, resolved].some(({ count }) => count > 0)) return true;
  return registries.some(
    ({ complete, change, storedBytes, duplicateBytes }) =>
      complete &&
      change !== null &&
      (hasMoved(storedBytes, change.storedBytes) || hasMoved(duplicateBytes, change.duplicateBytes)),
  );
}

function hasMoved(bytes: number, change: number): boolean {
  const moved = Math.abs(change);
  return moved >= MOVED_MIN_BYTES && moved * 100 > bytes - change;
}
