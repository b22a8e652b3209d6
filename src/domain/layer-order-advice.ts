import type { StepHistory } from './change-rates.ts';
import { formatBytes } from './format-bytes.ts';
import { savedBySwap } from './layer-order.ts';
import { packageInstallOf } from './package-installs.ts';
import { plainLine } from './plain-text.ts';

const INSTRUCTION_MAX_LENGTH = 80;
const MOVES_NAMED = 3;

/** A step that goes below another one. */
interface Move {
  readonly step: StepHistory;
  readonly other: StepHistory;
}

/** What to do to get from one order to the other, the move that saves most first, and what it is not known to do. */
export function layerOrderRemedy(now: readonly StepHistory[], best: readonly StepHistory[]): string[] {
  const moves = movesOf(now, best).slice(0, MOVES_NAMED);
  return [
    ...moves.map(describeMove),
    'This is the most it can save: which steps need which others cannot be seen from outside.',
  ];
}

/** For each step that goes below others the one of these that costs it most; what saves most first. */
function movesOf(now: readonly StepHistory[], best: readonly StepHistory[]): Move[] {
  const moves = now.flatMap((step, place) => {
    const passed = now.slice(0, place).filter((other) => best.indexOf(other) > best.indexOf(step));
    const other = passed.sort((a, b) => savedBySwap(step, b) - savedBySwap(step, a))[0];
    return other ? [{ step, other }] : [];
  });
  return moves.sort((a, b) => savedBySwap(b.step, b.other) - savedBySwap(a.step, a.other));
}

function describeMove({ step, other }: Move): string {
  const weight = `${formatBytes(step.sizeBytes)}, ${historyOf(step)}${step.trials > 0 ? ' pushes' : ''}`;
  const move = `Put ${quote(step)} (${weight}) before ${quote(other)} (${historyOf(other)})`;
  return `${move}: ${hintFor(step)}`;
}

function historyOf({ changes, trials }: StepHistory): string {
  return trials === 0 ? 'rebuilt with every change below it' : `changed in ${changes} of ${trials}`;
}

function hintFor({ instruction }: StepHistory): string {
  const install = packageInstallOf(instruction);
  if (install === null) return 'it is copied from outside and needs nothing of that.';
  if (install.needs === null) return 'it needs nothing of that.';
  return `copy only ${install.needs} first, then install, then copy the rest.`;
}

function quote({ instruction }: StepHistory): string {
  return `\`${plainLine(instruction, INSTRUCTION_MAX_LENGTH)}\``;
}
