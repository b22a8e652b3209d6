import type { PlacedLayer } from './placed-layers.ts';
import { commonSubsequence, type Match, type SequenceItem } from './common-subsequence.ts';
import type { Layer } from './image.ts';

/** What became of a layer, or of a base, from one image to another. */
export const CHANGE_KINDS = ['kept', 'moved', 'recompressed', 'rebuilt', 'added', 'removed'] as const;

/**
 * `kept`: the same layer, in the same order. `moved`: the same layer in another order. `recompressed`: the same content
 * (diff ID) with another digest. `rebuilt`: the same instruction with another digest; of two bases, all that they do not
 * share. `added`, `removed`: in one of the images only.
 */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Layers of one image and what they gave way to in the other, by their positions in the lists, from 0. */
export interface LayerStep {
  readonly kind: ChangeKind;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

type Side = 'from' | 'to';
type Layers = Readonly<Record<Side, readonly PlacedLayer[]>>;

/**
 * What became of every layer, in the order of `to`, base first; what is removed stands above what it stood on. Each
 * layer of both images is in exactly one step, which has one layer of either or both, but for a base that was rebuilt.
 *
 * 1. The longest common subsequence of digests is kept; of equally long ones the one with the most bytes. 2. The same
 * digests in another order have moved. 3. In the gaps between what is kept, the longest common subsequence of diff IDs is
 * recompressed. 4. What is left of both bases is one step, rebuilt: n layers gave way to m. 5. In the gaps that are left,
 * the longest common subsequence of instructions is rebuilt. 6. The rest is removed and added.
 */
export function alignLayers(from: readonly PlacedLayer[], to: readonly PlacedLayer[]): LayerStep[] {
  const layers: Layers = { from, to };
  const open = { from: new Set(from.keys()), to: new Set(to.keys()) };
  const steps: LayerStep[] = [];
  const ordered: Match[] = [];

  function take(kind: ChangeKind, taken: Pick<LayerStep, Side>): void {
    steps.push({ kind, from: taken.from, to: taken.to });
    for (const index of taken.from) open.from.delete(index);
    for (const index of taken.to) open.to.delete(index);
  }

  /** Between any two of what was matched before, so that all of it stays in order. */
  function match(kind: ChangeKind, itemOf: (layer: Layer) => SequenceItem): void {
    const lower = gapsOf(open.from, [...ordered.map(([index]) => index), from.length]);
    const upper = gapsOf(open.to, [...ordered.map(([, index]) => index), to.length]);
    const itemsOf = (layers: readonly Layer[], gap: readonly number[]) =>
      gap.flatMap((index) => layers[index] ?? []).map(itemOf);
    for (const [position, gap] of lower.entries()) {
      const other = upper[position] ?? [];
      for (const [one, two] of commonSubsequence(itemsOf(from, gap), itemsOf(to, other))) {
        const found: Match = [gap[one] as number, other[two] as number];
        take(kind, { from: [found[0]], to: [found[1]] });
        ordered.push(found);
      }
    }
    ordered.sort(([a], [b]) => a - b);
  }

  match('kept', ({ digest, sizeBytes }) => ({ key: digest, weight: sizeBytes }));
  const elsewhere = Map.groupBy(open.from, (index) => from[index]?.digest);
  for (const index of [...open.to]) {
    const before = elsewhere.get(to[index]?.digest)?.shift();
    if (before !== undefined) take('moved', { from: [before], to: [index] });
  }
  match('recompressed', ({ diffId }) => ({ key: diffId, weight: 0 }));
  const bases = { from: openBase(layers, open, 'from'), to: openBase(layers, open, 'to') };
  if (bases.from.length > 0 && bases.to.length > 0) take('rebuilt', bases);
  match('rebuilt', ({ instruction }) => ({ key: instruction, weight: 0 }));
  for (const index of [...open.from]) take('removed', { from: [index], to: [] });
  for (const index of [...open.to]) take('added', { from: [], to: [index] });
  return inOrder(steps);
}

function openBase(layers: Layers, open: Readonly<Record<Side, ReadonlySet<number>>>, side: Side): number[] {
  return [...open[side]].filter((index) => layers[side][index]?.origin === 'base');
}

/** What is open below the first of these positions, between the first and the second, and so on. */
function gapsOf(open: ReadonlySet<number>, bounds: readonly number[]): number[][] {
  const gaps: number[][] = bounds.map(() => []);
  let gap = 0;
  for (const index of open) {
    while (index > (bounds[gap] as number)) gap += 1;
    gaps[gap]?.push(index);
  }
  return gaps;
}

/** A step without a place in `to` stands right above the highest layer of `to` that came from below it. */
function inOrder(steps: readonly LayerStep[]): LayerStep[] {
  const stayed = steps.filter(({ kind, from, to }) => kind !== 'moved' && from.length > 0 && to.length > 0);
  const placed = steps.map((step) => {
    const [lowest = -1] = step.from;
    const below = step.to.length > 0 ? [] : stayed.filter(({ from }) => (from[0] as number) < lowest);
    return { step, place: step.to[0] ?? Math.max(-1, ...below.flatMap(({ to }) => to)) + 0.5 };
  });
  return placed.sort((a, b) => a.place - b.place).map(({ step }) => step);
}
