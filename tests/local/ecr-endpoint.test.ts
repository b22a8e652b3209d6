import {
  BatchGetImageCommand,
  type BatchGetImageCommandInput,
  GetDownloadUrlForLayerCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import {
  ACCEPTED_MEDIA_TYPES,
  DOCKER_MANIFEST,
  OCI_INDEX,
  OCI_MANIFEST,
} from '../../src/domain/media-type.ts';
import type { RegistrySource } from '../../src/local/image-catalog.ts';
import { createMemorySource } from '../../src/local/manifest-source.ts';
import { createStoredImages } from '../../src/local/stored-images.ts';
import { configText, fakeDigest, indexText, manifestText, REGISTRY } from '../support/builders.ts';
import { withLocalEcr } from './local-ecr.ts';

const memory = createMemorySource();
const image = memory.putManifest('team/orders', { text: manifestText(), mediaType: OCI_MANIFEST });
const index = memory.putManifest('team/orders', { text: indexText([image]), mediaType: OCI_INDEX });
const config = memory.putBlob('team/orders', configText());
const source: RegistrySource = {
  ...createStoredImages(),
  ...memory,
  hasRepository: async (repository) => {
    if (repository === 'team/broken') throw new Error('the registry is down');
    return memory.hasRepository(repository);
  },
};

const ecr = withLocalEcr(source);

function batchGetImage(input: Partial<BatchGetImageCommandInput>) {
  return ecr().client.send(
    new BatchGetImageCommand({
      registryId: REGISTRY.accountId,
      repositoryName: 'team/orders',
      imageIds: [{ imageDigest: image }],
      acceptedMediaTypes: [...ACCEPTED_MEDIA_TYPES],
      ...input,
    }),
  );
}

function downloadUrl(layerDigest: string, repositoryName = 'team/orders') {
  return ecr().client.send(new GetDownloadUrlForLayerCommand({ repositoryName, layerDigest }));
}

test('gives images and indexes with their exact text, and a failure for what is missing', async () => {
  const missing = fakeDigest('missing');

  const answer = await batchGetImage({
    imageIds: [{ imageDigest: image }, { imageDigest: missing }, { imageDigest: index }],
  });

  expect(answer.images).toEqual([
    {
      registryId: REGISTRY.accountId,
      repositoryName: 'team/orders',
      imageId: { imageDigest: image },
      imageManifest: manifestText(),
      imageManifestMediaType: OCI_MANIFEST,
    },
    {
      registryId: REGISTRY.accountId,
      repositoryName: 'team/orders',
      imageId: { imageDigest: index },
      imageManifest: indexText([image]),
      imageManifestMediaType: OCI_INDEX,
    },
  ]);
  expect(answer.failures).toEqual([
    {
      imageId: { imageDigest: missing },
      failureCode: 'ImageNotFound',
      failureReason: 'Requested image not found',
    },
  ]);
});

test.each([
  ['an id without digest and tag', {}, 'MissingDigestAndTag'],
  ['a tag: nothing is read by tag', { imageTag: 'latest' }, 'ImageNotFound'],
  ['what is no digest', { imageDigest: 'sha256:abc' }, 'InvalidImageDigest'],
])('fails for %s', async (_reason, imageId, failureCode) => {
  const answer = await batchGetImage({ imageIds: [imageId] });

  expect(answer.images).toEqual([]);
  expect(answer.failures?.map((failure) => failure.failureCode)).toEqual([failureCode]);
});

test('gives no manifest of a media type that is not accepted', async () => {
  const answer = await batchGetImage({ acceptedMediaTypes: [DOCKER_MANIFEST] });

  expect(answer.failures?.map(({ failureCode }) => failureCode)).toEqual(['ImageNotFound']);
});

test.each([
  ['a repository that does not exist', { repositoryName: 'team/none' }, 'RepositoryNotFoundException'],
  ['another registry', { registryId: '999999999999' }, 'RepositoryNotFoundException'],
  ['no ids', { imageIds: [] }, 'InvalidParameterException'],
  [
    'more than 100 ids',
    { imageIds: Array.from({ length: 101 }, () => ({ imageDigest: image })) },
    'InvalidParameterException',
  ],
  [
    'a source that fails, so that the caller tries again',
    { repositoryName: 'team/broken' },
    'ServerException',
  ],
])('throws for %s', async (_reason, input, name) => {
  await expect(batchGetImage(input)).rejects.toMatchObject({ name });
});

test('gives a URL on its own origin that serves the blob', async () => {
  const { downloadUrl: url = '', layerDigest } = await downloadUrl(config);

  const response = await fetch(url);

  expect(layerDigest).toBe(config);
  expect(new URL(url).origin).toBe(ecr().origin);
  expect(await response.text()).toBe(configText());
});

test('gives no URL for a blob that does not exist, and serves none', async () => {
  const { downloadUrl: url = '' } = await downloadUrl(config);
  const missing = fakeDigest('missing');

  const response = await fetch(url.replace(encodeURIComponent(config), encodeURIComponent(missing)));

  expect(response.status).toBe(404);
  await expect(downloadUrl(missing)).rejects.toMatchObject({ name: 'LayersNotFoundException' });
  await expect(downloadUrl(config, 'team/none')).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  });
});

test('refuses an operation it does not serve', async () => {
  const response = await fetch(ecr().origin, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.PutImage' },
    body: '{}',
  });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
});
