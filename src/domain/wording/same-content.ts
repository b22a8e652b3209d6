import type { SameContentFinding } from '../findings/same-content.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { formatCost, listLines, type Wording } from './wording.ts';

export function sameContentWording(finding: SameContentFinding, again: boolean): Wording {
  const { layers, layerCount, costBytes, diffId, instruction } = finding;
  const registry = formatRegistry(finding);
  const now = again ? 'now ' : '';
  return {
    where: registry,
    headline: `stores the same files under ${layerCount} digests`,
    happened: `The same files are ${now}stored under ${layerCount} digests in ${registry}, compressed in different ways: at most ${formatBytes(costBytes)} could be shared.`,
    why: [
      'Made by:',
      instruction ?? 'an instruction that is not known',
      '',
      'The digests, and who holds them:',
      ...layers.flatMap(({ digest, sizeBytes, repositories, repositoryCount }) => [
        `${digest}, ${formatBytes(sizeBytes)}`,
        ...listLines(repositories, repositoryCount),
      ]),
      ...(layerCount > layers.length ? [`and ${layerCount - layers.length} more digests`] : []),
      '',
      `Costs ${formatCost(finding.monthlyCostUsd, 'at most ')} a month.`,
      `Content (diff ID) ${diffId}`,
    ],
  };
}
