import type { DuplicateLayerFinding } from './duplicate-layer.ts';
import type { ImageGrewFinding } from './image-grew.ts';

/** Something wrong, with its evidence in numbers. The kinds are public and stable. */
export type Finding = DuplicateLayerFinding | ImageGrewFinding;

export type FindingKind = Finding['kind'];

export const FINDING_KINDS = ['duplicate-layer', 'image-grew'] as const satisfies readonly FindingKind[];

/** How much it matters: `high` costs or grows ten times what its threshold asks for. */
export type Severity = 'low' | 'medium' | 'high';

/** AWS's strategies for container images, by number (README). */
export type Strategy = 'S1' | 'S2' | 'S3' | 'S4';
