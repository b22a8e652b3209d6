import type { Digest } from './digest.ts';

/** One account in one region: the only scope inside which layers can be shared. */
export interface RegistryId {
  readonly accountId: string;
  readonly region: string;
}

/** A named collection of images; the name contains slashes. */
export interface RepositoryId extends RegistryId {
  readonly repository: string;
}

export interface ImageRef extends RepositoryId {
  readonly digest: Digest;
}

/** `123456789012/eu-west-1` */
export function formatRegistry({ accountId, region }: RegistryId): string {
  return `${accountId}/${region}`;
}

export function parseRegistry(text: string): RegistryId {
  const [accountId = '', region = ''] = text.split('/');
  return { accountId, region };
}

/** `123456789012/eu-west-1/team/web` */
export function formatRepository(id: RepositoryId): string {
  return `${formatRegistry(id)}/${id.repository}`;
}
