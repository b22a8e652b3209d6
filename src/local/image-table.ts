import { formatBytes } from '../domain/format-bytes.ts';
import { plainLine } from '../domain/plain-text.ts';
import { fitColumns, type Paint } from './columns.ts';
import type { ImageAnswer } from './image-api.ts';
import { shortDigest } from './image-options.ts';
import { plural } from './plural.ts';

const GAP = '  ';
const DIGITS = { most: 12, least: 7 };
/** Instructions are what is looked for: where they got less room than this, digests are cut shorter, as git does. */
const INSTRUCTION_COLUMNS = 24;
const INSTRUCTION_LENGTH = 300;

type Layer = ImageAnswer['layers'][number];

/** How a text is to look: never wider than `width`, in colours or not. */
export interface Look {
  readonly width: number;
  readonly paint: Paint;
}

interface Column {
  readonly heading: string;
  readonly least?: number;
  readonly isNumber?: boolean;
  cell(layer: Layer): string;
}

/** The layers of an image: those of the base, a rule, and its own, each with what they add up to. */
export function layerTable(image: ImageAnswer, { width, paint }: Look): string[] {
  const wide = layOut(image, DIGITS.most);
  const { headings, row, sum } =
    wide.fixedWidth + INSTRUCTION_COLUMNS <= width ? wide : layOut(image, DIGITS.least);
  const cut = (line: string) => fitColumns(line.trimEnd(), width);
  const groupOf = (origin: Layer['origin']) => {
    const layers = image.layers.filter((layer) => layer.origin === origin);
    const rows = layers.map((layer) => cut(row(layer)));
    return layers.length === 0 || origin === null ? rows : [...rows, cut(sum(origin, layers))];
  };
  const [base, own, unknown] = [groupOf('base'), groupOf('own'), groupOf(null)];
  const ruleWidth = Math.max(...[...base, ...own].map((line) => line.length));
  return [
    paint('bold', cut(headings)),
    ...base.map((line) => paint('dim', line)),
    ...(base.length > 0 && own.length > 0 ? [paint('dim', '─'.repeat(ruleWidth))] : []),
    ...own,
    ...unknown,
  ];
}

/** What the column about other repositories says. Its own is one of those that hold a layer while the image lives. */
export function holdersColumn({ deletedAt }: Pick<ImageAnswer, 'deletedAt'>) {
  return deletedAt === null
    ? { heading: 'OTHERS', meaning: 'how many other repositories of the registry hold the layer', self: 1 }
    : { heading: 'REPOS', meaning: 'how many repositories of the registry still hold the layer', self: 0 };
}

/** Columns as wide as their widest cell; the last one is as wide as it happens to be. */
function layOut(image: ImageAnswer, digits: number) {
  const columns = columnsOf(image, digits);
  const widths = columns.map(({ heading, least = 0, cell }) =>
    Math.max(heading.length, least, ...image.layers.map((layer) => cell(layer).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((text, position) => {
        const width = widths[position] ?? 0;
        return columns[position]?.isNumber ? text.padStart(width) : text.padEnd(width);
      })
      .join(GAP);
  const widthBefore = (count: number) => widths.slice(0, count).reduce((sum, width) => sum + width + 2, 0);
  const sizeAt = columns.findIndex(({ heading }) => heading === 'SIZE');
  return {
    fixedWidth: widthBefore(columns.length - 1),
    headings: line(columns.map(({ heading }) => heading)),
    row: (layer: Layer) => line(columns.map(({ cell }) => cell(layer))),
    sum(origin: 'base' | 'own', layers: readonly Layer[]) {
      const bytes = countedBytes(image.layers, origin);
      const percent = image.sizeBytes ? (100 * bytes) / image.sizeBytes : 0;
      const sums: Readonly<Record<string, string>> = {
        SIZE: formatBytes(bytes),
        SHARE: formatPercent(percent),
      };
      const label = `${GAP}${plural(layers.length, `${origin} layer`)}`;
      const cells = line(columns.map(({ heading }) => sums[heading] ?? ''));
      return label.padEnd(widthBefore(sizeAt)) + cells.slice(widthBefore(sizeAt));
    },
  };
}

function columnsOf(image: ImageAnswer, digits: number): Column[] {
  const { heading, self } = holdersColumn(image);
  const isImage = image.kind === 'image';
  const short = (digest: string | null) => (digest === null ? '–' : shortDigest(digest, digits));
  const columns: readonly (Column & { readonly ofImages?: boolean })[] = [
    { heading: '#', isNumber: true, least: 2, cell: ({ position }) => `${position}` },
    { heading: 'DIGEST', cell: ({ digest }) => short(digest) },
    { heading: 'DIFF ID', ofImages: true, cell: ({ diffId }) => short(diffId) },
    { heading: 'SIZE', isNumber: true, least: 8, cell: ({ sizeBytes }) => formatBytes(sizeBytes) },
    { heading: 'SHARE', isNumber: true, least: 7, cell: ({ sharePercent }) => formatPercent(sharePercent) },
    { heading, isNumber: true, cell: ({ repositoryCount }) => countOrDash(repositoryCount - self) },
    { heading: 'ORIGIN', ofImages: true, cell: ({ origin }) => origin ?? '?' },
    { heading: 'INSTRUCTION', ofImages: true, cell: ({ instruction }) => instructionText(instruction) },
  ];
  return columns.filter(({ ofImages }) => isImage || !ofImages);
}

/** A layer that stands twice is stored once, and belongs to where it stands first. */
function countedBytes(layers: readonly Layer[], origin: Layer['origin']): number {
  return layers
    .filter((layer, index) => layers.findIndex(({ digest }) => digest === layer.digest) === index)
    .reduce((sum, layer) => sum + (layer.origin === origin ? layer.sizeBytes : 0), 0);
}

function formatPercent(percent: number): string {
  return `${percent.toFixed(1)} %`;
}

function countOrDash(count: number): string {
  return count > 0 ? `${count}` : '–';
}

function instructionText(instruction: string | null): string {
  return instruction === null ? 'not known' : plainLine(instruction, INSTRUCTION_LENGTH);
}
