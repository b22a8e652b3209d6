/**
 * So many standard errors are the rates of two steps thought to be off, both against the swap, before it is advised:
 * about one of the two together. In simulated series of 20 pushes 1 advice in 350 then does harm, where 1 in 100 would if
 * estimates were taken as they are; a third of the orders worth telling is not told. At one whole standard error
 * it is half of them, and 1 in 500.
 */
const CAUTION = 0.75;

/** A step of a build, as far as its place matters. */
export interface OrderedStep {
  /** Probability that a push changes it, independently of the others: 0 to 1. */
  readonly rate: number;
  /** Bytes of its layer. */
  readonly sizeBytes: number;
  /** Its layer stays the same when one below it changes. */
  readonly isIndependent?: boolean;
}

/** A step whose rate is an estimate of so many trials. */
export interface EstimatedStep extends OrderedStep {
  readonly trials: number;
}

/**
 * Expected bytes of a push: Σ sⱼ (1 − Π_{i≤j} (1 − pᵢ)), lowest step first, since what changes, changes all that stands
 * above it. A step that is independent is pushed only when it changes itself: its part is sⱼ pⱼ wherever it stands.
 */
export function expectedBytes(steps: readonly OrderedStep[]): number {
  let changed = 0;
  let bytes = 0;
  for (const { rate, sizeBytes, isIndependent } of steps) {
    // 1 − Π (1 − p), without the rounding that would swallow small rates.
    changed += rate * (1 - changed);
    bytes += sizeBytes * (isIndependent ? rate : changed);
  }
  return bytes;
}

/**
 * The order of least expected bytes, if every order is possible: by p / ((1 − p) s), the odds of a change per byte that
 * it is a burden to. Of two neighbours i, j the swap saves Π_{below} (1 − p) · (sⱼ pᵢ (1 − pⱼ) − sᵢ pⱼ (1 − pᵢ)), whatever
 * stands above them: where no swap of neighbours saves anything, nothing does. Equals keep their order; a step
 * without bytes goes to the top, where it cannot be a burden to any other.
 */
export function bestOrder<Step extends OrderedStep>(steps: readonly Step[]): Step[] {
  return steps
    .map((step) => ({ step, burden: burdenOf(step, step.rate) }))
    .sort((a, b) => Number(a.burden > b.burden) - Number(a.burden < b.burden))
    .map(({ step }) => step);
}

/**
 * The order to advise: from the present one, neighbours are swapped where that is allowed (`mayStandBelow(step, other)`:
 * the step may be moved below the other) and surely saves bytes: also if both rates are off by `CAUTION`, each to the
 * disadvantage of the swap. What a swap saves grows with the one rate and falls with the other, and no third one
 * turns its sign: so the whole order is better than the present one for all rates that are less far off.
 */
export function advisedOrder<Step extends EstimatedStep>(
  steps: readonly Step[],
  mayStandBelow: (step: Step, other: Step) => boolean,
): Step[] {
  const order = [...steps];
  // A pair that was swapped is never swapped back: this ends.
  for (let hasSwapped = true; hasSwapped; ) {
    hasSwapped = false;
    for (let place = 1; place < order.length; place += 1) {
      const [other, step] = order.slice(place - 1, place + 1) as [Step, Step];
      if (!isSurelyLighter(step, other) || !mayStandBelow(step, other)) continue;
      order.splice(place - 1, 2, step, other);
      hasSwapped = true;
    }
  }
  return order;
}

/** Bytes that are saved at most by moving the step below the other, its neighbour: as if nothing below them ever changed. */
export function savedBySwap(step: OrderedStep, other: OrderedStep): number {
  return (
    dependentBytes(step) * other.rate * (1 - step.rate) - dependentBytes(other) * step.rate * (1 - other.rate)
  );
}

function isSurelyLighter(step: EstimatedStep, other: EstimatedStep): boolean {
  const most = Math.min(1, step.rate + CAUTION * standardError(step));
  const least = Math.max(0, other.rate - CAUTION * standardError(other));
  return burdenOf(step, most) < burdenOf(other, least);
}

/** Of the rate, as the standard deviation of Beta(changes + ½, trials − changes + ½). */
function standardError({ rate, trials }: EstimatedStep): number {
  return Math.sqrt((rate * (1 - rate)) / (trials + 2));
}

function burdenOf(step: OrderedStep, rate: number): number {
  if (rate === 0) return 0;
  return rate / ((1 - rate) * dependentBytes(step));
}

function dependentBytes({ sizeBytes, isIndependent }: OrderedStep): number {
  return isIndependent ? 0 : sizeBytes;
}
