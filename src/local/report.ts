import { costBytesOf, FINDING_KINDS } from '../domain/findings/finding.ts';
import type { Severity } from '../domain/findings/severity.ts';
import type { AlertItem, Answers, DuplicateLayer, SummaryBody } from './answers.ts';

const WASTEFUL_LAYERS = 5;
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** What is there to be told at the end; everything in it is asked from the query handler. */
export interface Report {
  readonly summary: SummaryBody;
  /** The most wasteful ones. */
  readonly duplicates: readonly DuplicateLayer[];
  /** In the order of the kinds; of each the worst first, and last what is over. */
  readonly alerts: readonly AlertItem[];
}

export async function readReport(answers: Answers): Promise<Report> {
  const [summary, duplicates, ...alerts] = await Promise.all([
    answers.summary(),
    answers.duplicates(WASTEFUL_LAYERS),
    ...FINDING_KINDS.map((kind) => answers.alerts(kind)),
  ]);
  return { summary, duplicates, alerts: alerts.flatMap((ofKind) => [...ofKind].sort(worstFirst)) };
}

/** The alert that matters most; null where none is open. */
export function worstAlert({ alerts }: Report): AlertItem | null {
  return alerts.filter((alert) => !isOver(alert)).sort(worstFirst)[0] ?? null;
}

export function isOver({ state }: Pick<AlertItem, 'state'>): boolean {
  return state === 'resolved';
}

/** What is not over comes first, then what is more severe, then what has more bytes. */
function worstFirst(a: AlertItem, b: AlertItem): number {
  return (
    Number(isOver(a)) - Number(isOver(b)) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    costBytesOf(b.finding) - costBytesOf(a.finding)
  );
}
