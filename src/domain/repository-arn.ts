import type { RepositoryId } from './registry.ts';

// As the AWS SDK tells partitions by the names of their regions.
const PARTITIONS = [
  { regions: 'cn-', partition: 'aws-cn' },
  { regions: 'us-gov-', partition: 'aws-us-gov' },
  { regions: 'eusc-', partition: 'aws-eusc' },
  { regions: 'us-iso-', partition: 'aws-iso' },
  { regions: 'us-isob-', partition: 'aws-iso-b' },
  { regions: 'eu-isoe-', partition: 'aws-iso-e' },
  { regions: 'us-isof-', partition: 'aws-iso-f' },
] as const;

/** `arn:aws:ecr:eu-west-1:123456789012:repository/team/web` */
export function repositoryArn({ accountId, region, repository }: RepositoryId): string {
  const known = PARTITIONS.find(({ regions }) => region.startsWith(regions));
  return `arn:${known?.partition ?? 'aws'}:ecr:${region}:${accountId}:repository/${repository}`;
}
