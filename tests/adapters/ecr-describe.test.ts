import {
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  ECRServiceException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { describeImagesOf } from '../support/describe-images.ts';
import { useDescribedRegistry } from '../support/described-registry.ts';

const REPOSITORY = { accountId: '210987654321', region: 'eu-west-1', repository: 'team/web' };
const PUSHED = new Date('2026-11-20T10:00:00Z');
const IMAGE = digestOf('image');
const $metadata = {};

const { ecr, registry, holds, inputs } = useDescribedRegistry();

describe('describe', () => {
  test('asks by digest and by tag, of the registry that was named, for images of any status', async () => {
    holds([{ imageDigest: IMAGE }, { imageDigest: digestOf('other'), imageTags: ['v1.2_x-3'] }]);

    await registry.describe(REPOSITORY, [IMAGE, 'v1.2_x-3']);

    expect(inputs()).toEqual([
      {
        registryId: '210987654321',
        repositoryName: 'team/web',
        imageIds: [{ imageDigest: IMAGE }, { imageTag: 'v1.2_x-3' }],
        filter: { imageStatus: 'ANY' },
      },
    ]);
  });

  test('answers by the references as they were asked, in whatever order ECR answers', async () => {
    const other = digestOf('other');
    holds([
      { imageDigest: other, imagePushedAt: PUSHED },
      { imageDigest: IMAGE, imageTags: ['1.4.2', 'latest'], imagePushedAt: PUSHED },
    ]);

    const found = await registry.describe(REPOSITORY, ['latest', IMAGE, other]);

    const image = listed({ digest: IMAGE, tags: ['1.4.2', 'latest'] });
    expect([...found]).toEqual([
      ['latest', image],
      [IMAGE, image],
      [other, listed({ digest: other })],
    ]);
  });

  test.each([
    ['ACTIVE', 'standard'],
    ['ARCHIVED', 'archive'],
    ['ACTIVATING', 'archive'],
    [undefined, 'standard'],
  ] as const)('an image that is %s is stored as %s', async (imageStatus, storageClass) => {
    holds([{ imageDigest: IMAGE, imagePushedAt: PUSHED, imageStatus }]);

    const found = await registry.describe(REPOSITORY, [IMAGE]);

    expect(found.get(IMAGE)).toEqual(listed({ storageClass }));
  });

  test('asks for a reference that is named twice once', async () => {
    holds([{ imageDigest: IMAGE }]);

    await registry.describe(REPOSITORY, [IMAGE, IMAGE]);

    expect(inputs()[0]?.imageIds).toHaveLength(1);
  });

  test.each(['', 'sha256:abc', 'a tag', 'a/b', 'x'.repeat(301)])(
    'never asks for what names no image (%j)',
    async (reference) => {
      holds([{ imageDigest: IMAGE }]);

      const found = await registry.describe(REPOSITORY, [reference, IMAGE]);

      expect([...found.keys()]).toEqual([IMAGE]);
      expect(inputs().map(({ imageIds }) => imageIds)).toEqual([[{ imageDigest: IMAGE }]]);
    },
  );

  test.each([
    ['at once', 0],
    ['between two calls', 1],
  ])('a repository that is gone (%s) has nothing', async (_case, answered) => {
    const digests = Array.from({ length: 101 }, (_, position) => digestOf(`${position}`));
    const answer = describeImagesOf(digests.map((imageDigest) => ({ imageDigest })));
    ecr.on(DescribeImagesCommand).callsFake((input: DescribeImagesCommandInput) => {
      const gone = new RepositoryNotFoundException({ message: '', $metadata });
      return inputs().length > answered ? Promise.reject(gone) : answer(input);
    });

    const found = await registry.describe(REPOSITORY, digests);

    expect(found.size).toBe(0);
  });

  test.each([
    [exception('ThrottlingException'), 'RegistryUnavailableError'],
    [exception('ServerException'), 'RegistryUnavailableError'],
    [exception('InvalidParameterException'), 'RegistryUnavailableError'],
    [exception('AccessDeniedException'), 'AccessDeniedError'],
  ])('%s is no answer: it fails with %s', async (cause, name) => {
    ecr.on(DescribeImagesCommand).rejects(cause);

    await expect(registry.describe(REPOSITORY, [IMAGE])).rejects.toMatchObject({
      name,
      cause,
      retryable: true,
      details: { repository: '210987654321/eu-west-1/team/web', awsError: cause.name },
    });
  });

  test.each([
    ['without it', []],
    ['with another one', [{ imageDigest: digestOf('other') }]],
    ['with one that has no digest', [{ imageTags: ['latest'] }]],
  ])('an answer %s is no answer: the image is asked for again', async (_case, imageDetails) => {
    ecr.on(DescribeImagesCommand).resolves({ imageDetails });

    await expect(registry.describe(REPOSITORY, ['latest'])).rejects.toMatchObject({
      name: 'RegistryUnavailableError',
      retryable: true,
      details: { repository: '210987654321/eu-west-1/team/web', reference: 'latest' },
    });
  });
});

function listed(more: object = {}) {
  return { digest: IMAGE, tags: [], pushedAt: PUSHED.toISOString(), storageClass: 'standard', ...more };
}

function exception(name: string): ECRServiceException {
  return new ECRServiceException({ name, $fault: 'client', $metadata });
}
