import { PUSH_FINDING_KINDS } from '../domain/findings/finding.ts';
import { formatBytes } from '../domain/format-bytes.ts';
import { plainLine } from '../domain/plain-text.ts';
import type { AlertItem, Answers, DuplicateLayer, SummaryBody } from './answers.ts';
import { plural } from './plural.ts';

const WASTEFUL_LAYERS = 5;
const GROWN_IMAGES = 10;
const INSTRUCTION_LENGTH = 72;

const count = new Intl.NumberFormat('en');

/** What a person is told at the end, line by line; everything in it is asked from the query handler. */
export async function summaryLines(answers: Answers): Promise<string[]> {
  const [summary, duplicates, grown, duplicateAlerts] = await Promise.all([
    answers.summary(),
    answers.duplicates(WASTEFUL_LAYERS),
    answers.alerts('image-grew'),
    answers.alerts('duplicate-layer'),
  ]);
  const alerts = { 'image-grew': grown.length, 'duplicate-layer': duplicateAlerts.length };
  return [
    ...totalsLines(summary),
    '',
    ...wastefulLines(duplicates),
    '',
    ...grownLines(grown),
    '',
    `Alerts: ${PUSH_FINDING_KINDS.map((kind) => `${count.format(alerts[kind])} ${kind}`).join(', ')}`,
  ];
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
        shorten(instruction),
      ]),
    ),
  ];
}

function grownLines(alerts: readonly AlertItem[]): string[] {
  const grown = alerts
    .flatMap(({ finding }) => (finding.kind === 'image-grew' ? finding : []))
    .sort((a, b) => b.grownBytes - a.grownBytes);
  if (grown.length === 0) return ['No image grew.'];
  const more = grown.length - GROWN_IMAGES;
  return [
    'The images that grew',
    ...table(
      grown
        .slice(0, GROWN_IMAGES)
        .map(({ repository, tags, grownBytes, grownPercent, instructions }) => [
          `+${formatBytes(grownBytes)}`,
          `${grownPercent} %`,
          `${repository}:${tags[0] ?? ''}`,
          shorten(instructions[0]?.instruction ?? null),
        ]),
    ),
    ...(more > 0 ? [`  and ${count.format(more)} more: /v1/alerts?kind=image-grew`] : []),
  ];
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function shorten(instruction: string | null): string {
  return instruction === null ? 'instruction not known' : plainLine(instruction, INSTRUCTION_LENGTH);
}

function usdOf(usd: number): string {
  return usd > 0 && usd < 0.01 ? 'less than 0.01 USD' : `${usd.toFixed(2)} USD`;
}
