import { DescribeImagesCommand, type DescribeImagesCommandInput } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import type { RegistrySource, StoredImage } from '../../src/local/image-catalog.ts';
import { createMemorySource } from '../../src/local/manifest-source.ts';
import { createStoredImages } from '../../src/local/stored-images.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';
import { withLocalEcr } from './local-ecr.ts';

const AT = '2026-11-20T10:00:00Z';
const REPOSITORY = 'team/orders';

const tagged = fakeDigest('tagged');
const untagged = fakeDigest('untagged');
const archived = fakeDigest('archived');
const missing = fakeDigest('missing');

const stored = createStoredImages();
for (const tag of ['latest', '1.0.0']) stored.push({ repository: REPOSITORY, digest: tagged, tag, at: AT });
for (const digest of [untagged, archived]) stored.push({ repository: REPOSITORY, digest, tag: null, at: AT });
for (let number = 0; number < 1_001; number += 1)
  stored.push({ repository: 'team/many', digest: fakeDigest(`${number}`), tag: null, at: AT });

const source: RegistrySource = {
  ...createMemorySource(),
  ...stored,
  images: async (repository) => (await stored.images(repository)).map(inItsClass),
  image: async (repository, reference) => {
    const image = await stored.image(repository, reference);
    return image && inItsClass(image);
  },
};

function inItsClass(image: StoredImage): StoredImage {
  return image.digest === archived ? { ...image, storageClass: 'archive' } : image;
}

const ecr = withLocalEcr(source);

function describeImages(input: Partial<DescribeImagesCommandInput>) {
  return ecr().client.send(
    new DescribeImagesCommand({ registryId: REGISTRY.accountId, repositoryName: REPOSITORY, ...input }),
  );
}

async function digestsOf(input: Partial<DescribeImagesCommandInput>) {
  const { imageDetails = [] } = await describeImages(input);
  return new Set(imageDetails.map(({ imageDigest }) => imageDigest));
}

test('says what an image is now, tags and time included', async () => {
  const { imageDetails } = await describeImages({ imageIds: [{ imageTag: 'latest' }] });

  expect(imageDetails).toEqual([
    {
      registryId: REGISTRY.accountId,
      repositoryName: REPOSITORY,
      imageDigest: tagged,
      imageTags: ['1.0.0', 'latest'],
      imagePushedAt: new Date(AT),
      imageStatus: 'ACTIVE',
    },
  ]);
});

test('has no list of tags for an untagged image', async () => {
  const { imageDetails } = await describeImages({ imageIds: [{ imageDigest: untagged }] });

  expect(imageDetails?.[0]).not.toHaveProperty('imageTags');
});

test('answers an image once, by whatever it was asked for', async () => {
  const imageIds = [
    { imageDigest: tagged },
    { imageTag: '1.0.0' },
    { imageDigest: tagged, imageTag: 'latest' },
    { imageDigest: untagged },
  ];

  const { imageDetails = [] } = await describeImages({ imageIds });

  expect(imageDetails.map(({ imageDigest }) => imageDigest)).toEqual([tagged, untagged]);
});

test.each([
  ['a digest it does not have', { imageDigest: missing }, `{imageDigest:'${missing}', imageTag:'null'}`],
  ['a tag it does not have', { imageTag: '2.0.0' }, `{imageDigest:'null', imageTag:'2.0.0'}`],
  ['a tag of another image', { imageDigest: untagged, imageTag: 'latest' }, "imageTag:'latest'}"],
  ['an archived image, unless it is asked for', { imageDigest: archived }, archived],
])('refuses the whole call for %s', async (_reason, imageId, message) => {
  await expect(describeImages({ imageIds: [{ imageDigest: tagged }, imageId] })).rejects.toMatchObject({
    name: 'ImageNotFoundException',
    message: expect.stringContaining(message),
  });
});

test.each([
  ['active images only', undefined, [tagged, untagged]],
  ['every image', { imageStatus: 'ANY' as const }, [tagged, untagged, archived]],
  ['archived ones', { imageStatus: 'ARCHIVED' as const }, [archived]],
  ['none that is being restored', { imageStatus: 'ACTIVATING' as const }, []],
  ['tagged ones', { tagStatus: 'TAGGED' as const }, [tagged]],
  [
    'untagged ones of any status',
    { tagStatus: 'UNTAGGED' as const, imageStatus: 'ANY' as const },
    [untagged, archived],
  ],
])('lists %s', async (_what, filter, digests) => {
  expect(await digestsOf({ filter })).toEqual(new Set(digests));
});

test('finds an archived image by its digest where archived ones are asked for', async () => {
  const imageIds = [{ imageDigest: archived }];

  const { imageDetails } = await describeImages({ imageIds, filter: { imageStatus: 'ANY' } });

  expect(imageDetails).toMatchObject([{ imageDigest: archived, imageStatus: 'ARCHIVED' }]);
});

test.each([
  ['100 at a time unless told otherwise', undefined, 11],
  ['up to 1,000 at a time', 1_000, 2],
])('lists every image once, %s', async (_reason, maxResults, pages) => {
  const found: (string | undefined)[] = [];
  let asked = 0;
  for (let nextToken: string | undefined, more = true; more; more = nextToken !== undefined) {
    const page = await describeImages({ repositoryName: 'team/many', maxResults, nextToken });
    found.push(...(page.imageDetails ?? []).map(({ imageDigest }) => imageDigest));
    nextToken = page.nextToken;
    asked += 1;
  }

  expect(asked).toBe(pages);
  expect(found).toHaveLength(1_001);
  expect(new Set(found).size).toBe(1_001);
});

test('goes on behind the last image of a page, though that was deleted meanwhile', async () => {
  for (const name of ['a', 'b', 'c', 'd'])
    stored.push({ repository: 'team/moving', digest: fakeDigest(name), tag: null, at: AT });
  const first = await describeImages({ repositoryName: 'team/moving', maxResults: 2 });
  const given = (first.imageDetails ?? []).map(({ imageDigest = '' }) => imageDigest);
  stored.remove('team/moving', given[1] ?? '');

  const { nextToken } = first;
  const rest = await describeImages({ repositoryName: 'team/moving', maxResults: 2, nextToken });

  const all = [...given, ...(rest.imageDetails ?? []).map(({ imageDigest = '' }) => imageDigest)];
  expect(new Set(all)).toEqual(new Set(['a', 'b', 'c', 'd'].map(fakeDigest)));
  expect(rest.nextToken).toBeUndefined();
});

test.each([
  ['ids and a page', { imageIds: [{ imageDigest: tagged }], maxResults: 10 }],
  ['ids and a token', { imageIds: [{ imageDigest: tagged }], nextToken: 'YQ' }],
  ['no ids in the list', { imageIds: [] }],
  ['an id without digest and tag', { imageIds: [{}] }],
  ['a digest that is none', { imageIds: [{ imageDigest: 'sha256:abc' }] }],
  ['more than 1,000 at a time', { maxResults: 1_001 }],
  ['a token nobody gave', { nextToken: 'not a token' }],
  ['a status nobody knows', { filter: { imageStatus: 'GONE' as 'ANY' } }],
])('refuses %s', async (_reason, input) => {
  await expect(describeImages(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('refuses a repository that does not exist', async () => {
  await expect(describeImages({ repositoryName: 'team/none' })).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  });
});
