import {
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoriesCommand,
  GetAccountSettingCommand,
  ListPullTimeUpdateExclusionsCommand,
  ListTagsForResourceCommand,
  RegisterPullTimeUpdateExclusionCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createMemorySource } from '../../src/local/manifest-source.ts';
import { createStoredImages } from '../../src/local/stored-images.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';
import { withLocalEcr } from './local-ecr.ts';

const { accountId, region } = REGISTRY;
const ARN = `arn:aws:ecr:${region}:${accountId}:repository/team/orders`;
const OTHER_ACCOUNT = '999999999999';

const stored = createStoredImages();
for (const repository of ['team/orders', 'team/billing', 'base'])
  stored.push({ repository, digest: fakeDigest('image'), tag: '1', at: '2026-11-20T10:00:00Z' });
const source = { ...createMemorySource(), ...stored };

describe('unless something is set', () => {
  const ecr = withLocalEcr(source);

  test('every repository is encrypted with AES256', async () => {
    const { repositories } = await ecr().client.send(
      new DescribeRepositoriesCommand({ repositoryNames: ['team/orders'] }),
    );

    expect(repositories).toEqual([
      {
        repositoryArn: ARN,
        registryId: accountId,
        repositoryName: 'team/orders',
        repositoryUri: `${accountId}.dkr.ecr.${region}.amazonaws.com/team/orders`,
        imageTagMutability: 'MUTABLE',
        imageScanningConfiguration: { scanOnPush: false },
        encryptionConfiguration: { encryptionType: 'AES256' },
      },
    ]);
  });

  test('repositories are listed in pages, by name', async () => {
    const first = await ecr().client.send(new DescribeRepositoriesCommand({ maxResults: 2 }));
    const { nextToken } = first;
    const second = await ecr().client.send(new DescribeRepositoriesCommand({ maxResults: 2, nextToken }));

    const names = [first, second].map(({ repositories = [] }) =>
      repositories.map(({ repositoryName }) => repositoryName),
    );
    expect(names).toEqual([['base', 'team/billing'], ['team/orders']]);
    expect(second.nextToken).toBeUndefined();
  });

  test.each([
    ['a repository that does not exist', { repositoryNames: ['none'] }, 'RepositoryNotFoundException'],
    ['names and a page', { repositoryNames: ['base'], maxResults: 2 }, 'InvalidParameterException'],
    ['a token nobody gave', { nextToken: '!' }, 'InvalidParameterException'],
  ])('refuses to describe %s', async (_reason, input, name) => {
    await expect(ecr().client.send(new DescribeRepositoriesCommand(input))).rejects.toMatchObject({ name });
  });

  test('another registry has no repositories', async () => {
    const { repositories } = await ecr().client.send(
      new DescribeRepositoriesCommand({ registryId: OTHER_ACCOUNT }),
    );

    expect(repositories).toEqual([]);
  });

  test('blobs are not mounted', async () => {
    const answer = await ecr().client.send(new GetAccountSettingCommand({ name: 'BLOB_MOUNTING' }));

    expect(answer).toMatchObject({ name: 'BLOB_MOUNTING', value: 'DISABLED' });
  });

  test('a setting nobody knows is refused', async () => {
    await expect(ecr().client.send(new GetAccountSettingCommand({ name: 'CACHING' }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('there are no pull-through-cache rules', async () => {
    const all = await ecr().client.send(new DescribePullThroughCacheRulesCommand());
    const named = ecr().client.send(
      new DescribePullThroughCacheRulesCommand({ ecrRepositoryPrefixes: ['hub'] }),
    );

    expect(all.pullThroughCacheRules).toEqual([]);
    await expect(named).rejects.toMatchObject({ name: 'PullThroughCacheRuleNotFoundException' });
  });

  test('a repository has no tags of its own', async () => {
    const { tags } = await ecr().client.send(new ListTagsForResourceCommand({ resourceArn: ARN }));

    expect(tags).toEqual([]);
  });

  test.each([
    ['a repository that does not exist', `${ARN}s`, 'RepositoryNotFoundException'],
    ['a repository of another account', ARN.replace(accountId, OTHER_ACCOUNT), 'RepositoryNotFoundException'],
    ['what is no repository', 'arn:aws:s3:::bucket', 'InvalidParameterException'],
  ])('the tags of %s are refused', async (_reason, resourceArn, name) => {
    await expect(ecr().client.send(new ListTagsForResourceCommand({ resourceArn }))).rejects.toMatchObject({
      name,
    });
  });

  test('a principal is excluded from pull times once it is registered, and once only', async () => {
    const principalArn = `arn:aws:iam::${accountId}:role/layerwatch`;
    const before = await ecr().client.send(new ListPullTimeUpdateExclusionsCommand());

    const answer = await ecr().client.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn }));
    const again = ecr().client.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn }));

    await expect(again).rejects.toMatchObject({ name: 'ExclusionAlreadyExistsException' });
    expect(before.pullTimeUpdateExclusions).toEqual([]);
    expect(answer).toMatchObject({ principalArn, createdAt: expect.any(Date) });
    expect(await ecr().client.send(new ListPullTimeUpdateExclusionsCommand())).toMatchObject({
      pullTimeUpdateExclusions: [principalArn],
    });
  });

  test('what is no principal is refused', async () => {
    await expect(
      ecr().client.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn: 'layerwatch' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('as it is set', () => {
  const key = `arn:aws:kms:${region}:${accountId}:key/1`;
  const rules = ['quay', 'hub'].map((prefix) => ({
    ecrRepositoryPrefix: prefix,
    upstreamRegistryUrl: `${prefix}.example.com`,
  }));
  const ecr = withLocalEcr(source, {
    blobMounting: true,
    pullThroughRules: rules,
    encryptionOf: () => ({ type: 'KMS', key }),
    tagsOf: (repository) => (repository === 'team/orders' ? { 'layerwatch:owner': 'orders' } : {}),
  });

  test('blob mounting, rules, keys and tags are told', async () => {
    const { client } = ecr();

    const setting = await client.send(new GetAccountSettingCommand({ name: 'BLOB_MOUNTING' }));
    const { pullThroughCacheRules } = await client.send(
      new DescribePullThroughCacheRulesCommand({ maxResults: 10 }),
    );
    const { repositories } = await client.send(new DescribeRepositoriesCommand({ maxResults: 1 }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: ARN }));

    expect(setting.value).toBe('ENABLED');
    expect(pullThroughCacheRules).toEqual(
      rules.toReversed().map((rule) => ({ ...rule, registryId: accountId })),
    );
    expect(repositories?.[0]?.encryptionConfiguration).toEqual({ encryptionType: 'KMS', kmsKey: key });
    expect(tags).toEqual([{ Key: 'layerwatch:owner', Value: 'orders' }]);
  });
});
