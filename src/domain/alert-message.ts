import type { Alert } from './alert.ts';
import { type AlertDocument, alertDocument } from './alert-document.ts';
import type { DuplicateLayerFinding } from './findings/duplicate-layer.ts';
import type { ImageGrewFinding, InstructionGrowth } from './findings/image-grew.ts';
import { formatBytes } from './format-bytes.ts';
import { asciiEnding } from './plain-text.ts';
import { formatRegistry } from './registry.ts';

// SNS: less than 100 characters, no line break, no control character; ASCII is the safe choice for mail.
const SUBJECT_MAX_LENGTH = 99;

/** An alert as it is sent. */
export interface AlertMessage {
  /** At most 99 characters of printable ASCII, one line. */
  readonly subject: string;
  /** For people, on a phone as well: short lines, the first of them says what happened, where and how much. */
  readonly text: string;
  /** For programs. */
  readonly json: AlertDocument;
}

/** What one kind of finding puts into its message. */
interface Wording {
  /** What may be shortened, from its beginning, to make the subject fit. */
  readonly where: string;
  readonly headline: string;
  readonly happened: string;
  readonly why: readonly string[];
}

export function renderAlert(alert: Alert): AlertMessage {
  const json = alertDocument(alert);
  const { finding, severity, state, id, revision } = json;
  const { where, headline, happened, why } =
    finding.kind === 'duplicate-layer'
      ? duplicateLayerWording(finding, state === 'grew')
      : imageGrewWording(finding);
  const [before, after] = [`Layerwatch [${severity}] `, ` ${headline}`];
  const text = [
    happened,
    '',
    ...why,
    '',
    'strategy' in finding ? `What to do (strategy ${finding.strategy}):` : 'What to do:',
    ...finding.remedy.map((step, position) => `${position + 1}. ${step}`),
    '',
    `Severity ${severity}, as of ${json.updatedAt}`,
    `Alert ${id}, revision ${revision}, ${state}`,
  ];
  return {
    subject: before + asciiEnding(where, SUBJECT_MAX_LENGTH - before.length - after.length) + after,
    text: text.join('\n'),
    json,
  };
}

function duplicateLayerWording(finding: DuplicateLayerFinding, again: boolean): Wording {
  const { repositories, repositoryCount, digest, instruction } = finding;
  const size = formatBytes(finding.sizeBytes);
  const atMost = finding.bound === 'upper' ? 'at most ' : '';
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
      `Baseline ${formatBytes(finding.baselineBytes)}, the median of the images before it`,
      `Series ${series}${platform === null ? '' : `, ${platform}`}`,
      `Image ${digest}`,
      `Before ${predecessor.digest}, ${formatBytes(predecessor.sizeBytes)}`,
    ],
  };
}

function growthLines({ instruction, bytesBefore, bytesAfter }: InstructionGrowth): string[] {
  const after = formatBytes(bytesAfter);
  const grown = formatBytes(bytesAfter - bytesBefore);
  return [
    `- ${instruction ?? 'layers whose instruction is not known'}`,
    bytesBefore === 0 ? `  new: ${after}` : `  ${formatBytes(bytesBefore)} → ${after} (+${grown})`,
  ];
}

function formatCost(usd: number, atMost: string): string {
  return usd < 0.01 ? 'less than 0.01 USD' : `${atMost}${usd.toFixed(2)} USD`;
}
