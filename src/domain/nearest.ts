/** So many letters may be wrong, missing or too many. */
const MAX_TYPOS = 2;
/** Longer than anything that somebody would mistake for a name. */
const MAX_LENGTH = 60;

/** The known word that somebody meant who wrote this one, in small or capital letters; null where none is near. */
export function nearestOf(word: string, known: Iterable<string>): string | null {
  if (word.length > MAX_LENGTH) return null;
  const meant = word.toLowerCase().replaceAll(/[\s_]/g, '-');
  let nearest: string | null = null;
  let fewest = MAX_TYPOS + 1;
  for (const candidate of known) {
    const typos = typosBetween(meant, candidate);
    // Of a short word hardly a letter may be left that is right.
    if (typos >= fewest || 2 * typos >= candidate.length) continue;
    nearest = candidate;
    fewest = typos;
  }
  return nearest;
}

/** Levenshtein's distance: letters to change, to add and to leave out. */
function typosBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, place) => place);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let place = 0; place < to.length; place++) {
      const [left = 0, above = 0, before = 0] = [next[place], row[place + 1], row[place]];
      next.push(Math.min(left + 1, above + 1, before + Number(letter !== to[place])));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
