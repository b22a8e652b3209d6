import { createHash } from 'node:crypto';
import type { Digest } from './digest.ts';
import type { Finding, FindingKind, SeriesFinding } from './findings/finding.ts';
import type { RegistryId } from './registry.ts';

/** What an alert is about: one alert per subject and kind. */
export type AlertSubject =
  | (RegistryId & { readonly type: 'registry' })
  | (RegistryId & { readonly type: 'layer'; readonly digest: Digest })
  /** The uncompressed bytes of layers. */
  | (RegistryId & { readonly type: 'content'; readonly diffId: Digest })
  /** Repositories that belong together. */
  | (RegistryId & { readonly type: 'group'; readonly group: string })
  /** What many images stand on, and is none of theirs. */
  | (RegistryId & { readonly type: 'base'; readonly base: string })
  | (RegistryId & { readonly type: 'repository'; readonly repository: string })
  | (RegistryId & {
      readonly type: 'series';
      readonly repository: string;
      readonly series: string;
      readonly platform: string | null;
    });

export function subjectOf(finding: Finding): AlertSubject {
  const { accountId, region } = finding;
  const registry = { accountId, region };
  switch (finding.kind) {
    case 'registry-scanned':
      return { type: 'registry', ...registry };
    case 'duplicate-layer':
      return { type: 'layer', ...registry, digest: finding.digest };
    case 'same-content':
      return { type: 'content', ...registry, diffId: finding.diffId };
    case 'consolidation':
      return { type: 'group', ...registry, group: finding.groupId };
    case 'setting-ignored':
      return { type: 'repository', ...registry, repository: finding.repository };
    case 'image-grew':
      if (finding.base) return { type: 'base', ...registry, base: finding.base.id };
      return seriesOf(finding);
    default:
      return seriesOf(finding);
  }
}

function seriesOf({ accountId, region, repository, series, platform }: SeriesFinding): AlertSubject {
  return { type: 'series', accountId, region, repository, series, platform };
}

/** Twenty hex digits of the hash of kind and subject. */
export function alertId(kind: FindingKind, subject: AlertSubject): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, subject.accountId, subject.region, ...partsOf(subject)]))
    .digest('hex')
    .slice(0, 20);
}

/** What tells the subject from the others of its registry. */
function partsOf(subject: AlertSubject): string[] {
  switch (subject.type) {
    case 'registry':
      return [];
    case 'layer':
      return [subject.digest];
    case 'content':
      return [subject.diffId];
    case 'group':
      return [subject.group];
    case 'base':
      return [subject.base];
    case 'repository':
      return [subject.repository];
    case 'series':
      return [subject.repository, subject.series, subject.platform ?? ''];
  }
}
