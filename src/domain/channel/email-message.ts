import { asciiEnding, plainLine } from '../plain-text.ts';
import type { Notice, NoticeSection, Title } from './notice.ts';
import { numbered } from './spelling.ts';

/** What SNS mails. */
interface EmailMessage {
  /** At most 99 characters of printable ASCII, one line. */
  readonly subject: string;
  /** Short lines, for a phone as well. */
  readonly text: string;
}

// SNS: less than 100 characters, no line break, no control character; ASCII is the safe choice for mail.
const SUBJECT_MAX_LENGTH = 99;
const WHERE_MIN_LENGTH = 25;
const LINE_MAX_LENGTH = 1_000;

export function renderEmail(notice: Notice): EmailMessage {
  const { title, lead, sections, stepsHeading, steps, details, footer } = notice;
  const toDo = { heading: stepsHeading, lines: numbered(steps) };
  const paragraphs = [
    [lead],
    ...[...sections, toDo, ...details].filter(({ lines }) => lines.length > 0).map(paragraphOf),
    footer,
  ];
  return {
    subject: subjectOf(title),
    text: paragraphs.map((lines) => lines.map(printable).join('\n')).join('\n\n'),
  };
}

function subjectOf({ before, where, headline }: Title): string {
  const head = `Layerwatch ${before.charAt(0).toLowerCase()}${before.slice(1)}`;
  const kept = Math.min(where.length, WHERE_MIN_LENGTH);
  const tail = ` ${asciiBeginning(headline, SUBJECT_MAX_LENGTH - head.length - kept - 1)}`;
  return head + asciiEnding(where, SUBJECT_MAX_LENGTH - head.length - tail.length) + tail;
}

/** Printable ASCII; what is too long ends after a word. */
function asciiBeginning(text: string, maxLength: number): string {
  const line = asciiEnding(text, LINE_MAX_LENGTH);
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 2).replace(/[\s,:;]*\S*$/, '')}...`;
}

function paragraphOf({ heading, lines }: Pick<NoticeSection, 'heading' | 'lines'>): readonly string[] {
  return heading === null ? lines : [`${heading}:`, ...lines];
}

function printable(line: string): string {
  const [indentation = ''] = /^ {0,8}/.exec(line) ?? [];
  return indentation + plainLine(line, LINE_MAX_LENGTH);
}
