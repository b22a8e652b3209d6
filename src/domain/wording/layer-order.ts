import type { LayerOrderFinding, OrderStep } from '../findings/layer-order.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { imageName } from './image-name.ts';
import { formatCost, type Wording } from './wording.ts';

const STEPS_SHOWN = 8;

export function layerOrderWording(finding: LayerOrderFinding): Wording {
  const { pushes, bytesPerPush, bestBytesPerPush, savedBytesPerPush, savedPercent, steps } = finding;
  const image = imageName(finding);
  const saved = formatBytes(savedBytesPerPush);
  return {
    where: image,
    headline: `pushes ${saved} more than it needs to, each time`,
    happened: `Each push of ${image} in ${formatRegistry(finding)} brings up to ${saved} (${savedPercent} %) that another order of its steps would not.`,
    why: [
      'The steps as they should stand, the lowest first:',
      ...steps.slice(0, STEPS_SHOWN).flatMap(stepLines),
      ...(steps.length > STEPS_SHOWN ? [`- and ${steps.length - STEPS_SHOWN} more`] : []),
      '',
      `Estimated from the last ${pushes} pushes: a push brings ${formatBytes(bytesPerPush)} now, and ${formatBytes(bestBytesPerPush)} in this order.`,
      `What these really brought: ${formatBytes(finding.measuredBytesPerPush)} each.`,
      `What is pushed again costs ${formatCost(finding.monthlyCostUsd, 'at most ')} a month while it is kept; what it takes most of is build and upload time.`,
      `Image ${finding.digest}`,
    ],
  };
}

function stepLines({ instruction, sizeBytes, changes, trials, position, bestPosition }: OrderStep): string[] {
  const moved = position === bestPosition ? '' : `, now in place ${position}`;
  const known =
    trials === 0 ? 'how often it changes cannot be seen' : `changed in ${changes} of ${trials} pushes`;
  return [`${bestPosition}. ${instruction}`, `   ${formatBytes(sizeBytes)}, ${known}${moved}`];
}
