import { plainLine } from '../plain-text.ts';
import type { NoticeSection, Title, Tone } from './notice.ts';

/** How text is written at a place that gives some characters a meaning of their own. */
interface Spelling {
  /** Changes a printable line. */
  readonly line: (line: string) => string;
  readonly character: (character: string) => string;
}

// https://docs.slack.dev/messaging/formatting-message-text: these three and no others are escaped.
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

// Plain text, where entities may or may not be taken back: so there is nothing to take back.
const LOOK_ALIKES: Readonly<Record<string, string>> = { '<': '‹', '>': '›' };

/** Slack's own markup. Nothing written so is a link or a mention. */
export const MRKDWN: Spelling = {
  line: unlinked,
  character: (character) => ENTITIES[character] ?? character,
};

/** Inside of a code block of the same, where nothing has a meaning but its end. */
export const CODE: Spelling = {
  line: unfenced,
  character: MRKDWN.character,
};

export const PLAIN: Spelling = {
  line: unlinked,
  character: (character) => LOOK_ALIKES[character] ?? character,
};

/**
 * Slack also links addresses, and may read these mentions, that are not marked up, where the sender cannot tell it not to.
 * The pages that remedies point at stay links.
 */
function unlinked(line: string): string {
  return unfenced(line)
    .replace(/@(?=(?:channel|here|everyone)\b)/gi, '@\u200b')
    .replace(/:\/\/(?!docs\.(?:aws\.amazon|docker)\.com\/)/g, ':\u200b//');
}

/** Three backticks in a row begin a code block, or end one. */
function unfenced(line: string): string {
  return line.replace(/`(?=``)/g, '`\u200b');
}

/** One line of at most `max` UTF-16 units as written; no character and no entity is cut in two. */
export function spell(text: string, max: number, spelling: Spelling): string {
  const [kept, isWhole] = fitting(charactersOf(plainLine(text, max), spelling), max);
  return isWhole ? kept.join('') : `${kept.join('')}…`;
}

/** The same in as many pieces as it takes, parted between words; a word that is longer than a piece is cut. */
export function spellPieces(text: string, max: number, spelling: Spelling): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const word of plainLine(text, LINE_MAX_LENGTH).split(' ')) {
    const longer = piece === '' ? word : `${piece} ${word}`;
    if (piece === '' || charactersOf(longer, spelling).join('').length <= max) piece = longer;
    else {
      pieces.push(piece);
      piece = `… ${word}`;
    }
  }
  return [...pieces, piece].filter((each) => each !== '').map((each) => spell(each, max, spelling));
}

/** The same from its end, which tells names apart. */
export function spellEnding(text: string, max: number, spelling: Spelling): string {
  const characters = charactersOf(plainLine(text, NAME_MAX_LENGTH), spelling).reverse();
  const [kept, isWhole] = fitting(characters, max);
  return (isWhole ? '' : '…') + kept.reverse().join('');
}

const NAME_MAX_LENGTH = 1_000;

function charactersOf(line: string, spelling: Spelling): string[] {
  return [...spelling.line(line)].map(spelling.character);
}

/** As many as fit, with room for an ellipsis where it is not all of them. */
function fitting(characters: readonly string[], max: number): [kept: string[], isWhole: boolean] {
  if (characters.reduce((length, character) => length + character.length, 0) <= max)
    return [[...characters], true];
  const kept: string[] = [];
  let room = max - 1;
  for (const character of characters) {
    room -= character.length;
    if (room < 0) break;
    kept.push(character);
  }
  return [kept, false];
}

/** A shape and a colour for each: not everybody tells the colours apart, so the word is always beside it. */
const MARKS: Readonly<Record<Tone, string>> = {
  critical: '🚨',
  high: '🔴',
  medium: '🟠',
  low: '🟡',
  good: '✅',
  report: '📋',
};

const WHERE_MIN_LENGTH = 60;

/** The title with the mark of its tone; `max` is 150 at least. */
export function spellTitle(
  { before, where, headline }: Title,
  tone: Tone,
  max: number,
  spelling: Spelling,
): string {
  const head = `${MARKS[tone]} ${before}`;
  const kept = spellEnding(where, WHERE_MIN_LENGTH, spelling).length;
  const tail = ` ${spell(headline, max - head.length - kept - 1, spelling)}`;
  return head + spellEnding(where, max - head.length - tail.length, spelling) + tail;
}

const LINE_MAX_LENGTH = 1_000;
const HEADING_MAX_LENGTH = 100;

/** Shorter than this, a section is not worth beginning. */
export const SECTION_MIN_LENGTH = 1_500;

/** Heading and lines as mrkdwn of at most `max` characters, which are SECTION_MIN_LENGTH at least. */
export function spellSection({ heading, lines, isCode }: NoticeSection, max: number): string {
  const head = heading === null ? '' : `*${spell(heading, HEADING_MAX_LENGTH, MRKDWN)}*\n`;
  const [open, close] = isCode ? ['```\n', '\n```'] : ['', ''];
  const spelled = lines.map((line) => spellIndented(line, isCode ? CODE : MRKDWN));
  return head + open + joinWithin(spelled, max - head.length - open.length - close.length) + close;
}

function spellIndented(line: string, spelling: Spelling): string {
  const [indentation = ''] = /^ {0,8}/.exec(line) ?? [];
  return indentation + spell(line, LINE_MAX_LENGTH, spelling);
}

/** As many of the lines as fit, and how many more there are. */
function joinWithin(lines: readonly string[], max: number): string {
  const more = (count: number) => `… and ${count} more lines`;
  let room = max - more(lines.length).length;
  const kept = lines.findIndex((line) => {
    room -= line.length + 1;
    return room < 0;
  });
  return (kept === -1 ? lines : [...lines.slice(0, kept), more(lines.length - kept)]).join('\n');
}

/** Heading and lines as in a section, all of them, in as many texts of at most `max` characters as it takes. */
export function spellPages({ heading, lines }: Omit<NoticeSection, 'isCode'>, max: number): string[] {
  const pages: string[] = [];
  let page = heading === null ? '' : `*${spell(heading, HEADING_MAX_LENGTH, MRKDWN)}*`;
  for (const line of lines.map((each) => spellIndented(each, MRKDWN))) {
    const longer = page === '' ? line : `${page}\n${line}`;
    if (longer.length <= max) page = longer;
    else {
      pages.push(page);
      page = line;
    }
  }
  return [...pages, page];
}

/** The steps, numbered, as lines of a section; what belongs to a step is indented below it. */
export function numbered(steps: readonly (readonly string[])[]): string[] {
  return steps.flatMap(([step = '', ...rest], position) => [
    `${position + 1}. ${step}`,
    ...rest.map((line) => `   ${line}`),
  ]);
}
