import { expect, test } from 'vitest';
import { parseManifest } from '../../src/domain/manifest.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { createSampleOrganisation } from '../../src/local/sample-organisation.ts';

const NOW = new Date('2026-11-20T10:00:00.500Z');

const sample = createSampleOrganisation(1, NOW);

test('keeps the newest builds of some series and deletes the others for good', async () => {
  const registry = createReplayedRegistry(sample.source);
  const deletions = sample.changes.filter(({ action }) => action === 'DELETE');

  for (const change of sample.changes) await registry.apply(change);

  expect(new Set(deletions.map(({ repository }) => repository))).toEqual(
    new Set(['data/forecast', 'functions/fulfilment', 'identity/tokens', 'search/suggest', 'web/storefront']),
  );
  expect(deletions.length).toBeGreaterThan(20);
  expect(new Set(deletions.map(({ tag }) => tag))).toEqual(new Set([null]));
  for (const { repository, digest } of deletions) expect(await registry.image(repository, digest)).toBeNull();
  expect(await registry.images('data/forecast')).toHaveLength(10);
  expect(await registry.images('web/storefront')).toHaveLength(8);
  expect(await registry.images('search/suggest')).toHaveLength(8);
  expect(await registry.images('functions/fulfilment')).toHaveLength(16);
  // An index and an image per architecture for each build that is kept.
  expect(await registry.images('identity/tokens')).toHaveLength(3 * 6);
});

test('deletes an index before the images it lists', async () => {
  const { changes } = sample;
  const position = new Map(changes.map((change, index) => [`${change.action} ${change.digest}`, index]));
  const indexes: string[] = [];
  for (const { action, repository, digest } of changes) {
    const stored = await sample.source.manifest(repository, digest);
    const manifest = parseManifest(stored?.text ?? '', stored?.mediaType ?? null);
    if (action !== 'DELETE' || manifest.kind !== 'index') continue;
    indexes.push(digest);
    for (const child of manifest.children)
      expect(position.get(`DELETE ${child}`)).toBeGreaterThan(position.get(`DELETE ${digest}`) ?? 0);
  }

  expect(indexes.length).toBeGreaterThan(1);
});

test('moves the tag latest from build to build', async () => {
  const latest = sample.pushes.filter(
    ({ repository, tag }) => repository === 'web/storefront' && tag === 'latest',
  );

  expect(new Set(latest.map(({ digest }) => digest)).size).toBe(latest.length);
  expect(latest.length).toBeGreaterThan(10);
});

test('has its changes in order of time, all of them by now', () => {
  const times = sample.changes.map(({ at }) => at);

  expect(times).toEqual([...times].sort());
  expect((times.at(-1) ?? '') <= '2026-11-20T10:00:00Z').toBe(true);
  expect(sample.changes.filter(({ action }) => action === 'PUSH')).toEqual(sample.pushes);
});
