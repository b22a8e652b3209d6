import type { RegistryScannedFinding, WastefulLayer } from '../findings/registry-scanned.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { atMostOf, formatCost, plural, type Wording } from './wording.ts';

export function registryScannedWording(finding: RegistryScannedFinding): Wording {
  const registry = formatRegistry(finding);
  const atMost = atMostOf(finding);
  const duplicates =
    finding.duplicateBytes === 0
      ? 'no duplicates'
      : `${atMost}${formatBytes(finding.duplicateBytes)} of duplicates`;
  const held = [
    plural(finding.repositoryCount, 'repository', 'repositories'),
    plural(finding.imageCount, 'image', 'images'),
    `${formatBytes(finding.storedBytes)} stored`,
  ];
  return {
    where: registry,
    headline: `was scanned: ${duplicates}`,
    happened: `The first scan of ${registry} is done: ${held.join(', ')}, ${duplicates}.`,
    why: [
      ...(finding.layers.length > 0 ? ['The most wasteful layers:'] : []),
      ...finding.layers.flatMap((layer) => wastefulLayerLines(layer, atMost)),
      ...(finding.layers.length > 0 ? [''] : []),
      ...(finding.duplicateBytes > 0
        ? [
            `Stored once, everything would take ${formatBytes(finding.uniqueBytes)}.`,
            `The duplicates cost ${formatCost(finding.monthlyCostUsd, atMost)} a month.`,
          ]
        : []),
      ...(finding.alsoFound.length > 0
        ? [
            `Also found, and not told one by one: ${finding.alsoFound.map(({ kind, count }) => `${count} ${kind}`).join(', ')}.`,
            'All of them: GET /v1/alerts?state=active',
          ]
        : []),
      'From now on you are told of what is new.',
    ],
  };
}

function wastefulLayerLines(layer: WastefulLayer, atMost: string): string[] {
  const duplicates = `${atMost}${formatBytes(layer.duplicateBytes)} of duplicates`;
  return [
    `- ${formatBytes(layer.sizeBytes)} in ${layer.repositoryCount} repositories: ${duplicates}`,
    `  ${layer.instruction ?? 'an instruction that is not known'}`,
    `  ${layer.digest}`,
  ];
}
