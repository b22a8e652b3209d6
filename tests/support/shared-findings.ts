import { type ConsolidationFinding, findConsolidation } from '../../src/domain/findings/consolidation.ts';
import {
  type ContentLayer,
  findSameContent,
  type SameContentFinding,
} from '../../src/domain/findings/same-content.ts';
import { findSettingIgnored, type SettingIgnoredFinding } from '../../src/domain/findings/setting-ignored.ts';
import type { Encryption } from '../../src/domain/registry-ports.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { fakeDigest, REGISTRY } from './builders.ts';
import { present } from './findings.ts';
import { rulesOf } from './repository-settings.ts';

/** Findings as the domain itself makes them, about repositories and what they have in common. */

/** Repositories that hold the same layer of 2 GB, one with another key than the others, and one that is a cache. */
export function consolidationFinding({
  repositories = ['cache/node', 'team/api', 'team/jobs', 'team/web'],
  instruction = 'RUN pip install torch',
  owners = ['team-a'],
} = {}): ConsolidationFinding {
  const layer = { digest: fakeDigest('torch'), sizeBytes: 2_000_000_000, instruction };
  const key: Encryption = { type: 'KMS', key: 'arn:aws:kms:eu-west-1:123456789012:key/1' };
  const members = repositories.map((repository, index) => ({
    repository,
    encryption: index === 1 ? key : ({ type: 'AES256', key: null } satisfies Encryption),
    isPullThrough: index === 0,
    owners: index === 2 ? [] : owners,
  }));
  return present(
    findConsolidation(
      {
        groupId: '0123456789abcdef',
        isBase: false,
        repositories: members,
        layers: Array.from({ length: 6 }, (_, index) => ({
          ...layer,
          digest: fakeDigest(`torch ${index}`),
          repositories: repositories.slice(0, repositories.length - (index % 2)),
        })),
        savedBytes: 30_000_000_000,
      },
      { ...REGISTRY, blobMounting: null },
      DEFAULT_THRESHOLDS,
    ),
  );
}

/** One content under two digests. */
export function sameContentFinding({
  layers = [
    { digest: fakeDigest('gzip'), sizeBytes: 210_000_000, repositories: ['team/api', 'team/jobs'] },
    { digest: fakeDigest('zstd'), sizeBytes: 187_300_000, repositories: ['team/web'] },
  ] as readonly Omit<ContentLayer, 'repositoryCount'>[],
  instruction = 'RUN npm ci' as string | null,
} = {}): SameContentFinding {
  const content = { ...REGISTRY, diffId: fakeDigest('content'), instruction };
  const held = layers.map((layer) => ({ ...layer, repositoryCount: layer.repositories.length }));
  return present(findSameContent(content, held, DEFAULT_THRESHOLDS));
}

/** Two tags with the prefix `layerwatch:`, one with a wrong value and one that is no setting. */
export function settingIgnoredFinding(
  tags: Readonly<Record<string, string>> = { 'growth-percent': 'ten', ovner: 'team-a' },
  repository = 'team/web',
): SettingIgnoredFinding {
  return present(findSettingIgnored({ ...REGISTRY, repository }, rulesOf(tags)));
}
