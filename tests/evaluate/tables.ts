import type { KindCounts, Tellings } from './counts.ts';
import type { Agreement } from './exhaustive.ts';
import type { Version } from './recording.ts';
import type { Judgement, Verdict } from './verdicts.ts';

/** Alerts by kind: one line each, and their sum. */
export function alertTable(kinds: readonly KindCounts[], pushes: number): string[] {
  const sum = (pick: (counts: KindCounts) => number) => kinds.reduce((all, counts) => all + pick(counts), 0);
  const all = ({ open, grew, resolved }: Omit<KindCounts, 'kind'>) => open + grew + resolved;
  const line = (name: string, counts: Omit<KindCounts, 'kind'>) => [
    name,
    `${counts.open}`,
    `${counts.grew}`,
    `${counts.resolved}`,
    perThousand(all(counts), pushes),
    `${counts.left}`,
  ];
  return table([
    ['alerts', 'open', 'grew', 'resolved', 'per 1,000 pushes', 'open in the end'],
    ...kinds.map((counts) => line(`\`${counts.kind}\``, counts)),
    line('all', {
      open: sum(({ open }) => open),
      grew: sum(({ grew }) => grew),
      resolved: sum(({ resolved }) => resolved),
      left: sum(({ left }) => left),
    }),
  ]);
}

/** What was told, held against one reading of what is true. */
export interface GrowthRow {
  readonly name: string;
  readonly judgement: Judgement<unknown, Version>;
}

/** How often growth was told, and how often rightly; each share with what it is of. */
export function growthTable(rows: readonly GrowthRow[]): string[] {
  return table([
    [
      'a step is',
      'steps',
      'told',
      'at once',
      'folded',
      'late',
      'missed',
      'recall',
      'alerts',
      'gone',
      'none',
      'false',
      'open',
    ],
    ...rows.map(({ name, judgement }) => {
      const { atOnce, folded, late, missed, verdicts } = judgement;
      const told = atOnce.length + folded.length + late.length;
      const steps = told + missed.length;
      const wrong = countOf(judgement, 'passing') + countOf(judgement, 'none');
      return [
        name,
        ...[steps, told, atOnce.length, folded.length, late.length, missed.length].map(String),
        percent(told, steps),
        ...[verdicts.size, countOf(judgement, 'passing'), countOf(judgement, 'none')].map(String),
        percent(wrong, verdicts.size),
        `${countOf(judgement, 'open')}`,
      ];
    }),
  ]);
}

/** Alerts about duplicate layers by two rules. */
export function tellingsTable(
  rows: readonly (Tellings & { readonly name: string })[],
  pushes: number,
): string[] {
  return table([
    ['duplicate layers', 'alerts', 'told', 'per 1,000 pushes'],
    ...rows.map(({ name, alerts, told }) => [name, `${alerts}`, `${told}`, perThousand(told, pushes)]),
  ]);
}

/** Advice against the best there is. */
export function agreementTable(rows: readonly (Agreement & { readonly name: string })[]): string[] {
  return table([
    ['advice', 'equal to the best', 'tried one by one'],
    ...rows.map(({ name, cases, equal, tried }) => [
      name,
      `${grouped(equal)} of ${grouped(cases)}`,
      grouped(tried),
    ]),
  ]);
}

function countOf({ verdicts }: Judgement<unknown, Version>, verdict: Verdict): number {
  return [...verdicts.values()].filter((one) => one === verdict).length;
}

/** `4.2` */
function perThousand(count: number, pushes: number): string {
  return ((1000 * count) / pushes).toFixed(1);
}

/** `97.6 %`; `-` of nothing. */
function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** `33,910` */
export function grouped(count: number): string {
  return `${count}`.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** In Markdown, and in columns: the first one to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [head = [], ...body] = rows.map((row) =>
    line(
      widths.map(
        (width, column) => (column === 0 ? row[0]?.padEnd(width) : row[column]?.padStart(width)) ?? '',
      ),
    ),
  );
  const rule = line(
    widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
  );
  return [`${head}`, rule, ...body];
}
