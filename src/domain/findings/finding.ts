import type { DuplicateLayerFinding } from './duplicate-layer.ts';
import type { ImageGrewFinding } from './image-grew.ts';
import type { RegistryScannedFinding } from './registry-scanned.ts';

/** Something wrong, or something to know, with its evidence in numbers. The kinds are public and stable. */
export type Finding = DuplicateLayerFinding | ImageGrewFinding | RegistryScannedFinding;

export type FindingKind = Finding['kind'];

/** What a push can bring to light. */
export const PUSH_FINDING_KINDS = ['duplicate-layer', 'image-grew'] as const satisfies readonly FindingKind[];

export const FINDING_KINDS = [
  ...PUSH_FINDING_KINDS,
  'registry-scanned',
] as const satisfies readonly FindingKind[];

/** The repositories that a finding names; none where it is about a registry as a whole. */
export function repositoriesOf(finding: Finding): readonly string[] {
  switch (finding.kind) {
    case 'duplicate-layer':
      return finding.repositories;
    case 'image-grew':
      return [finding.repository];
    case 'registry-scanned':
      return [];
  }
}
