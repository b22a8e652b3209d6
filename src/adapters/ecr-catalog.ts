import {
  DescribeImagesCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoriesCommand,
  type ECRClient,
  type EncryptionConfiguration,
  GetAccountSettingCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr';
import type { Catalog, Encryption } from '../domain/registry-ports.ts';
import type { RegistryId } from '../domain/registry.ts';
import { repositoryArn } from '../domain/repository-arn.ts';
import { ecrAnswer } from './aws-errors.ts';
import { listedImage } from './ecr-listed-image.ts';

// The most that ECR gives at once; without it, it gives 100.
const PAGE_ITEMS = 1_000;

const TAG_PREFIX = 'layerwatch:';

interface EcrCatalogOptions {
  /**
   * The client for one account and region, with credentials of that very account: ECR takes no registry ID when asked
   * for account settings, it answers for the caller's own.
   */
  readonly clientFor: (registry: RegistryId) => ECRClient;
}

/** What Amazon ECR holds. A cursor is ECR's `nextToken`. */
export function createEcrCatalog({ clientFor }: EcrCatalogOptions): Catalog {
  return {
    async repositories(registry, { limit, cursor }) {
      const { repositories = [], nextToken } = await ecrAnswer(
        clientFor(registry).send(
          new DescribeRepositoriesCommand({
            registryId: registry.accountId,
            maxResults: Math.min(limit, PAGE_ITEMS),
            nextToken: cursor ?? undefined,
          }),
        ),
        registry,
      );
      const { accountId, region } = registry;
      const items = repositories.flatMap(({ repositoryName: repository, encryptionConfiguration }) =>
        repository
          ? [{ accountId, region, repository, encryption: encryptionOf(encryptionConfiguration) }]
          : [],
      );
      return { items, cursor: nextToken || null };
    },

    async images(repository, cursor) {
      const { imageDetails = [], nextToken } = await ecrAnswer(
        clientFor(repository).send(
          new DescribeImagesCommand({
            registryId: repository.accountId,
            repositoryName: repository.repository,
            maxResults: PAGE_ITEMS,
            nextToken: cursor ?? undefined,
            // Without it ECR lists active images only.
            filter: { imageStatus: 'ANY' },
          }),
        ),
        repository,
      );
      return {
        items: imageDetails.flatMap((detail) => listedImage(detail) ?? []),
        cursor: nextToken || null,
      };
    },

    async settings(registry) {
      const client = clientFor(registry);
      const { value } = await ecrAnswer(
        client.send(new GetAccountSettingCommand({ name: 'BLOB_MOUNTING' })),
        registry,
      );
      return { blobMounting: value === 'ENABLED', pullThroughPrefixes: await prefixes(client, registry) };
    },

    async repositoryTags(repository) {
      const { tags = [] } = await ecrAnswer(
        clientFor(repository).send(
          new ListTagsForResourceCommand({ resourceArn: repositoryArn(repository) }),
        ),
        repository,
      );
      const own = tags.filter(({ Key }) => Key?.startsWith(TAG_PREFIX));
      return new Map(own.map(({ Key = '', Value = '' }) => [Key.slice(TAG_PREFIX.length), Value]));
    },
  };
}

/** `ROOT` stands for every repository that has no rule with a prefix. */
async function prefixes(client: ECRClient, registry: RegistryId): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const { pullThroughCacheRules = [], nextToken } = await ecrAnswer(
      client.send(
        new DescribePullThroughCacheRulesCommand({
          registryId: registry.accountId,
          maxResults: PAGE_ITEMS,
          nextToken: cursor,
        }),
      ),
      registry,
    );
    // `ecr-public` and `ecr-public/` mean the same.
    found.push(
      ...pullThroughCacheRules.flatMap(({ ecrRepositoryPrefix: prefix }) => prefix?.replace(/\/$/, '') || []),
    );
    cursor = nextToken;
  } while (cursor);
  return found;
}

/** A repository that says nothing of its encryption has ECR's default. */
function encryptionOf({ encryptionType, kmsKey }: Partial<EncryptionConfiguration> = {}): Encryption {
  switch (encryptionType) {
    case undefined:
    case 'AES256':
      return { type: 'AES256', key: null };
    case 'KMS':
    case 'KMS_DSSE':
      return { type: encryptionType, key: kmsKey ?? null };
    // A kind that ECR has since brought in: equal to itself only, so that no mounting is promised with another one.
    default:
      return { type: 'KMS', key: kmsKey ?? encryptionType };
  }
}
