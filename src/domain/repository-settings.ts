import { MUTE_EXAMPLE, type Mute, parseMute } from './mute.ts';
import { nearestOf } from './nearest.ts';
import { plainLine } from './plain-text.ts';
import { EXAMPLES, isProblem, type Problem } from './quantity.ts';
import { parseSeriesPattern, type SeriesPattern } from './series-pattern.ts';
import { parseThreshold, THRESHOLD_LIMITS } from './threshold-limits.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from './thresholds.ts';

/** What the people of a repository have set for it, with tags on it. */
export interface RepositoryRules {
  /** Null where the ordinary rule for tags holds. */
  readonly series: SeriesPattern | null;
  /** Who is to be told, as words of theirs; at most ten. */
  readonly owners: readonly string[];
  /** Whether its images are for AWS Lambda; null where that was not said. */
  readonly lambda: boolean | null;
  readonly mute: Mute | null;
  readonly thresholds: Partial<Thresholds>;
  /** What cannot be used, by name without the prefix `layerwatch:`, and what is done instead. */
  readonly problems: Readonly<Record<string, string>>;
  /** A pull-through-cache rule fills it: nobody here builds its images, or could build them in another way. */
  readonly isPullThrough?: boolean;
}

const THRESHOLD_SETTINGS: ReadonlyMap<string, keyof Thresholds> = new Map([
  ['growth-percent', 'growthPercent'],
  ['growth-bytes', 'growthBytes'],
  ['drift-days', 'driftDays'],
  ['base-outdated-days', 'baseOutdatedDays'],
  ['leftover-bytes', 'leftoverBytes'],
  ['layer-order-percent', 'layerOrderPercent'],
  ['layer-order-bytes', 'layerOrderBytes'],
  ['lambda-image-bytes', 'lambdaImageBytes'],
]);

/** How the value of each setting is written, by its name without the prefix. */
export const SETTING_EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['series', '@-:'],
  ['owner', 'team-orders'],
  ['lambda', 'true'],
  ['mute', MUTE_EXAMPLE],
  ...[...THRESHOLD_SETTINGS].map(
    ([name, threshold]) => [name, EXAMPLES[THRESHOLD_LIMITS[threshold].unit]] as const,
  ),
]);

/** As long as AWS lets the value of a tag be. */
const VALUE_MAX = 256;
const OWNERS_MAX = 10;
const OWNER_MAX = 100;
/** Longer values are not repeated. */
const REPEATED_MAX = 40;

/**
 * Reads the `layerwatch:*` tags of a repository, whose names come without the prefix. What cannot be used is a problem,
 * in words, and counts as not set; `defaults` are what holds then, to be named in them.
 */
export function parseRepositorySettings(
  tags: ReadonlyMap<string, string>,
  defaults: Thresholds = DEFAULT_THRESHOLDS,
): RepositoryRules {
  const problems = new Map<string, string>();

  function read<Value>(name: string, parse: (value: string) => Value | Problem, instead: string) {
    const value = tags.get(name);
    if (value === undefined) return null;
    const parsed = value.length > VALUE_MAX ? tooLong() : parse(value);
    if (!isProblem(parsed)) return parsed;
    problems.set(name, `${parsed.problem}${repeated(value)}; ${instead}`);
    return null;
  }

  const thresholds: { -readonly [Name in keyof Thresholds]?: number } = {};
  for (const [name, threshold] of THRESHOLD_SETTINGS) {
    const instead = `the default of ${defaults[threshold]} is used`;
    const value = read(name, (text) => parseThreshold(threshold, text), instead);
    if (value !== null) thresholds[threshold] = value;
  }
  const rules = {
    series: read('series', parseSeriesPattern, 'the ordinary rule for tags is used'),
    owners: read('owner', parseOwners, 'no owner is named') ?? [],
    lambda: read('lambda', parseLambda, 'what its base says is used'),
    mute: read('mute', parseMute, 'nothing is muted'),
  };
  for (const name of tags.keys()) if (!SETTING_EXAMPLES.has(name)) problems.set(name, unknownSetting(name));
  return { ...rules, thresholds, problems: Object.fromEntries(problems) };
}

/** The thresholds of a repository: its own, and the deployment's where it has none. */
export function thresholdsFor(
  defaults: Thresholds,
  { thresholds }: Pick<RepositoryRules, 'thresholds'>,
): Thresholds {
  return { ...defaults, ...thresholds };
}

function parseOwners(value: string): readonly string[] | Problem {
  const owners = [...new Set(plainLine(value, VALUE_MAX).split(' ').filter(Boolean))];
  const isUsable = owners.length > 0 && owners.length <= OWNERS_MAX;
  if (isUsable && owners.every(({ length }) => length <= OWNER_MAX)) return owners;
  return {
    problem: `must be one to ${OWNERS_MAX} names with spaces between them, each of at most ${OWNER_MAX} characters`,
  };
}

function parseLambda(value: string): boolean | Problem {
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  return { problem: 'must be true or false' };
}

function tooLong(): Problem {
  return { problem: `must have at most ${VALUE_MAX} characters` };
}

/** The value, where it is short and can be printed. */
function repeated(value: string): string {
  if (value.trim() === '') return ' (it is empty)';
  return plainLine(value, REPEATED_MAX) === value ? ` (it is "${value}")` : '';
}

function unknownSetting(name: string): string {
  const near = nearestOf(name, SETTING_EXAMPLES.keys());
  const known = [...SETTING_EXAMPLES.keys()].join(', ');
  return `there is no such setting; ${near ? `did you mean ${near}? Known` : 'known'} are ${known}`;
}
