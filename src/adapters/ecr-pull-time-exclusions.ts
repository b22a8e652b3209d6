import {
  type ECRClient,
  ListPullTimeUpdateExclusionsCommand,
  RegisterPullTimeUpdateExclusionCommand,
} from '@aws-sdk/client-ecr';
import type { PullTimeExclusions } from '../domain/registry-ports.ts';
import type { RegistryId } from '../domain/registry.ts';
import { ecrAnswer, errorName, registryError } from './aws-errors.ts';

const PAGE_ITEMS = 1_000;

interface EcrPullTimeExclusionsOptions {
  /**
   * The client for one account and region, with credentials of that very account: these calls take no registry ID,
   * ECR answers for the caller's own.
   */
  readonly clientFor: (registry: RegistryId) => ECRClient;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-time-update-exclusions.html; throws ServiceError. */
export function createEcrPullTimeExclusions({ clientFor }: EcrPullTimeExclusionsOptions): PullTimeExclusions {
  return {
    async list(registry) {
      const client = clientFor(registry);
      const found = new Set<string>();
      let cursor: string | undefined;
      do {
        const { pullTimeUpdateExclusions = [], nextToken } = await ecrAnswer(
          client.send(new ListPullTimeUpdateExclusionsCommand({ maxResults: PAGE_ITEMS, nextToken: cursor })),
          registry,
        );
        for (const arn of pullTimeUpdateExclusions) found.add(arn);
        cursor = nextToken;
      } while (cursor);
      return found;
    },

    async register(registry, roleArn) {
      await clientFor(registry)
        .send(new RegisterPullTimeUpdateExclusionCommand({ principalArn: roleArn }))
        .catch((error: unknown) => {
          // Somebody was faster: that is what was wanted.
          if (errorName(error) !== 'ExclusionAlreadyExistsException') throw registryError(error, registry);
        });
    },
  };
}
