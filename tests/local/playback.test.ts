import { expect, test } from 'vitest';
import { OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { createMemorySource } from '../../src/local/manifest-source.ts';
import { createPlayback } from '../../src/local/playback.ts';
import type { ImageActionEvent, ImageChange } from '../../src/local/push-event.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { configText, descriptor, manifestText } from '../support/builders.ts';

const REPOSITORY = 'team/orders';

/** A registry in which images can be pushed, and the digest of one by its name. */
function emptyRegistry() {
  const content = createMemorySource();
  const config = content.putBlob(REPOSITORY, configText());
  const image = (name: string) =>
    content.putManifest(REPOSITORY, { text: manifestText([descriptor(name)]), mediaType: OCI_MANIFEST });
  return { registry: createReplayedRegistry(content), image, config };
}

function change(action: ImageChange['action'], digest: string, tag: string | null): ImageChange {
  return { action, repository: REPOSITORY, digest, tag, at: '2026-11-20T10:00:00Z' };
}

test('a registry holds an image from its push to its deletion', async () => {
  const { registry, image, config } = emptyRegistry();
  const digest = image('one');
  const before = [await registry.hasRepository(REPOSITORY), await registry.manifest(REPOSITORY, digest)];

  await registry.apply(change('PUSH', digest, '1'));
  const meanwhile = await registry.manifest(REPOSITORY, digest);
  await registry.apply(change('DELETE', digest, null));

  expect(before).toEqual([false, null]);
  expect(meanwhile?.text).toBe(manifestText([descriptor('one')]));
  expect(await registry.blob(REPOSITORY, config)).toBe(configText());
  expect(await registry.manifest(REPOSITORY, digest)).toBeNull();
  expect(await registry.images(REPOSITORY)).toEqual([]);
  expect(await registry.repositories()).toEqual([REPOSITORY]);
});

test('a registry deletes an image by the last of its tags', async () => {
  const { registry, image } = emptyRegistry();
  const digest = image('one');
  for (const tag of ['1', 'latest']) await registry.apply(change('PUSH', digest, tag));

  await registry.apply(change('DELETE', digest, 'latest'));
  const meanwhile = await registry.image(REPOSITORY, digest);
  await registry.apply(change('DELETE', digest, '1'));

  expect(meanwhile?.tags).toEqual(['1']);
  expect(await registry.image(REPOSITORY, digest)).toBeNull();
});

test('plays every change in order, in batches of ten, with the registry ahead of each', async () => {
  const { registry, image } = emptyRegistry();
  const batches: { events: readonly ImageActionEvent[]; stored: number }[] = [];
  const playback = createPlayback(registry, {
    deliver: async (events) => {
      batches.push({ events, stored: (await registry.images(REPOSITORY)).length });
    },
  });
  const pushes = Array.from({ length: 12 }, (_, number) => change('PUSH', image(`${number}`), `${number}`));

  for (const push of pushes) await playback.play(push);
  await playback.play(change('DELETE', pushes[0]?.digest ?? '', null));
  await playback.finish();

  expect(batches.map(({ events, stored }) => ({ events: events.length, stored }))).toEqual([
    { events: 10, stored: 10 },
    { events: 3, stored: 11 },
  ]);
  const details = batches.flatMap(({ events }) => events.map(({ detail }) => detail));
  expect(details.map((detail) => detail['image-tag'])).toEqual([...pushes.map(({ tag }) => tag), '']);
  expect(details.at(-1)).toEqual({
    result: 'SUCCESS',
    'repository-name': REPOSITORY,
    'image-digest': pushes[0]?.digest,
    'action-type': 'DELETE',
    'image-tag': '',
  });
});
