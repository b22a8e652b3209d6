import type { Encryption } from '../domain/registry-ports.ts';

/** What is set in the local ECR besides its images. */
export interface EcrSettings {
  /** Whether layers may be mounted from other repositories. */
  readonly blobMounting: boolean;
  readonly pullThroughRules: readonly PullThroughRule[];
  encryptionOf(repository: string): Encryption;
  /** The tags of a repository itself, not of its images. */
  tagsOf(repository: string): Readonly<Record<string, string>>;
}

interface PullThroughRule {
  readonly ecrRepositoryPrefix: string;
  readonly upstreamRegistryUrl: string;
}

/** As in an account that nobody has configured. */
export const ECR_DEFAULTS: EcrSettings = {
  blobMounting: false,
  pullThroughRules: [],
  encryptionOf: () => ({ type: 'AES256', key: null }),
  tagsOf: () => ({}),
};
