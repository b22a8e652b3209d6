import { wordingOf } from '../domain/alert-wording.ts';
import { formatBytes } from '../domain/format-bytes.ts';
import { plainLine } from '../domain/plain-text.ts';
import { fitColumns } from './columns.ts';
import type { ImageAnswer } from './image-api.ts';
import { factLines } from './image-facts.ts';
import { imageCommand, imageName, shortDigest } from './image-options.ts';
import { holdersColumn, layerTable, type Look } from './image-table.ts';
import { plural } from './plural.ts';

const LINE_LENGTH = 300;
const PLATFORM_LENGTH = 40;

/** A child of an index, with what the API knows of it. */
export interface Child {
  readonly digest: string;
  readonly image: ImageAnswer | null;
}

/** An answer about an image, and what its text needs besides. */
export interface ImageReport {
  readonly image: ImageAnswer;
  /** The first children of an index. */
  readonly children: readonly Child[];
  /** The API that was asked. */
  readonly api: string;
}

/** An image as a person wants to see it, line by line: what it is, what it holds, what its push brought to light. */
export function imageLines(report: ImageReport, look: Look): string[] {
  const { image } = report;
  return [
    look.paint('bold', fitColumns(image.repository, look.width)),
    image.digest,
    '',
    ...factLines(image).map((line) => fitColumns(line, look.width)),
    '',
    ...contentLines(report, look),
    ...findingLines(image, look),
  ];
}

function contentLines(report: ImageReport, look: Look): string[] {
  const { image } = report;
  if (image.kind === 'index') return childLines(report, look);
  if (image.kind === 'unsupported')
    return ['Its manifest does not say how large its layers are: none of it is counted.'];
  if (image.layers.length === 0) return ['No layers.'];
  const { heading, meaning } = holdersColumn(image);
  const isRepeated = new Set(image.layers.map(({ digest }) => digest)).size < image.layers.length;
  return [
    ...layerTable(image, look),
    '',
    look.paint('dim', fitColumns(`${heading}: ${meaning}`, look.width)),
    ...(isRepeated ? [look.paint('dim', 'What stands more than once is stored, and counted, once.')] : []),
  ];
}

function childLines({ image, children, api }: ImageReport, look: Look): string[] {
  const [first] = children;
  if (!first) return ['It lists nothing.'];
  const rows = children.map(({ digest, image: child }) => [
    shortDigest(digest),
    child?.kind ?? 'not known',
    child?.platform ? plainLine(child.platform, PLATFORM_LENGTH) : '–',
    sizeOf(child),
  ]);
  const headings = ['DIGEST', 'KIND', 'PLATFORM', 'SIZE'];
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    fitColumns(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
      look.width,
    );
  const more = image.children.length - children.length;
  return [
    look.paint('bold', line(headings)),
    ...rows.map(line),
    ...(more > 0 ? [`and ${more} more: --json lists all`] : []),
    '',
    `Look at one: ${imageCommand(imageName({ repository: image.repository, digest: first.digest }), api)}`,
  ];
}

function sizeOf(child: ImageAnswer | null): string {
  return !child || child.sizeBytes === null || child.kind === 'index' ? '–' : formatBytes(child.sizeBytes);
}

function findingLines({ findings, layers }: ImageAnswer, look: Look): string[] {
  if (findings.length === 0) return [];
  return [
    '',
    `What its push brought to light: ${plural(findings.length, 'finding')}`,
    ...findings.map((finding) => {
      const text = `${wordingOf(finding, false).headline}${culpritOf(finding, layers)}`;
      const line = `  [${finding.severity}] ${plainLine(text, LINE_LENGTH)}`;
      return look.paint('yellow', fitColumns(line, look.width));
    }),
  ];
}

/** Which layer it is about, or which instruction grew most or leaves most behind. */
function culpritOf(finding: ImageAnswer['findings'][number], layers: ImageAnswer['layers']): string {
  switch (finding.kind) {
    case 'duplicate-layer': {
      const layer = layers.find(({ digest }) => digest === finding.digest);
      return layer ? ` (layer ${layer.position})` : '';
    }
    case 'same-content': {
      const layer = layers.find(({ diffId }) => diffId === finding.diffId);
      return layer ? ` (layer ${layer.position})` : '';
    }
    case 'build-leftovers': {
      const instruction = finding.layers[0]?.instruction;
      return instruction ? `: ${instruction}` : '';
    }
    case 'image-grew': {
      const instruction = finding.instructions[0]?.instruction;
      return instruction ? `: ${instruction}` : '';
    }
    default:
      return '';
  }
}
