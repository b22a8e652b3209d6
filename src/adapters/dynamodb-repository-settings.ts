import * as z from 'zod/mini';
import type { RepositorySettings } from '../domain/ports.ts';
import { seriesPatternIn } from '../domain/series-pattern.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

/** The tags of a repository, on the item of its sum, where a reconciliation kept them. */
const SettingsItem = z.object({ tags: z._default(z.record(z.string(), z.string()), {}) });

/** What is set for repositories, eventually consistent; `dynamodb-runs.ts` keeps it. */
export function createDynamodbRepositorySettings(items: Items): RepositorySettings {
  return {
    async seriesPattern(repository) {
      const item = await items.get(keys.repositorySumKey(repository), false);
      // What cannot be used was named when it was read from the registry.
      return seriesPatternIn(new Map(Object.entries(SettingsItem.parse(item ?? {}).tags)));
    },
  };
}
