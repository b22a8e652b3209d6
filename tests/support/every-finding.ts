import { FINDING_KINDS, type Finding, type FindingKind } from '../../src/domain/findings/finding.ts';
import { duplicateLayerFinding, imageGrewFinding, registryScannedFinding } from './findings.ts';
import * as series from './series-findings.ts';
import * as shared from './shared-findings.ts';

type FindingOf<K extends FindingKind> = Extract<Finding, { readonly kind: K }>;

/** One of every kind, as the domain itself makes it. */
const SAMPLES: { readonly [K in FindingKind]: () => FindingOf<K> } = {
  'duplicate-layer': duplicateLayerFinding,
  consolidation: shared.consolidationFinding,
  'same-content': shared.sameContentFinding,
  'image-grew': imageGrewFinding,
  'base-changed': series.baseChangedFinding,
  'base-outdated': series.baseOutdatedFinding,
  'build-leftovers': series.buildLeftoversFinding,
  'layer-order': series.layerOrderFinding,
  'not-for-lambda': series.notForLambdaFinding,
  'registry-scanned': registryScannedFinding,
  'setting-ignored': shared.settingIgnoredFinding,
};

/** One finding of every kind. */
export function everyFinding(): readonly Finding[] {
  return FINDING_KINDS.map((kind) => SAMPLES[kind]());
}
