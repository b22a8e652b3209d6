import type { RepositorySettings } from '../../src/domain/ports.ts';
import { parseSeriesPattern, type SeriesPattern } from '../../src/domain/series-pattern.ts';

/** The patterns of repositories by name, as they are when they are asked for. */
export function seriesPatterns(values: Readonly<Record<string, string>>): RepositorySettings {
  return {
    seriesPattern: async ({ repository }) => {
      const value = values[repository];
      return value === undefined ? null : patternOf(value);
    },
  };
}

/** Throws where it is none. */
export function patternOf(value: string): SeriesPattern {
  const pattern = parseSeriesPattern(value);
  if ('problem' in pattern) throw new Error(pattern.problem);
  return pattern;
}
