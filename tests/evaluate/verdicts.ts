import { hasGrown } from '../../src/domain/findings/image-grew.ts';
import type { Thresholds } from '../../src/domain/thresholds.ts';
import type { Fate, Step } from './ground-truth.ts';
import type { Version } from './recording.ts';

/** `late`: a lasting step, told at an image after the one where it is. `none`: no step of anything. */
export type Verdict = Fate | 'late' | 'none';

/** Something that was told, to be judged. */
export interface Claim<T extends Version = Version> {
  readonly version: T;
  readonly finding: { readonly baselineBytes: number };
}

export interface Judgement<C, T extends Version> {
  readonly verdicts: ReadonlyMap<C, Verdict>;
  /** Lasting steps that were told of at the very image where they are. */
  readonly atOnce: readonly Step<T>[];
  /** Those that an alert about another image stands for: of its base, or of the same step elsewhere in the repository before. */
  readonly folded: readonly Step<T>[];
  /** Those that were told of at a later image, within thirty days. */
  readonly late: readonly Step<T>[];
  readonly missed: readonly Step<T>[];
}

/** So long before or after a step an alert about the same sizes is about it. */
const SAME_STEP_MS = 30 * 86_400_000;

/**
 * What was told, held against what is true. `folded` are the images at which growth was found that an alert about
 * something else stood for.
 */
export function judge<T extends Version, C extends Claim<T>>(
  claims: readonly C[],
  truth: ReadonlyMap<T, Step<T>>,
  thresholds: Thresholds,
  folded: ReadonlySet<T> = new Set(),
): Judgement<C, T> {
  const verdicts = new Map<C, Verdict>(
    claims.map((claim) => [claim, truth.get(claim.version)?.fate ?? 'none'] as const),
  );
  const lasting = [...truth.values()].filter(({ fate }) => fate === 'lasting');
  const claimed = new Set(claims.map(({ version }) => version));
  const open = lasting.filter(({ version }) => !claimed.has(version));
  const find = (step: Step<T>, isInTime: (after: number) => boolean) =>
    claims.find(
      ({ version, finding }) =>
        version.repository === step.version.repository &&
        isInTime(Date.parse(version.pushedAt) - Date.parse(step.version.pushedAt)) &&
        isAlike(version.sizeBytes, step.version.sizeBytes, thresholds) &&
        isAlike(finding.baselineBytes, step.levelBytes, thresholds),
    );
  const told = open.map((step) => {
    const before = find(step, (after) => after <= 0 && -after <= SAME_STEP_MS);
    const later = before ?? find(step, (after) => Math.abs(after) <= SAME_STEP_MS);
    if (later && verdicts.get(later) === 'none') verdicts.set(later, before ? 'lasting' : 'late');
    const isFolded = before !== undefined || folded.has(step.version);
    return { step, how: isFolded ? 'folded' : later ? 'late' : 'missed' };
  });
  const those = (how: string) => told.flatMap((one) => (one.how === how ? [one.step] : []));
  return {
    verdicts,
    atOnce: lasting.filter(({ version }) => claimed.has(version)),
    folded: those('folded'),
    late: those('late'),
    missed: those('missed'),
  };
}

function isAlike(a: number, b: number, thresholds: Thresholds): boolean {
  return !hasGrown(a, b, thresholds) && !hasGrown(b, a, thresholds);
}
