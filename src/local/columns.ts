// Han, kana, Hangul, full-width forms and pictographs: a terminal gives each of them two columns.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{3fffd}]/u;

/** How a text may be shown; where there are no colours, it is not. */
type Style = 'bold' | 'dim' | 'yellow';

/** Gives a text its looks. */
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  yellow: [33, 39],
};

/** Paints with escape sequences, or not at all. */
export function createPaint(colours: boolean): Paint {
  if (!colours) return (_style, text) => text;
  return (style, text) => `\x1b[${CODES[style][0]}m${text}\x1b[${CODES[style][1]}m`;
}

/** A line that takes at most so many columns; what is too much gives way to `…`. */
export function fitColumns(line: string, columns: number): string {
  let used = 0;
  let fitting = 0;
  for (const character of line) {
    used += WIDE.test(character) ? 2 : 1;
    if (used > columns) return `${line.slice(0, fitting).trimEnd()}…`;
    // The last column is for the sign that something is missing.
    if (used < columns) fitting += character.length;
  }
  return line;
}
