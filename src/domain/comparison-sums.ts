import type { ComparedStep, Comparison, FirstChange, InstructionChange, KindTotals } from './comparison.ts';
import { CHANGE_KINDS, type ChangeKind } from './layer-steps.ts';

/** Layers and bytes of each kind of step. */
export function totalsOf(steps: readonly ComparedStep[]): Comparison['totals'] {
  const totals: (readonly [ChangeKind, KindTotals])[] = CHANGE_KINDS.map((kind) => {
    const some = steps.filter((step) => step.kind === kind);
    return [
      kind,
      {
        layersBefore: some.flatMap(({ from }) => from).length,
        layersAfter: some.flatMap(({ to }) => to).length,
        bytesBefore: bytesBefore(some),
        bytesAfter: bytesAfter(some),
      },
    ] as const;
  });
  return Object.fromEntries(totals) as Record<ChangeKind, KindTotals>;
}

/** Where the images begin to differ; null where every layer is kept. */
export function firstChangeOf(steps: readonly ComparedStep[]): FirstChange | null {
  const changed = steps.filter(({ kind }) => kind !== 'kept');
  const [first] = changed.sort((a, b) => lowestOf(a) - lowestOf(b) || firstIn(a.to) - firstIn(b.to));
  if (!first) return null;
  const again = changed.filter(({ kind }) => kind === 'rebuilt' || kind === 'recompressed');
  return {
    position: lowestOf(first),
    kind: first.kind,
    instruction: first.instruction,
    pushedAgainBytes: bytesAfter(again),
    pushedAgainAboveBytes: bytesAfter(again.filter((step) => step !== first)),
  };
}

function lowestOf({ from, to }: ComparedStep): number {
  return Math.min(firstIn(from), firstIn(to));
}

function firstIn([layer]: ComparedStep['to']): number {
  return layer?.position ?? Number.MAX_SAFE_INTEGER;
}

/** Largest change first; of equal ones what weighs more now, and then what stands lower. */
export function bytesByInstruction(steps: readonly ComparedStep[]): InstructionChange[] {
  const groups = Map.groupBy(steps, ({ origin, instruction }) =>
    // All layers of both bases are one step, whatever the bases are called.
    origin === 'base' ? 'base' : instruction === null ? null : `own ${instruction}`,
  );
  const changeOf = (change: InstructionChange) => Math.abs(change.bytesAfter - change.bytesBefore);
  return [...groups.values()]
    .map((group) => ({
      instruction: (group.find(({ to }) => to.length > 0) ?? group[0])?.instruction ?? null,
      bytesBefore: bytesBefore(group),
      bytesAfter: bytesAfter(group),
    }))
    .sort((a, b) => changeOf(b) - changeOf(a) || b.bytesAfter - a.bytesAfter);
}

function bytesBefore(steps: readonly ComparedStep[]): number {
  return steps.reduce((sum, step) => sum + step.bytesBefore, 0);
}

function bytesAfter(steps: readonly ComparedStep[]): number {
  return steps.reduce((sum, step) => sum + step.bytesAfter, 0);
}
