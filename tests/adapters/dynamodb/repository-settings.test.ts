import { expect, test } from 'vitest';
import { createDynamodbRepositorySettings } from '../../../src/adapters/dynamodb-repository-settings.ts';
import { at, REGISTRY, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { recordAll, versionAt } from '../../support/recorded-versions.ts';
import { NO_RULES, rulesOf } from '../../support/repository-settings.ts';
import { createDynamodbReconciliations } from '../../../src/adapters/dynamodb-reconciliations.ts';

const createTable = useDynamodb();

/** What a reconciliation has read from the registry. */
function found(tags: Readonly<Record<string, string>> | null) {
  const drift = { missedPushes: 0, missedDeletions: 0, missedTags: 0 };
  const map = tags && new Map(Object.entries(tags));
  return { ...drift, done: true, skipped: {}, tags: map, at: at(1) };
}

test.each([
  { name: 'some', tags: { owner: 'team', series: '@-:' } },
  { name: 'none of those before', tags: {} },
  { name: 'some that cannot be used', tags: { series: 'orders', 'growth-percent': '15' } },
])('a repository has the settings that the last reconciliation found: $name', async ({ tags }) => {
  const { items } = await createTable();
  const reconciliations = createDynamodbReconciliations(items);
  await reconciliations.add({ run: 'r', ...REGISTRY }, REPOSITORY.repository, found({ series: ':-@' }));
  await reconciliations.add({ run: 'r', ...REGISTRY }, REPOSITORY.repository, found(tags));

  expect(await createDynamodbRepositorySettings(items).of(REPOSITORY)).toEqual(rulesOf(tags));
});

test('a repository that nothing is known of, or that was never reconciled, has none', async () => {
  const { items, history } = await createTable();
  const settings = createDynamodbRepositorySettings(items);

  expect(await settings.of(REPOSITORY)).toEqual(NO_RULES);
  await recordAll(history, [versionAt(1)]);
  expect(await settings.of(REPOSITORY)).toEqual(NO_RULES);
});
