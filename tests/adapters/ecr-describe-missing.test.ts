import {
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  ECRServiceException,
} from '@aws-sdk/client-ecr';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { describeImagesOf, imageNotFound } from '../support/describe-images.ts';
import { useDescribedRegistry } from '../support/described-registry.ts';

/** One missing image fails the whole call: which are missing has to be found out. */
const REPOSITORY = { accountId: '210987654321', region: 'eu-west-1', repository: 'team/web' };
const IMAGE = digestOf('image');
const GONE = digestOf('gone');

const { ecr, registry, holds, inputs } = useDescribedRegistry();

test('one image that is missing leaves its neighbours unharmed', async () => {
  holds([{ imageDigest: IMAGE, imageTags: ['1.0.0'] }]);

  const found = await registry.describe(REPOSITORY, [GONE, IMAGE, 'no-such-tag', '1.0.0']);

  expect([...found.keys()]).toEqual([IMAGE, '1.0.0']);
});

test('finds what exists, whatever is missing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 250 }), async (there) => {
      const digests = there.map((_, position) => digestOf(`${position}`));
      const existing = digests.filter((_, position) => there[position]);
      holds(existing.map((imageDigest) => ({ imageDigest })));

      const found = await registry.describe(REPOSITORY, digests);

      expect([...found.keys()]).toEqual(existing);
      expect(inputs().every(({ imageIds = [] }) => imageIds.length >= 1 && imageIds.length <= 100)).toBe(
        true,
      );
      expect(inputs().length).toBeLessThan(2 * digests.length + 1);
    }),
    { numRuns: 40 },
  );
});

test.each([
  { of: 0, which: 'none', missing: [], calls: 0 },
  { of: 1, which: 'none', missing: [], calls: 1 },
  { of: 1, which: 'the only one', missing: [0], calls: 1 },
  { of: 100, which: 'none', missing: [], calls: 1 },
  { of: 101, which: 'none', missing: [], calls: 2 },
  { of: 100, which: 'the first', missing: [0], calls: 15 },
  { of: 100, which: 'the last', missing: [99], calls: 8 },
  { of: 100, which: 'all', missing: [...Array(100).keys()], calls: 199 },
])('of $of references $which missing: $calls calls', async ({ of, missing, calls }) => {
  const digests = Array.from({ length: of }, (_, position) => digestOf(`${position}`));
  holds(digests.filter((_, n) => !missing.includes(n)).map((imageDigest) => ({ imageDigest })));

  const found = await registry.describe(REPOSITORY, digests);

  expect(found.size).toBe(of - missing.length);
  expect(inputs()).toHaveLength(calls);
});

test('takes an image for missing only where it was refused alone: others change meanwhile', async () => {
  const other = digestOf('other');
  const details = [{ imageDigest: IMAGE }, { imageDigest: other }];
  const answer = describeImagesOf(details);
  let calls = 0;
  ecr.on(DescribeImagesCommand).callsFake((input: DescribeImagesCommandInput) => {
    calls += 1;
    return calls === 1 ? Promise.reject(imageNotFound()) : answer(input);
  });

  const found = await registry.describe(REPOSITORY, [IMAGE, other]);

  expect([...found.keys()]).toEqual([IMAGE, other]);
});

test('throttling amid the halves fails the whole: nothing is taken for missing', async () => {
  const throttling = new ECRServiceException({
    name: 'ThrottlingException',
    $fault: 'client',
    $metadata: {},
  });
  ecr
    .on(DescribeImagesCommand)
    .rejectsOnce(imageNotFound())
    .resolvesOnce({ imageDetails: [{ imageDigest: IMAGE }] })
    .rejects(throttling);

  await expect(registry.describe(REPOSITORY, [IMAGE, GONE])).rejects.toMatchObject({
    name: 'RegistryUnavailableError',
  });
});
