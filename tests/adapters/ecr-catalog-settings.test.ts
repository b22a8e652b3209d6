import {
  DescribePullThroughCacheRulesCommand,
  ECRClient,
  ECRServiceException,
  GetAccountSettingCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEcrCatalog } from '../../src/adapters/ecr-catalog.ts';

const REGISTRY = { accountId: '210987654321', region: 'eu-west-1' };
const REPOSITORY = { ...REGISTRY, repository: 'team/web' };

const client = new ECRClient({ region: 'eu-west-1' });
const ecr = mockClient(client);
beforeEach(() => ecr.reset());

const catalog = createEcrCatalog({ clientFor: () => client });

describe('settings', () => {
  test.each([
    ['ENABLED', true],
    ['DISABLED', false],
    ['SOMETHING_ELSE', false],
    [undefined, false],
  ])('blob mounting %s is %s', async (value, blobMounting) => {
    ecr.on(GetAccountSettingCommand, { name: 'BLOB_MOUNTING' }).resolves({ value });
    ecr.on(DescribePullThroughCacheRulesCommand).resolves({});

    expect(await catalog.settings(REGISTRY)).toEqual({ blobMounting, pullThroughPrefixes: [] });
  });

  test('have the prefixes of all pull-through-cache rules, without the slash', async () => {
    ecr.on(GetAccountSettingCommand).resolves({});
    ecr
      .on(DescribePullThroughCacheRulesCommand)
      .resolvesOnce({
        pullThroughCacheRules: [{ ecrRepositoryPrefix: 'ecr-public' }, { ecrRepositoryPrefix: 'hub/x/' }, {}],
        nextToken: 'more',
      })
      .resolves({ pullThroughCacheRules: [{ ecrRepositoryPrefix: 'ROOT' }] });

    const { pullThroughPrefixes } = await catalog.settings(REGISTRY);

    expect(pullThroughPrefixes).toEqual(['ecr-public', 'hub/x', 'ROOT']);
    expect(ecr.commandCalls(DescribePullThroughCacheRulesCommand).map(({ args }) => args[0].input)).toEqual([
      { registryId: '210987654321', maxResults: 1_000 },
      { registryId: '210987654321', maxResults: 1_000, nextToken: 'more' },
    ]);
  });

  test('a refusal to tell is not taken for no', async () => {
    ecr.on(GetAccountSettingCommand).rejects(exception('InvalidParameterException'));
    ecr.on(DescribePullThroughCacheRulesCommand).resolves({});

    await expect(catalog.settings(REGISTRY)).rejects.toMatchObject({
      name: 'RegistryUnavailableError',
      details: { registry: '210987654321/eu-west-1', awsError: 'InvalidParameterException' },
    });
  });
});

describe('repository tags', () => {
  test('are the ones meant for Layerwatch, without its prefix', async () => {
    ecr.on(ListTagsForResourceCommand).resolves({
      tags: [
        { Key: 'layerwatch:mute', Value: 'image-grew' },
        { Key: 'layerwatch:empty', Value: '' },
        { Key: 'team', Value: 'orders' },
        { Key: 'not-layerwatch:mute', Value: 'all' },
        { Key: undefined, Value: undefined },
      ],
    });

    const tags = await catalog.repositoryTags(REPOSITORY);

    expect([...tags]).toEqual([
      ['mute', 'image-grew'],
      ['empty', ''],
    ]);
  });

  test('a repository without any has none', async () => {
    ecr.on(ListTagsForResourceCommand).resolves({});

    expect((await catalog.repositoryTags(REPOSITORY)).size).toBe(0);
  });

  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-east-1', 'aws'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
  ])('in %s the repository is named in partition %s', async (region, partition) => {
    ecr.on(ListTagsForResourceCommand).resolves({});

    await catalog.repositoryTags({ ...REPOSITORY, region });

    expect(ecr.commandCalls(ListTagsForResourceCommand)[0]?.args[0].input).toEqual({
      resourceArn: `arn:${partition}:ecr:${region}:210987654321:repository/team/web`,
    });
  });
});

function exception(name: string): ECRServiceException {
  return new ECRServiceException({ name, $fault: 'client', $metadata: {} });
}
