import type { Leftover } from '../leftover.ts';
import type { BuildLeftoversFinding, LeftoverLayer } from '../findings/build-leftovers.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { imageName } from './image-name.ts';
import { formatCost, type Wording } from './wording.ts';

export function buildLeftoversWording(finding: BuildLeftoversFinding): Wording {
  const { layers, layerCount, costBytes, digest } = finding;
  const image = imageName(finding);
  const bytes = formatBytes(costBytes);
  const held = layerCount === 1 ? `a layer of ${bytes}` : `${layerCount} layers, ${bytes} together`;
  return {
    where: image,
    headline: `holds what only its build needed, in ${layerCount === 1 ? 'a layer' : `${layerCount} layers`} of ${bytes}`,
    happened: `${image} in ${formatRegistry(finding)} holds what only its build needed, in ${held}.`,
    why: [
      ...layers.flatMap(layerLines),
      ...(layerCount > layers.length ? [`- and ${layerCount - layers.length} more`] : []),
      '',
      'How much of a layer is left over cannot be told from outside: it is at most all of it.',
      `Costs ${formatCost(finding.monthlyCostUsd, 'at most ')} a month for this image alone, and time wherever it is pulled.`,
      `Image ${digest}`,
    ],
  };
}

function layerLines({ instruction, sizeBytes, leaves, removedBy }: LeftoverLayer): string[] {
  return [
    `- ${instruction}`,
    `  ${formatBytes(sizeBytes)}`,
    ...leaves.map((leftover) => `  ${describe(leftover)}`),
    ...(removedBy === undefined ? [] : [`  what it adds is removed again by: ${removedBy}`]),
  ];
}

function describe({ kind, what }: Leftover): string {
  switch (kind) {
    case 'compiler':
      return `compilers and build tools: ${what}`;
    case 'dev-package':
      return `development packages: ${what}`;
    case 'build':
      return `built in the final image: ${what}`;
    case 'sources':
      return `sources: ${what}`;
    case 'package-cache':
      return `package cache: ${what}`;
  }
}
