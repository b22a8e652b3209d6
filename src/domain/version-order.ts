import { HASH, MARK, PLATFORM, tagFamily, UUID } from './series.ts';

/** Patch versions replace each other; what has another minor version is a line of its own, and lives beside it. */
const LINE_DEPTH = 2;
/** Above any number: `5` is the newest of all 5.x, and `latest` the newest of all. */
const OPEN = '~';
/** Of so many digits on two numbers are the same: a longer one counts nothing. */
const DIGITS_MAX = 20;

/** `1`, `v1`, `8u151`, `0rc3`: a number, and what may stand behind it. */
const NUMBER = /^[a-z]?(\d+)/;
const NAME_WITH_NUMBER = /^[a-z]{2,}(\d+)/;
const PIECES = /([-_.+])/;

interface Version {
  /** The first run of numbers: `1.4.2`. */
  readonly main: readonly string[];
  /** The numbers that belong to names: of `1.4-jdk8-alpine3.5` those are 8, and 3.5. */
  readonly variants: readonly (readonly string[])[];
}

/**
 * The line of versions that a tag belongs to, as text that sorts as the versions do: first by the numbers of its names,
 * then by major and minor version. Images of one line replace each other; a new line grew out of the next lower one.
 * `5.7.20` and `5.7` → 5.7; `3.5-jdk8` → 3.5 of jdk 8; `5` comes after all 5.x, a tag without a version after all.
 */
export function versionLine(tag: string): string {
  const { main, variants } = parseVersion(tag);
  return `${variants.map((numbers) => sortable(numbers)).join(',')};${sortable(main)}`;
}

/** No product has so high a major version: it is a year, or the number of a build. */
const MAJOR_MAX_DIGITS = 2;

/**
 * Whether what is in one of two lines may be a build of what is in the other: they are the same, or both number builds or
 * days. Another minor version is something else: nobody is behind on 3.12 because there is a 3.13.
 */
export function areBuildsOfOne(line: string, other: string): boolean {
  if (line === other) return true;
  const [variants, main = ''] = line.split(';');
  const [otherVariants, otherMain = ''] = other.split(';');
  return variants === otherVariants && [main, otherMain].every(countsBuilds);
}

function countsBuilds(main: string): boolean {
  const [first = ''] = main.split('.');
  return first.length > 1 + MAJOR_MAX_DIGITS;
}

/**
 * Of all tags of an image that are of one family with the one that placed it the one that says most about its version:
 * of `5`, `5.7`, `5.7.20` and `latest` the third. Does not depend on the order in which they came.
 */
export function versionTag(placing: string, tags: readonly string[]): string {
  const family = tagFamily(placing);
  return tags
    .filter((tag) => tagFamily(tag) === family)
    .reduce((best, tag) => (saysMore(tag, best) ? tag : best), placing);
}

function saysMore(tag: string, than: string): boolean {
  const more = countNumbers(tag) - countNumbers(than);
  return more > 0 || (more === 0 && tag < than);
}

function countNumbers(tag: string): number {
  const { main, variants } = parseVersion(tag);
  return [main, ...variants].reduce((sum, numbers) => sum + numbers.length, 0);
}

function parseVersion(tag: string): Version {
  const parts = tag.toLowerCase().replace(UUID, 'uuid').replace('x86_64', 'x86').split(PIECES);
  const variants: string[][] = [];
  let main: string[] | null = null;
  /** What a further number continues. */
  let run: string[] | null = null;
  let before = '';
  for (let place = 0; place < parts.length; place += 2) {
    const [separator = '', piece = ''] = [parts[place - 1], parts[place]];
    const number = numberOf(piece, NUMBER);
    const ofName = numberOf(piece, NAME_WITH_NUMBER);
    if (ofName !== null) {
      run = [ofName];
      variants.push(run);
    } else if (number === null) {
      run = null;
    } else if (run !== null && (run === main || separator === '.')) {
      // The numbers of a name go on behind a dot only: `alpine3.5`, but `jdk8-1.4`.
      run.push(number);
    } else if (main === null) {
      run = [number];
      main = run;
    } else {
      run = [number];
      // `rc-2`: how mature a version is says nothing about which one it is.
      if (!MARK.test(before)) variants.push(run);
    }
    before = piece;
  }
  // `gzserver8` is version 8 of it.
  return { main: main ?? variants.pop() ?? [], variants };
}

function numberOf(piece: string, pattern: RegExp): string | null {
  return isNothing(piece) ? null : (pattern.exec(piece)?.[1] ?? null);
}

/** A hash, a platform, how mature it is. What is made of digits alone may be a date or the number of a build. */
function isNothing(piece: string): boolean {
  if (/^\d+$/.test(piece)) return false;
  return [HASH, MARK, PLATFORM].some((pattern) => pattern.test(piece));
}

/** Each number behind a letter for how long it is. */
function sortable(numbers: readonly string[]): string {
  const parts = numbers.slice(0, LINE_DEPTH).map((number) => {
    const digits = number.replace(/^0+(?=\d)/, '').slice(0, DIGITS_MAX);
    return `${String.fromCharCode(96 + digits.length)}${digits}`;
  });
  return (parts.length < LINE_DEPTH ? [...parts, OPEN] : parts).join('.');
}
