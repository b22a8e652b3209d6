import type { Severity } from '../findings/severity.ts';

/**
 * What is told, whatever the channel: the same words in the same order. Each text is one line, of any length and of any
 * origin: every channel makes it printable, bounds it, and takes from it what the channel would read as an order.
 */
export interface Notice {
  /** Names this very message. Lower-case letters, digits and hyphens. */
  readonly id: string;
  /** The same for all messages about one matter. */
  readonly thread: string;
  readonly tone: Tone;
  readonly title: Title;
  /** What happened, where, how much. */
  readonly lead: string;
  readonly sections: readonly NoticeSection[];
  /** Of the steps below. */
  readonly stepsHeading: string;
  /** The first line says what to do, those after it say more about it. */
  readonly steps: readonly (readonly string[])[];
  /** What comes after the steps. */
  readonly details: readonly NoticeSection[];
  readonly footer: readonly string[];
  /** A word each. */
  readonly keywords: readonly string[];
  /** For programs that sort messages. */
  readonly facts: Readonly<Record<string, string>>;
}

/** How a message is meant: as the severity says, as good news, or as a report. */
export type Tone = Severity | 'good' | 'report';

/** `before`, `where`, a space, `headline`; what is too long is shortened from the beginning of `where`. */
export interface Title {
  readonly before: string;
  readonly where: string;
  readonly headline: string;
}

/** Some lines under a heading. An empty line sets groups apart; spaces at the beginning of a line are kept. */
export interface NoticeSection {
  readonly heading: string | null;
  readonly lines: readonly string[];
  /** To be read letter by letter: instructions, names, digests. */
  readonly isCode: boolean;
}

/** `2026-11-20 10:00 UTC` of an RFC 3339 time in UTC. */
export function formatTime(time: string): string {
  const [, day, minute] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/.exec(time) ?? [];
  return day && minute ? `${day} ${minute} UTC` : time;
}

/** `2026-11-20` of the same. */
export function formatDay(time: string): string {
  return time.slice(0, 10);
}
