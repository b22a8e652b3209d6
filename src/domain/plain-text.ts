// Control and format characters (among them those that turn the reading direction), line and paragraph separators, and
// halves of surrogate pairs.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One readable line of text that came from outside, of at most `maxLength` UTF-16 units. */
export function plainLine(text: string, maxLength: number): string {
  const line = text
    .slice(0, 4 * maxLength)
    .replace(UNPRINTABLE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength - 1).replace(/\p{Cs}$/u, '')}…`;
}

/** One line of printable ASCII of at most `maxLength` characters; its end, which tells names apart, is kept. */
export function asciiEnding(text: string, maxLength: number): string {
  const line = plainLine(text, 1_000).replace(/[^\x20-\x7e]/gu, '?');
  return line.length <= maxLength ? line : `...${line.slice(line.length - maxLength + 3)}`;
}
