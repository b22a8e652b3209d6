/** One item of a sequence: items of the same key match, and weigh the same. Null matches nothing, not even null. */
export interface SequenceItem {
  readonly key: string | null;
  readonly weight: number;
}

/** Positions, from 0, of two items that match. */
export type Match = readonly [from: number, to: number];

/**
 * The longest common subsequence of two sequences, in order. Of several equally long ones the heaviest; among those,
 * always the same one: what begins and ends alike belongs together, and in between the lowest items match. Takes time,
 * and one byte each, for every pair of items in between.
 */
export function commonSubsequence(from: readonly SequenceItem[], to: readonly SequenceItem[]): Match[] {
  const shorter = Math.min(from.length, to.length);
  let prefix = 0;
  while (prefix < shorter && isMatch(from[prefix], to[prefix])) prefix += 1;
  let suffix = 0;
  while (suffix < shorter - prefix && isMatch(from.at(-1 - suffix), to.at(-1 - suffix))) suffix += 1;
  const matches: Match[] = Array.from({ length: prefix }, (_, index) => [index, index]);
  const [inFrom, inTo] = [from.slice(prefix, from.length - suffix), to.slice(prefix, to.length - suffix)];
  const [lower, upper] = [withCounterpart(inFrom, inTo), withCounterpart(inTo, inFrom)];
  for (const [one, other] of align(lower, upper)) matches.push([prefix + one, prefix + other]);
  for (let left = suffix; left > 0; left--) matches.push([from.length - left, to.length - left]);
  return matches;
}

function isMatch(one: SequenceItem | undefined, other: SequenceItem | undefined): boolean {
  return one !== undefined && one.key !== null && one.key === other?.key;
}

/** An item, and where it stands. */
interface Standing extends SequenceItem {
  readonly index: number;
}

/** Those that may match one of the others: as a rule few. */
function withCounterpart(items: readonly SequenceItem[], others: readonly SequenceItem[]): Standing[] {
  const keys = new Set(others.map(({ key }) => key));
  return items
    .map(({ key, weight }, index) => ({ key, weight, index }))
    .filter(({ key }) => key !== null && keys.has(key));
}

const SKIP_FROM = 0;
const SKIP_TO = 1;
const MATCH = 2;

/** By dynamic programming from the ends: for every pair of items, what to do with it so that the rest is the best. */
function align(from: readonly Standing[], to: readonly Standing[]): Match[] {
  const numbers = new Map<string | null, number>();
  const [fromKeys, toKeys] = [numberKeys(from, numbers), numberKeys(to, numbers)];
  const choices = new Uint8Array(from.length * to.length);
  // Of the items from each position on: how many match, and what they weigh. One row is the next one's, until it is reached.
  const lengths = new Int32Array(to.length + 1);
  const weights = new Float64Array(to.length + 1);
  for (let i = from.length - 1; i >= 0; i--) {
    const key = fromKeys[i];
    const weight = from[i]?.weight ?? 0;
    let diagonalLength = 0;
    let diagonalWeight = 0;
    let besideLength = 0;
    let besideWeight = 0;
    for (let j = to.length - 1; j >= 0; j--) {
      const belowLength = lengths[j] as number;
      const belowWeight = weights[j] as number;
      let choice = SKIP_FROM;
      let length = belowLength;
      let total = belowWeight;
      if (besideLength > length || (besideLength === length && besideWeight > total)) {
        choice = SKIP_TO;
        length = besideLength;
        total = besideWeight;
      }
      // Items of one key weigh the same: no other answer is better than one that begins with a match.
      if (key === toKeys[j]) {
        choice = MATCH;
        length = diagonalLength + 1;
        total = diagonalWeight + weight;
      }
      choices[i * to.length + j] = choice;
      lengths[j] = besideLength = length;
      weights[j] = besideWeight = total;
      diagonalLength = belowLength;
      diagonalWeight = belowWeight;
    }
  }
  return follow(choices, from, to);
}

function follow(choices: Uint8Array, from: readonly Standing[], to: readonly Standing[]): Match[] {
  const matches: Match[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const [one, other] = [from[i], to[j]];
    if (!one || !other) return matches;
    const choice = choices[i * to.length + j];
    if (choice === MATCH) matches.push([one.index, other.index]);
    if (choice !== SKIP_TO) i += 1;
    if (choice !== SKIP_FROM) j += 1;
  }
}

/** Numbers compare faster than texts that begin alike, as digests do. */
function numberKeys(items: readonly SequenceItem[], numbers: Map<string | null, number>): Int32Array {
  return Int32Array.from(items, ({ key }) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}
