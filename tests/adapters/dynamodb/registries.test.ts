import { describe, expect, test } from 'vitest';
import { at, image, REGISTRY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { recordAll } from '../../support/recorded-versions.ts';
import { openRegistries } from '../../support/runs.ts';

const createTable = useDynamodb();

describe('a registry', () => {
  test('that nothing is known of is not complete, and nobody knows whether layers may be mounted', async () => {
    const { registries } = await openRegistries(createTable);

    expect(await registries.find(REGISTRY)).toEqual({
      ...{ isComplete: false, blobMounting: null, lastReconciledAt: null, drift: null },
    });
    expect(await registries.settings(REGISTRY)).toBeNull();
  });

  test('keeps what it says of itself', async () => {
    const { registries } = await openRegistries(createTable);
    const settings = { blobMounting: true, pullThroughPrefixes: ['docker-hub', 'ecr-public'] };

    await registries.keepSettings(REGISTRY, settings);

    expect(await registries.settings(REGISTRY)).toEqual(settings);
    expect(await registries.find(REGISTRY)).toMatchObject({ isComplete: false, blobMounting: true });
  });

  test('is complete once a run made it so, whatever later ones say', async () => {
    const { registries } = await openRegistries(createTable);
    const drift = { missedPushes: 1, missedDeletions: 2, missedTags: 3 };

    await registries.finish(REGISTRY, { isComplete: true, drift: null, at: at(1) });
    const first = await registries.find(REGISTRY);
    await registries.finish(REGISTRY, { isComplete: false, drift, at: at(2) });
    const second = await registries.find(REGISTRY);

    expect(first).toMatchObject({ isComplete: true, lastReconciledAt: at(1), drift: null });
    expect(second).toMatchObject({ isComplete: true, lastReconciledAt: at(2), drift });
  });

  test('is listed with no images after a scan found nothing, and not before', async () => {
    const { registries, reader } = await openRegistries(createTable);
    await registries.keepSettings(REGISTRY, { blobMounting: false, pullThroughPrefixes: [] });

    const before = await reader.registries({});
    await registries.finish(REGISTRY, { isComplete: true, drift: null, at: at(1) });
    const after = await reader.registries({});

    expect(before).toEqual([]);
    expect(after).toMatchObject([{ ...REGISTRY, repositories: 0, images: 0, asOf: at(1) }]);
  });

  test('keeps all that when its first image is counted, whichever comes first', async () => {
    const { registries, history, reader } = await openRegistries(createTable);
    await registries.keepSettings(REGISTRY, { blobMounting: false, pullThroughPrefixes: [] });
    await recordAll(history, [image()]);

    await registries.finish(REGISTRY, { isComplete: true, drift: null, at: at(1) });

    expect(await registries.find(REGISTRY)).toMatchObject({ isComplete: true, blobMounting: false });
    expect(await reader.registries({})).toMatchObject([{ ...REGISTRY, images: 1 }]);
  });
});
