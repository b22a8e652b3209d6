import type { Digest } from './digest.ts';
import type { Layer } from './image.ts';
import type { PlacedLayer } from './placed-layers.ts';

/** A compressed archive without entries has so many bytes: a step that left nothing behind. */
const EMPTY_LAYER_BYTES = 32;

/** What the pushes of a series tell of one step of its build. */
export interface StepHistory {
  readonly instruction: string;
  /** Of its newest layer; 0 where the same layer stands below it already, and is pushed with that. */
  readonly sizeBytes: number;
  /** Pushes that tell whether the step itself changed, and in how many of them it did. */
  readonly trials: number;
  readonly changes: number;
  /** Estimated probability that a push changes it, between 0 and 1 and neither: (changes + ½) / (trials + 1). */
  readonly rate: number;
  /** Its layer stayed the same where one below it changed: what stands below it costs it nothing. */
  readonly isIndependent: boolean;
}

/** What the pushes of a series tell of the steps above the base. */
export interface ChangeRates {
  /** Pushes that were compared with the one before them, on the same base. */
  readonly pushes: number;
  /** Mean bytes of the own layers of these that the push before did not have. */
  readonly pushedBytes: number;
  /** In their order, lowest first; without those whose layer is empty. */
  readonly steps: readonly StepHistory[];
}

/** An image of a series with its layers. */
export interface LayeredPush {
  readonly digest: Digest;
  /** RFC 3339. */
  readonly pushedAt: string;
  readonly layers: readonly PlacedLayer[];
}

/** What became of one step from push to push. */
interface Tally {
  /** Nothing below it changed: what changed is the step. */
  kept: number;
  changed: number;
  /** Something below it changed, the base perhaps. */
  survived: number;
  rebuilt: number;
}

/**
 * The newest of these pushes (newest first) that have the same steps above the base, one after the other: the first of
 * another Dockerfile ends them. A push of the same image again is none; one of another image with the same layers is: it
 * tells that nothing changed. Empty where the newest one's own layers, or the instructions of these, are not known.
 */
export function pushesOfSameSteps(pushes: readonly LayeredPush[]): LayeredPush[] {
  const structure = structureOf(pushes[0]);
  if (structure === null) return [];
  const end = pushes.findIndex((push) => structureOf(push) !== structure);
  const same = end < 0 ? pushes : pushes.slice(0, end);
  return same.filter(({ digest }, place) => digest !== same[place + 1]?.digest);
}

/**
 * How often each step changes, by those of the pushes (newest first) that have the same steps; null where there are none
 * that can be compared: their own layers, or the instructions of these, are not known.
 *
 * What changes, changes all that stands above it. So a layer above the first changed one (or on another base) tells
 * nothing of its own step, unless it is still the same: then its step did not change, and comes out the same whenever it
 * is built. Only of such a step it is certain that a layer that is another one above a change, too, is a change of its
 * own; to count the pushes in which it stayed and not those would make it look steadier than it is.
 *
 * The rate is the estimate of Krichevsky and Trofimov: even odds without evidence, never 0 or 1.
 * https://doi.org/10.1109/TIT.1981.1056331
 */
export function estimateChangeRates(pushes: readonly LayeredPush[]): ChangeRates | null {
  const same = pushesOfSameSteps(pushes);
  const [newest] = same;
  if (!newest) return null;
  const parts = same.map(({ layers }) => ({
    base: layers.filter(({ origin }) => origin === 'base'),
    own: layers.filter(({ origin }) => origin === 'own'),
  }));
  const tallies = (parts[0]?.own ?? []).map((): Tally => ({ kept: 0, changed: 0, survived: 0, rebuilt: 0 }));
  const pushedBytes: number[] = [];
  for (const [place, { base, own }] of parts.slice(0, -1).entries()) {
    const before = parts[place + 1] as (typeof parts)[number];
    let isSameBelow = isEachSame(base, before.base);
    if (isSameBelow) pushedBytes.push(bytesOfNew(own, same[place + 1]?.layers ?? []));
    for (const [position, tally] of tallies.entries()) {
      const stayed = isSame(own[position] as Layer, before.own[position] as Layer);
      if (isSameBelow) tally[stayed ? 'kept' : 'changed'] += 1;
      else tally[stayed ? 'survived' : 'rebuilt'] += 1;
      isSameBelow &&= stayed;
    }
  }
  return {
    pushes: pushedBytes.length,
    pushedBytes: Math.round(pushedBytes.reduce((sum, bytes) => sum + bytes, 0) / (pushedBytes.length || 1)),
    steps: tallies.flatMap((tally, position) => {
      const layer = parts[0]?.own[position] as PlacedLayer;
      if (layer.sizeBytes <= EMPTY_LAYER_BYTES) return [];
      const isRepeated = newest.layers.find(({ digest }) => digest === layer.digest) !== layer;
      return [historyOf(layer, isRepeated ? 0 : layer.sizeBytes, tally)];
    }),
  };
}

function historyOf({ instruction }: Layer, sizeBytes: number, tally: Tally): StepHistory {
  const isIndependent = tally.survived > 0;
  const changes = tally.changed + (isIndependent ? tally.rebuilt : 0);
  const trials = tally.kept + tally.survived + changes;
  const rate = (changes + 0.5) / (trials + 1);
  return { instruction: instruction ?? '', sizeBytes, trials, changes, rate, isIndependent };
}

/** The own instructions as one text; null where they, or the own layers, are not known, or there are none. */
function structureOf(push: LayeredPush | undefined): string | null {
  const layers = push?.layers ?? [];
  const own = layers.filter(({ origin }) => origin !== 'base');
  if (own.length === 0 || own.some(({ origin, instruction }) => origin === null || instruction === null))
    return null;
  return JSON.stringify(own.map(({ instruction }) => instruction));
}

/** By content where that is known: what is only compressed in another way did not change. */
function isSame(a: Layer, b: Layer): boolean {
  return a.digest === b.digest || (a.diffId !== null && a.diffId === b.diffId);
}

function isEachSame(a: readonly Layer[], b: readonly Layer[]): boolean {
  return a.length === b.length && a.every((layer, place) => isSame(layer, b[place] as Layer));
}

function bytesOfNew(layers: readonly Layer[], before: readonly Layer[]): number {
  const known = new Set(before.map(({ digest }) => digest));
  const sizes = new Map(layers.map(({ digest, sizeBytes }) => [digest, sizeBytes]));
  return [...sizes].reduce((sum, [digest, sizeBytes]) => sum + (known.has(digest) ? 0 : sizeBytes), 0);
}
