/** A repository's own rule for what part of a tag names the series; made by `parseSeriesPattern` only. */
export interface SeriesPattern {
  readonly text: string;
}

/** As long as the value of an AWS tag may be. */
const PATTERN_MAX = 256;
const GROUP = '@';
const VERSION = ':';
const ANYTHING = '+';

/**
 * Reads the value of the tag `layerwatch:series`. AWS allows no more than letters, digits, spaces and `+ - = . _ : / @`
 * in it (https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-using-tags.html), so it is no regular
 * expression: `@` stands for the text that names the series, `:` for text that begins with a digit, `+` for any text,
 * each of at least one character and as short as possible, the first one first; all else stands for itself, in small
 * or capital letters. `@-:` makes `orders` of `orders-1.4.2`. Answers the problem with a value that can match no tag.
 */
export function parseSeriesPattern(value: string): SeriesPattern | { readonly problem: string } {
  const text = value.trim().toLowerCase();
  if (text.length > PATTERN_MAX) return { problem: `longer than ${PATTERN_MAX} characters` };
  const groups = text.split(GROUP).length - 1;
  if (groups !== 1) return { problem: `${GROUP} has to stand in it exactly once` };
  if (!/^[a-z0-9_.@:+-]+$/.test(text)) return { problem: 'it has a character that no tag has' };
  return { text };
}

/**
 * The series that the pattern reads from the tag, in small letters; null where the tag does not match. Takes a time
 * that grows with the length of the pattern times that of the tag, and no faster.
 */
export function matchSeries({ text }: SeriesPattern, tag: string): string | null {
  const subject = tag.toLowerCase();
  const rest = matchingRests(text, subject);
  if (!rest[0]?.[0]) return null;
  let start = 0;
  let series: string | null = null;
  for (const [place, part] of [...text].entries()) {
    let end = start + 1;
    if (isWildcard(part)) while (!rest[place + 1]?.[end]) end += 1;
    if (part === GROUP) series = subject.slice(start, end);
    start = end;
  }
  return series;
}

/** Whether (1 or 0) the pattern from `place` on matches the subject from `start` on, as `[place][start]`. */
function matchingRests(pattern: string, subject: string): Uint8Array[] {
  let next = new Uint8Array(subject.length + 1);
  next[subject.length] = 1;
  const rests = [next];
  for (const part of [...pattern].reverse()) {
    const here = new Uint8Array(subject.length + 1);
    let later = 0;
    for (let start = subject.length - 1; start >= 0; start--) {
      const character = subject.charAt(start);
      later = isWildcard(part)
        ? later | (next[start + 1] ?? 0)
        : Number(part === character && next[start + 1]);
      here[start] = part === VERSION && !isDigit(character) ? 0 : later;
    }
    rests.unshift(here);
    next = here;
  }
  return rests;
}

function isWildcard(part: string): boolean {
  return part === GROUP || part === VERSION || part === ANYTHING;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}
