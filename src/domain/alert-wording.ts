import type { Finding } from './findings/finding.ts';
import { baseChangedWording, baseOutdatedWording } from './wording/bases.ts';
import { buildLeftoversWording } from './wording/build-leftovers.ts';
import { consolidationWording } from './wording/consolidation.ts';
import { duplicateLayerWording } from './wording/duplicate-layer.ts';
import { imageGrewWording } from './wording/image-grew.ts';
import { layerOrderWording } from './wording/layer-order.ts';
import { notForLambdaWording } from './wording/not-for-lambda.ts';
import { registryScannedWording } from './wording/registry-scanned.ts';
import { sameContentWording } from './wording/same-content.ts';
import { settingIgnoredWording } from './wording/setting-ignored.ts';
import type { Wording } from './wording/wording.ts';

export type { Wording };

/** `again`: something known got worse. */
export function wordingOf(finding: Finding, again: boolean): Wording {
  switch (finding.kind) {
    case 'duplicate-layer':
      return duplicateLayerWording(finding, again);
    case 'consolidation':
      return consolidationWording(finding);
    case 'same-content':
      return sameContentWording(finding, again);
    case 'image-grew':
      return imageGrewWording(finding);
    case 'base-changed':
      return baseChangedWording(finding);
    case 'base-outdated':
      return baseOutdatedWording(finding);
    case 'build-leftovers':
      return buildLeftoversWording(finding);
    case 'layer-order':
      return layerOrderWording(finding);
    case 'not-for-lambda':
      return notForLambdaWording(finding);
    case 'registry-scanned':
      return registryScannedWording(finding);
    case 'setting-ignored':
      return settingIgnoredWording(finding);
  }
}
