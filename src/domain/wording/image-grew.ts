import type { InstructionChange } from '../comparison.ts';
import type { ImageGrewFinding } from '../findings/image-grew.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { imageName } from './image-name.ts';
import { formatChange, type Wording } from './wording.ts';

export function imageGrewWording(finding: ImageGrewFinding): Wording {
  const { base, sinceDays } = finding;
  const image = imageName(finding);
  const [grown, size] = [formatBytes(finding.grownBytes), formatBytes(finding.sizeBytes)];
  const registry = formatRegistry(finding);
  const change = `${grown} (${finding.grownPercent} %) to ${size}`;
  if (base)
    return {
      where: base.name,
      headline: `grew by ${formatBytes(finding.baseChangeBytes ?? 0)}, and the images on it grow with it`,
      happened: `${base.name}, the base of ${image} in ${registry}, grew by ${formatBytes(finding.baseChangeBytes ?? 0)}, and the image with it: by ${change}.`,
      why: [
        'Whatever else is built on it grows as well. You are told once, not for each of them.',
        '',
        ...(base.digest === null ? [] : [`Base ${base.digest}, ${formatBytes(base.sizeBytes)}`]),
        ...evidenceLines(finding),
      ],
    };
  const slowly = sinceDays === null ? '' : `, little by little in ${sinceDays} days`;
  return {
    where: image,
    headline: `grew by ${grown} to ${size}${sinceDays === null ? '' : ` in ${sinceDays} days`}`,
    happened: `${image} in ${registry} grew by ${change}${slowly}.`,
    why: evidenceLines(finding),
  };
}

function evidenceLines(finding: ImageGrewFinding): string[] {
  const { digest, predecessor, series, platform, instructions, sinceDays } = finding;
  const before = sinceDays === null ? 'the image before it' : `the last image of ${sinceDays} days ago`;
  return [
    ...(instructions.length > 0
      ? [`What grew since ${before}:`, ...instructions.flatMap(growthLines)]
      : ['It is not known which instruction grew.']),
    '',
    ...originLines(finding),
    `Baseline ${formatBytes(finding.baselineBytes)}, the median of the images ${sinceDays === null ? 'before it' : `of ${sinceDays} days ago`}`,
    `Series ${series}${platform === null ? '' : `, ${platform}`}`,
    `Image ${digest}`,
    `Before ${predecessor.digest}, ${formatBytes(predecessor.sizeBytes)}`,
  ];
}

function originLines({ baseChangeBytes, ownChangeBytes }: ImageGrewFinding): string[] {
  if (baseChangeBytes === null || ownChangeBytes === null) return [];
  return [`Base ${formatChange(baseChangeBytes)}, own layers ${formatChange(ownChangeBytes)}`];
}

function growthLines({ instruction, bytesBefore, bytesAfter }: InstructionChange): string[] {
  const after = formatBytes(bytesAfter);
  const grown = formatBytes(bytesAfter - bytesBefore);
  return [
    `- ${instruction ?? 'layers whose instruction is not known'}`,
    bytesBefore === 0 ? `  new: ${after}` : `  ${formatBytes(bytesBefore)} → ${after} (+${grown})`,
  ];
}
