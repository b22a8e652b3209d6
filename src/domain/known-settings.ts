import type { RepositorySettings } from './ports.ts';
import { formatRepository } from './registry.ts';
import type { SeriesPattern } from './series-pattern.ts';

/** What a reconciliation reads once a night may be known some minutes late. */
const REMEMBERED_MS = 5 * 60_000;

/** Asks for the settings of a repository once in five minutes. */
export function rememberSettings(settings: RepositorySettings, now: () => Date): RepositorySettings {
  const remembered = new Map<string, { readonly pattern: SeriesPattern | null; readonly until: number }>();
  return {
    async seriesPattern(repository) {
      const name = formatRepository(repository);
      const time = now().getTime();
      const known = remembered.get(name);
      if (known && time < known.until) return known.pattern;
      const pattern = await settings.seriesPattern(repository);
      remembered.set(name, { pattern, until: time + REMEMBERED_MS });
      return pattern;
    },
  };
}
