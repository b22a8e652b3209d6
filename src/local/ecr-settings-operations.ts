import * as z from 'zod/mini';
import { PAGE_FIELDS, pageOf } from './ecr-page.ts';
import { invalidParameter, missingRepository, operation, registryId } from './ecr-request.ts';
import { aws, awsFailure } from './http-server.ts';

const EXCLUSIONS_MAX = 100;

const AccountSettingRequest = z.object({
  name: z.enum(['BASIC_SCAN_TYPE_VERSION', 'REGISTRY_POLICY_SCOPE', 'BLOB_MOUNTING']),
});

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAccountSetting.html */
export const getAccountSetting = operation(AccountSettingRequest, ({ settings }, { name }) => {
  const values = {
    BASIC_SCAN_TYPE_VERSION: 'AWS_NATIVE',
    REGISTRY_POLICY_SCOPE: 'V2',
    BLOB_MOUNTING: settings.blobMounting ? 'ENABLED' : 'DISABLED',
  };
  return aws(200, { name, value: values[name] });
});

const PullThroughRequest = z.object({
  registryId,
  ecrRepositoryPrefixes: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(100))),
  ...PAGE_FIELDS,
});

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribePullThroughCacheRules.html */
export const describePullThroughCacheRules = operation(
  PullThroughRequest,
  ({ registry, settings }, request) => {
    const { accountId } = registry;
    const rules = (request.registryId ?? accountId) === accountId ? settings.pullThroughRules : [];
    const prefixes = request.ecrRepositoryPrefixes ?? rules.map((rule) => rule.ecrRepositoryPrefix);
    const asked = rules.filter((rule) => prefixes.includes(rule.ecrRepositoryPrefix));
    const missing = prefixes.find((prefix) => !asked.some((rule) => rule.ecrRepositoryPrefix === prefix));
    if (missing !== undefined)
      return awsFailure(
        'PullThroughCacheRuleNotFoundException',
        `The pull through cache rule with ecr repository prefix '${missing}' does not exist in the registry with id '${accountId}'`,
      );
    const page = pageOf(asked, (rule) => rule.ecrRepositoryPrefix, request);
    if (page === null) return invalidParameter('nextToken');
    const { items, ...rest } = page;
    return aws(200, {
      pullThroughCacheRules: items.map((rule) => ({ ...rule, registryId: accountId })),
      ...rest,
    });
  },
);

const ResourceRequest = z.object({ resourceArn: z.string() });

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = operation(ResourceRequest, async (ecr, { resourceArn }) => {
  const [, region, account, name] = /^arn:aws:ecr:([^:]+):(\d{12}):repository\/(.+)$/.exec(resourceArn) ?? [];
  if (name === undefined || region !== ecr.registry.region) return invalidParameter('resourceArn');
  const missing = await missingRepository(ecr, { registryId: account, repositoryName: name });
  if (missing) return missing;
  const tags = Object.entries(ecr.settings.tagsOf(name)).map(([Key, Value]) => ({ Key, Value }));
  return aws(200, { tags });
});

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListPullTimeUpdateExclusions.html */
export const listPullTimeUpdateExclusions = operation(
  z.object(PAGE_FIELDS),
  ({ pullTimeExclusions }, request) => {
    const page = pageOf([...pullTimeExclusions], (arn) => arn, request);
    if (page === null) return invalidParameter('nextToken');
    const { items, ...rest } = page;
    return aws(200, { pullTimeUpdateExclusions: items, ...rest });
  },
);

const ExclusionRequest = z.object({
  principalArn: z.string().check(z.regex(/^arn:[\w-]+:iam::\d{12}:\S+$/)),
});

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegisterPullTimeUpdateExclusion.html */
export const registerPullTimeUpdateExclusion = operation(
  ExclusionRequest,
  ({ pullTimeExclusions }, { principalArn }) => {
    if (pullTimeExclusions.has(principalArn))
      return awsFailure('ExclusionAlreadyExistsException', `The exclusion exists: ${principalArn}`);
    if (pullTimeExclusions.size >= EXCLUSIONS_MAX)
      return awsFailure('LimitExceededException', `A registry has at most ${EXCLUSIONS_MAX} exclusions`);
    pullTimeExclusions.add(principalArn);
    return aws(200, { principalArn, createdAt: Math.floor(Date.now() / 1000) });
  },
);
