import type { BaseChangedFinding } from './base-changed.ts';
import type { BaseOutdatedFinding } from './base-outdated.ts';
import type { BuildLeftoversFinding } from './build-leftovers.ts';
import type { ConsolidationFinding } from './consolidation.ts';
import type { DuplicateLayerFinding } from './duplicate-layer.ts';
import type { ImageGrewFinding } from './image-grew.ts';
import type { LayerOrderFinding } from './layer-order.ts';
import type { NotForLambdaFinding } from './not-for-lambda.ts';
import type { RegistryScannedFinding } from './registry-scanned.ts';
import type { SameContentFinding } from './same-content.ts';
import type { SettingIgnoredFinding } from './setting-ignored.ts';

/** Something wrong, or something to know, with its evidence in numbers. The kinds are public and stable. */
export type Finding = SeriesFinding | SharedFinding | RegistryScannedFinding | SettingIgnoredFinding;

/** About the images of one repository that replace each other. */
export type SeriesFinding =
  | ImageGrewFinding
  | BaseChangedFinding
  | BaseOutdatedFinding
  | BuildLeftoversFinding
  | LayerOrderFinding
  | NotForLambdaFinding;

/** About what several repositories of a registry hold. */
type SharedFinding = DuplicateLayerFinding | ConsolidationFinding | SameContentFinding;

export type FindingKind = Finding['kind'];

export const FINDING_KINDS = [
  'duplicate-layer',
  'consolidation',
  'same-content',
  'image-grew',
  'base-changed',
  'base-outdated',
  'build-leftovers',
  'layer-order',
  'not-for-lambda',
  'registry-scanned',
  'setting-ignored',
] as const satisfies readonly FindingKind[];

/** The repositories that a finding names; none where it is about a registry as a whole. */
export function repositoriesOf(finding: Finding): readonly string[] {
  switch (finding.kind) {
    case 'duplicate-layer':
    case 'consolidation':
      return finding.repositories;
    case 'same-content':
      return [...new Set(finding.layers.flatMap(({ repositories }) => repositories))].sort().slice(0, 10);
    case 'registry-scanned':
      return [];
    default:
      return [finding.repository];
  }
}

/** Bytes that are there for nothing, at most. */
export function costBytesOf(finding: Finding): number {
  switch (finding.kind) {
    case 'duplicate-layer':
    case 'registry-scanned':
      return finding.duplicateBytes;
    case 'image-grew':
      return finding.grownBytes;
    default:
      return finding.costBytes;
  }
}
