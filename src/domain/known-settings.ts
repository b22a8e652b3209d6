import type { RepositorySettings } from './ports.ts';
import { formatRepository } from './registry.ts';
import type { RepositoryRules } from './repository-settings.ts';

/** What a reconciliation reads once a night may be known some minutes late. */
const REMEMBERED_MS = 5 * 60_000;

/** Asks for the settings of a repository once in five minutes. */
export function rememberSettings(settings: RepositorySettings, now: () => Date): RepositorySettings {
  const remembered = new Map<string, { readonly rules: RepositoryRules; readonly until: number }>();
  return {
    async of(repository) {
      const name = formatRepository(repository);
      const time = now().getTime();
      const known = remembered.get(name);
      if (known && time < known.until) return known.rules;
      const rules = await settings.of(repository);
      remembered.set(name, { rules, until: time + REMEMBERED_MS });
      return rules;
    },
  };
}
