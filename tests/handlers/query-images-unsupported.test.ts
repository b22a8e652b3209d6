import { expect, test } from 'vitest';
import { DOCKER_SCHEMA1 } from '../../src/domain/media-type.ts';
import { createQueryClient } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage } from '../support/recorded-images.ts';

const repository = { ...IRELAND, repository: 'team/legacy' };
const old = recordedImage(repository, '2026-11-01T10:00:00Z', [], {
  kind: 'unsupported',
  mediaType: DOCKER_SCHEMA1,
  platform: null,
});
const next = recordedImage(repository, '2026-11-02T10:00:00Z', [layer('base', 100)]);
const client = createQueryClient({ images: [old, next] });
const isThere = {
  ...{ kind: 'unsupported', digest: old.digest, tags: ['1.0.0'], platform: null, base: null },
  ...{ sizeBytes: null, newBytes: null, layerCount: 0 },
};

test('of an image that is not supported no size is told, since none is known', async () => {
  const { body } = await client.get(`/v1/images/${old.digest}`);

  expect(body).toMatchObject({ ...isThere, mediaType: DOCKER_SCHEMA1, layers: [], children: [] });
});

test('it stands in the history of its repository', async () => {
  const { body } = await client.get('/v1/images?repository=team/legacy');

  expect(body).toMatchObject({ items: [{ sizeBytes: 100, newBytes: 100 }, isThere] });
});
