import type { DuplicateLayerFinding } from '../findings/duplicate-layer.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { atMostOf, formatCost, listLines, type Wording } from './wording.ts';

/** `again`: it got worse. */
export function duplicateLayerWording(finding: DuplicateLayerFinding, again: boolean): Wording {
  const { repositories, repositoryCount, digest, instruction } = finding;
  const size = formatBytes(finding.sizeBytes);
  const atMost = atMostOf(finding);
  const registry = formatRegistry(finding);
  return {
    where: registry,
    headline: `${again ? 'now has' : 'has'} a ${size} layer in ${repositoryCount} repositories`,
    happened: `A ${size} layer is ${again ? 'now ' : ''}in ${repositoryCount} repositories of ${registry}: ${atMost}${formatBytes(finding.duplicateBytes)} of duplicates.`,
    why: [
      'Made by:',
      instruction ?? 'an instruction that is not known',
      '',
      'Held by:',
      ...listLines(repositories, repositoryCount),
      '',
      `Costs ${formatCost(finding.monthlyCostUsd, atMost)} a month.`,
      `Layer ${digest}`,
    ],
  };
}
