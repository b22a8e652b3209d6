import * as z from 'zod/mini';
import type { RepositorySettings } from '../domain/ports.ts';
import { parseRepositorySettings } from '../domain/repository-settings.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

/** On the item of a repository's sum, where a reconciliation kept it: its tags, and what the registry says of it. */
const SettingsItem = z.object({
  tags: z._default(z.record(z.string(), z.string()), {}),
  isPullThrough: z._default(z.boolean(), false),
});

/** What is set for repositories, eventually consistent; `dynamodb-runs.ts` keeps it. */
export function createDynamodbRepositorySettings(items: Items): RepositorySettings {
  return {
    async of(repository) {
      const item = await items.get(keys.repositorySumKey(repository), false);
      // What cannot be used was named when it was read from the registry.
      const { tags, isPullThrough } = SettingsItem.parse(item ?? {});
      return {
        ...parseRepositorySettings(new Map(Object.entries(tags))),
        ...(isPullThrough && { isPullThrough }),
      };
    },
  };
}
