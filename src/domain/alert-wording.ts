import type { DuplicateLayerFinding } from './findings/duplicate-layer.ts';
import type { Finding } from './findings/finding.ts';
import type { InstructionChange } from './comparison.ts';
import type { ImageGrewFinding } from './findings/image-grew.ts';
import type { RegistryScannedFinding, WastefulLayer } from './findings/registry-scanned.ts';
import { formatBytes } from './format-bytes.ts';
import { formatRegistry } from './registry.ts';

/** What one kind of finding puts into its message. */
export interface Wording {
  /** What may be shortened, from its beginning, to make the subject fit. */
  readonly where: string;
  readonly headline: string;
  readonly happened: string;
  readonly why: readonly string[];
}

/** `again`: something known got worse. */
export function wordingOf(finding: Finding, again: boolean): Wording {
  switch (finding.kind) {
    case 'duplicate-layer':
      return duplicateLayerWording(finding, again);
    case 'image-grew':
      return imageGrewWording(finding);
    case 'registry-scanned':
      return registryScannedWording(finding);
  }
}

function duplicateLayerWording(finding: DuplicateLayerFinding, again: boolean): Wording {
  const { repositories, repositoryCount, digest, instruction } = finding;
  const size = formatBytes(finding.sizeBytes);
  const atMost = atMostOf(finding);
  const registry = formatRegistry(finding);
  const others = repositoryCount - repositories.length;
  return {
    where: registry,
    headline: `${again ? 'now has' : 'has'} a ${size} layer in ${repositoryCount} repositories`,
    happened: `A ${size} layer is ${again ? 'now ' : ''}in ${repositoryCount} repositories of ${registry}: ${atMost}${formatBytes(finding.duplicateBytes)} of duplicates.`,
    why: [
      'Made by:',
      instruction ?? 'an instruction that is not known',
      '',
      'Held by:',
      ...repositories.map((repository) => `- ${repository}`),
      ...(others > 0 ? [`- and ${others} more`] : []),
      '',
      `Costs ${formatCost(finding.monthlyCostUsd, atMost)} a month.`,
      `Layer ${digest}`,
    ],
  };
}

function imageGrewWording(finding: ImageGrewFinding): Wording {
  const { digest, tags, predecessor, series, platform, instructions } = finding;
  const image = finding.repository + (tags[0] ? `:${tags[0]}` : `@${digest.slice(0, 19)}`);
  const [grown, size] = [formatBytes(finding.grownBytes), formatBytes(finding.sizeBytes)];
  return {
    where: image,
    headline: `grew by ${grown} to ${size}`,
    happened: `${image} in ${formatRegistry(finding)} grew by ${grown} (${finding.grownPercent} %) to ${size}.`,
    why: [
      ...(instructions.length > 0
        ? ['What grew since the image before it:', ...instructions.flatMap(growthLines)]
        : ['It is not known which instruction grew.']),
      '',
      ...originLines(finding),
      `Baseline ${formatBytes(finding.baselineBytes)}, the median of the images before it`,
      `Series ${series}${platform === null ? '' : `, ${platform}`}`,
      `Image ${digest}`,
      `Before ${predecessor.digest}, ${formatBytes(predecessor.sizeBytes)}`,
    ],
  };
}

function originLines({ baseChangeBytes, ownChangeBytes }: ImageGrewFinding): string[] {
  if (baseChangeBytes === null || ownChangeBytes === null) return [];
  return [`Base ${formatChange(baseChangeBytes)}, own layers ${formatChange(ownChangeBytes)}`];
}

function formatChange(bytes: number): string {
  if (bytes === 0) return 'unchanged';
  return `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`;
}

function growthLines({ instruction, bytesBefore, bytesAfter }: InstructionChange): string[] {
  const after = formatBytes(bytesAfter);
  const grown = formatBytes(bytesAfter - bytesBefore);
  return [
    `- ${instruction ?? 'layers whose instruction is not known'}`,
    bytesBefore === 0 ? `  new: ${after}` : `  ${formatBytes(bytesBefore)} → ${after} (+${grown})`,
  ];
}

function registryScannedWording(finding: RegistryScannedFinding): Wording {
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

function atMostOf({ bound }: Pick<DuplicateLayerFinding, 'bound'>): string {
  return bound === 'upper' ? 'at most ' : '';
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function formatCost(usd: number, atMost: string): string {
  return usd < 0.01 ? 'less than 0.01 USD' : `${atMost}${usd.toFixed(2)} USD`;
}
