import { expect, test } from 'vitest';
import { createDynamodbRepositorySettings } from '../../../src/adapters/dynamodb-repository-settings.ts';
import { at, REGISTRY, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { recordAll, versionAt } from '../../support/recorded-versions.ts';
import { createDynamodbReconciliations } from '../../../src/adapters/dynamodb-reconciliations.ts';

const createTable = useDynamodb();

/** What a reconciliation has read from the registry. */
function found(tags: Readonly<Record<string, string>> | null) {
  const drift = { missedPushes: 0, missedDeletions: 0, missedTags: 0 };
  const map = tags && new Map(Object.entries(tags));
  return { ...drift, done: true, skipped: {}, tags: map, at: at(1) };
}

test.each([
  { name: 'a pattern', tags: { owner: 'team', series: '@-:' }, pattern: { text: '@-:' } },
  { name: 'none', tags: { owner: 'team' }, pattern: null },
  { name: 'none that can be used', tags: { series: 'orders' }, pattern: null },
])('a repository has the pattern that the last reconciliation found: $name', async ({ tags, pattern }) => {
  const { items } = await createTable();
  const reconciliations = createDynamodbReconciliations(items);
  await reconciliations.add({ run: 'r', ...REGISTRY }, REPOSITORY.repository, found({ series: ':-@' }));
  await reconciliations.add({ run: 'r', ...REGISTRY }, REPOSITORY.repository, found(tags));

  expect(await createDynamodbRepositorySettings(items).seriesPattern(REPOSITORY)).toEqual(pattern);
});

test('a repository that nothing is known of, or that was never reconciled, has none', async () => {
  const { items, history } = await createTable();
  const settings = createDynamodbRepositorySettings(items);

  expect(await settings.seriesPattern(REPOSITORY)).toBeNull();
  await recordAll(history, [versionAt(1)]);
  expect(await settings.seriesPattern(REPOSITORY)).toBeNull();
});
