import type { RepositorySettings } from '../../src/domain/ports.ts';
import { parseRepositorySettings, type RepositoryRules } from '../../src/domain/repository-settings.ts';
import { parseSeriesPattern, type SeriesPattern } from '../../src/domain/series-pattern.ts';

/** Nothing is set. */
export const NO_RULES: RepositoryRules = parseRepositorySettings(new Map());

/** What these tags of a repository, without the prefix `layerwatch:`, set. */
export function rulesOf(tags: Readonly<Record<string, string>>): RepositoryRules {
  return parseRepositorySettings(new Map(Object.entries(tags)));
}

/** The patterns of repositories by name, as they are when they are asked for. */
export function seriesPatterns(values: Readonly<Record<string, string>>): RepositorySettings {
  return {
    of: async ({ repository }) => {
      const value = values[repository];
      return value === undefined ? NO_RULES : { ...NO_RULES, series: patternOf(value) };
    },
  };
}

/** Throws where it is none. */
export function patternOf(value: string): SeriesPattern {
  const pattern = parseSeriesPattern(value);
  if ('problem' in pattern) throw new Error(pattern.problem);
  return pattern;
}
