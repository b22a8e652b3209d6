import type { DuplicateLayerFinding } from './duplicate-layer.ts';
import type { ImageGrewFinding } from './image-grew.ts';

/** Something wrong, with its evidence in numbers. The kinds are public and stable. */
export type Finding = DuplicateLayerFinding | ImageGrewFinding;

export type FindingKind = Finding['kind'];

export const FINDING_KINDS = ['duplicate-layer', 'image-grew'] as const satisfies readonly FindingKind[];
