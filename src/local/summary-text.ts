import { wordingOf } from '../domain/alert-wording.ts';
import { FINDING_KINDS, type FindingKind } from '../domain/findings/finding.ts';
import { formatBytes } from '../domain/format-bytes.ts';
import { plainLine } from '../domain/plain-text.ts';
import { withoutRegistry } from './alert-line.ts';
import type { AlertItem, DuplicateLayer, SummaryBody } from './answers.ts';
import { plural } from './plural.ts';
import { isOver, type Report } from './report.ts';

const INSTRUCTION_LENGTH = 72;
const TEXT_LENGTH = 1_000;
const LINE_LENGTH = 98;

const count = new Intl.NumberFormat('en');

/** What a person is told at the end, line by line. */
export function summaryLines({ summary, duplicates, alerts }: Report): string[] {
  return [...totalsLines(summary), '', ...wastefulLines(duplicates), '', ...alertLines(alerts)];
}

function totalsLines({ totals }: SummaryBody): string[] {
  const { storedBytes, uniqueBytes, duplicateBytes, bound, duplicateCostUsd } = totals;
  const percent = storedBytes === 0 ? 0 : Math.round((100 * duplicateBytes) / storedBytes);
  return [
    `${plural(totals.repositories, 'repository', 'repositories')}, ${plural(totals.images, 'image')}, ${plural(totals.layers, 'distinct layer')}`,
    `  stored      ${formatBytes(storedBytes)}`,
    `  unique      ${formatBytes(uniqueBytes)}`,
    `  duplicates  ${bound === 'upper' ? 'at most ' : ''}${formatBytes(duplicateBytes)} (${percent} % of what is stored, ${usdOf(duplicateCostUsd)} a month)`,
  ];
}

function wastefulLines(layers: readonly DuplicateLayer[]): string[] {
  if (layers.length === 0) return ['No layer is in more than one repository.'];
  return [
    'The most wasteful layers',
    ...table(
      layers.map(({ duplicateBytes, sizeBytes, repositoryCount, instruction }) => [
        formatBytes(duplicateBytes),
        `${formatBytes(sizeBytes)} in ${repositoryCount} repositories`,
        instruction === null ? 'instruction not known' : plainLine(instruction, INSTRUCTION_LENGTH),
      ]),
    ),
  ];
}

/** Of each kind how many there are, and of the worst one what happened and what to do first. */
function alertLines(alerts: readonly AlertItem[]): string[] {
  const [worst] = alerts;
  if (!worst) return ['Nothing was found that is worth an alert.'];
  const over = alerts.filter(isOver).length;
  const resolved = over === 0 ? '' : `, ${count.format(over)} of them over by now`;
  return [
    `${plural(alerts.length, 'alert')}${resolved}. Of each kind how many, the worst as it was told, and what to do first:`,
    ...FINDING_KINDS.flatMap((kind) =>
      kindLines(
        kind,
        alerts.filter((alert) => alert.kind === kind),
      ),
    ),
  ];
}

function kindLines(kind: FindingKind, alerts: readonly AlertItem[]): string[] {
  const [worst] = alerts;
  if (!worst) return [];
  const happened = withoutRegistry(wordingOf(worst.finding, worst.state === 'grew').happened);
  const [step = ''] = worst.finding.remedy;
  return [
    '',
    `${count.format(alerts.length)} ${kind}`,
    ...wrap(isOver(worst) ? `Over by now: ${happened}` : happened, '  ', '  '),
    ...(isOver(worst) ? [] : wrap(step, '  → ', '    ')),
  ];
}

/** The text in lines; a word that is longer than a line has one of its own. */
function wrap(text: string, first: string, others: string): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of plainLine(text, TEXT_LENGTH).split(' ')) {
    const isEmpty = line === first || line === others;
    if (!isEmpty && line.length + 1 + word.length > LINE_LENGTH) {
      lines.push(line);
      line = others + word;
    } else line += isEmpty ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function usdOf(usd: number): string {
  return usd > 0 && usd < 0.01 ? 'less than 0.01 USD' : `${usd.toFixed(2)} USD`;
}
