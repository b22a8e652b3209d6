import {
  BatchGetImageCommand,
  type BatchGetImageCommandInput,
  ECRClient,
  ECRServiceException,
  ImageFailureCode,
  RepositoryNotFoundException,
  ServerException,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BlobDownload } from '../../src/adapters/blob-download.ts';
import { createEcrRegistry } from '../../src/adapters/ecr-registry.ts';
import { type Digest, digestOf } from '../../src/domain/digest.ts';
import type { RegistryId } from '../../src/domain/registry.ts';

const REPOSITORY = { accountId: '210987654321', region: 'eu-west-1', repository: 'team/web' };
const MANIFEST = '{\n   "schemaVersion": 2\n}';
const MEDIA_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const $metadata = {};

const client = new ECRClient({ region: 'eu-west-1' });
const ecr = mockClient(client);
beforeEach(() => ecr.reset());

const unused: BlobDownload = () => Promise.reject(new Error('nothing is to be downloaded'));
const registry = createEcrRegistry({ clientFor: () => client, download: unused });

describe('getManifests', () => {
  test('asks for digests only, of the registry that was named, in whatever media type it is', async () => {
    ecr.on(BatchGetImageCommand).resolves({});

    await registry.getManifests(REPOSITORY, [digestOf('1'), digestOf('2')]);

    expect(inputs()).toEqual([
      {
        registryId: '210987654321',
        repositoryName: 'team/web',
        imageIds: [{ imageDigest: digestOf('1') }, { imageDigest: digestOf('2') }],
        acceptedMediaTypes: [
          'application/vnd.oci.image.manifest.v1+json',
          'application/vnd.oci.image.index.v1+json',
          'application/vnd.docker.distribution.manifest.v2+json',
          'application/vnd.docker.distribution.manifest.list.v2+json',
          'application/vnd.docker.distribution.manifest.v1+prettyjws',
          'application/vnd.docker.distribution.manifest.v1+json',
        ],
      },
    ]);
  });

  test('answers the manifest exactly as it was returned', async () => {
    const [typed, untyped] = [digestOf('typed'), digestOf('untyped')];
    ecr.on(BatchGetImageCommand).resolves({
      images: [
        // One image comes back once for each of its tags.
        image(typed, { imageManifestMediaType: MEDIA_TYPE }, 'latest'),
        image(typed, { imageManifestMediaType: MEDIA_TYPE }, '1.4.2'),
        image(untyped, {}),
      ],
    });

    const answers = await registry.getManifests(REPOSITORY, [typed, untyped]);

    expect([...answers]).toEqual([
      [typed, { outcome: 'found', text: MANIFEST, mediaType: MEDIA_TYPE }],
      [untyped, { outcome: 'found', text: MANIFEST, mediaType: null }],
    ]);
  });

  test('one image that is missing or cannot be given leaves its neighbours unharmed', async () => {
    const [found, gone, malformed, archived] = ['found', 'gone', 'malformed', 'archived'].map(digestOf) as [
      Digest,
      Digest,
      Digest,
      Digest,
    ];
    ecr.on(BatchGetImageCommand).resolves({
      images: [image(found, {})],
      failures: [
        { imageId: { imageDigest: gone }, failureCode: ImageFailureCode.ImageNotFound },
        { imageId: { imageDigest: malformed }, failureCode: ImageFailureCode.InvalidImageDigest },
        { imageId: { imageDigest: archived }, failureCode: ImageFailureCode.ImageInaccessible },
      ],
    });

    const answers = await registry.getManifests(REPOSITORY, [found, gone, malformed, archived]);

    expect(answers.get(found)).toMatchObject({ outcome: 'found' });
    expect(answers.get(gone)).toEqual({ outcome: 'missing' });
    expect(answers.get(malformed)).toMatchObject({ outcome: 'failed', error: { retryable: false } });
    expect(answers.get(archived)).toMatchObject({
      outcome: 'failed',
      error: { retryable: true, details: { digest: archived, awsError: 'ImageInaccessible' } },
    });
  });

  test.each([
    ['in neither list', {}],
    ['without a manifest', { images: [{ imageId: { imageDigest: digestOf('image') } }] }],
    ['among the failures without its digest', { failures: [{ failureCode: 'ImageNotFound' as const }] }],
    ['among digests nobody asked for', { images: [image(digestOf('other'), {})] }],
  ])('an image that is %s is asked for again', async (_case, answer) => {
    ecr.on(BatchGetImageCommand).resolves(answer);

    const answers = await registry.getManifests(REPOSITORY, [digestOf('image')]);

    expect([...answers.keys()]).toEqual([digestOf('image')]);
    expect(answers.get(digestOf('image'))).toMatchObject({
      outcome: 'failed',
      error: { name: 'RegistryUnavailableError', retryable: true },
    });
  });

  test.each([
    [0, []],
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [201, [100, 100, 1]],
  ])('asks for %d images in calls of %j', async (count, calls) => {
    ecr.on(BatchGetImageCommand).callsFake(async (input: BatchGetImageCommandInput) => ({
      images: input.imageIds?.map(({ imageDigest }) => image(imageDigest ?? '', {})),
    }));
    const digests = Array.from({ length: count }, (_, position) => digestOf(`${position}`));

    const answers = await registry.getManifests(REPOSITORY, digests);

    expect(inputs().map((input) => input.imageIds?.length)).toEqual(calls);
    expect([...answers.keys()]).toEqual(digests);
    expect([...answers.values()].every((answer) => answer.outcome === 'found')).toBe(true);
  });

  test('asks for a digest that is named twice once', async () => {
    ecr.on(BatchGetImageCommand).resolves({});

    await registry.getManifests(REPOSITORY, [digestOf('1'), digestOf('1')]);

    expect(inputs()[0]?.imageIds).toHaveLength(1);
  });

  test.each([
    [new RepositoryNotFoundException({ message: '', $metadata }), 'RepositoryNotFoundError', false],
    [new ServerException({ message: '', $metadata }), 'RegistryUnavailableError', true],
    [exception('ThrottlingException'), 'RegistryUnavailableError', true],
    [exception('AccessDeniedException'), 'AccessDeniedError', true],
    [Object.assign(new Error(), { code: 'ECONNRESET' }), 'RegistryUnavailableError', true],
  ])('%s fails the whole call with %s', async (cause, name, retryable) => {
    ecr.on(BatchGetImageCommand).rejects(cause);

    const call = registry.getManifests(REPOSITORY, [digestOf('image')]);

    await expect(call).rejects.toMatchObject({ name, retryable, cause });
  });

  test('uses the client of the registry that was named', async () => {
    const asked: RegistryId[] = [];
    const clientFor = (id: RegistryId) => {
      asked.push(id);
      return client;
    };
    ecr.on(BatchGetImageCommand).resolves({});

    await createEcrRegistry({ clientFor, download: unused }).getManifests(REPOSITORY, [digestOf('1')]);

    expect(asked).toMatchObject([{ accountId: '210987654321', region: 'eu-west-1' }]);
  });
});

function image(imageDigest: string, fields: { imageManifestMediaType?: string }, imageTag?: string) {
  return { imageId: { imageDigest, imageTag }, imageManifest: MANIFEST, ...fields };
}

function exception(name: string): ECRServiceException {
  return new ECRServiceException({ name, $fault: 'client', $metadata });
}

function inputs(): BatchGetImageCommandInput[] {
  return ecr.commandCalls(BatchGetImageCommand).map((call) => call.args[0].input);
}
