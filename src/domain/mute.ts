import { FINDING_KINDS, type FindingKind } from './findings/finding.ts';
import { nearestOf } from './nearest.ts';
import { plainLine } from './plain-text.ts';
import type { Problem } from './quantity.ts';

/** What nobody is to be told of, for a time. */
export interface Mute {
  /** Null for all. */
  readonly kinds: readonly FindingKind[] | null;
  /** `YYYY-MM-DD`: the last day, in UTC. */
  readonly until: string;
  readonly reason: string | null;
}

/** How one is written. */
export const MUTE_EXAMPLE = 'image-grew until YYYY-MM-DD reason';
const REASON_MAX = 200;

/**
 * Reads `[all | kind kind …] until YYYY-MM-DD [reason]`, in small or capital letters; no kind at all stands for all. A
 * mute without an end is refused: nobody would remember it. One whose end is past is over, and no problem.
 */
export function parseMute(value: string): Mute | Problem {
  const [, before, until, reason] = /^(?:(.*?)\s)??until\s+(\S+)(.*)$/is.exec(value.trim()) ?? [];
  if (until === undefined || !isDay(until))
    return { problem: `must say to which day: ${MUTE_EXAMPLE}, or all until YYYY-MM-DD` };
  const names = (before ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const kinds = names.includes('all') ? [] : parseKinds(names);
  if ('problem' in kinds) return kinds;
  return {
    kinds: kinds.length > 0 ? kinds : null,
    until,
    reason: plainLine(reason ?? '', REASON_MAX) || null,
  };
}

/** The kinds of these names, each once. */
export function parseKinds(names: readonly string[]): readonly FindingKind[] | Problem {
  const unknown = names.find((name) => !FINDING_KINDS.some((kind) => kind === name));
  if (unknown === undefined) return FINDING_KINDS.filter((kind) => names.includes(kind));
  const near = nearestOf(unknown, FINDING_KINDS);
  const meant = near ? `did you mean ${near}? Known` : 'known';
  return { problem: `names a kind of finding that does not exist; ${meant} are ${FINDING_KINDS.join(', ')}` };
}

/** Whether nobody is to be told of findings of the kind now. */
export function isMutedBy(mute: Mute | null, kind: FindingKind, now: Date): boolean {
  if (!mute || now.toISOString().slice(0, mute.until.length) > mute.until) return false;
  return mute.kinds === null || mute.kinds.includes(kind);
}

/** Whether it is a day of the calendar: the 30th of February is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
