import {
  type ChangeRates,
  estimateChangeRates,
  type LayeredPush,
  pushesOfSameSteps,
  type StepHistory,
} from '../change-rates.ts';
import { monthlyCostUsd } from '../cost.ts';
import { advisedOrder, expectedBytes } from '../layer-order.ts';
import { layerOrderRemedy } from '../layer-order-advice.ts';
import { mayStandBelow } from '../step-needs.ts';
import type { Thresholds } from '../thresholds.ts';
import { pickSeriesImage, type SeriesImage } from './series-image.ts';
import type { Severity, Strategy } from './severity.ts';

/** Fewer pushes that can be compared say too little. */
const PUSHES_MIN = 5;

/** Docker's most. What has more was not made by a Dockerfile, and would take long: each step is held against each. */
const STEPS_MAX = 127;

const STEPS_NAMED = 30;

const MONTH_MS = 30 * 24 * 3_600_000;

/** A series that pushes large layers again and again because of what stands below them. */
export interface LayerOrderFinding extends SeriesImage {
  readonly kind: 'layer-order';
  readonly strategy: Strategy;
  readonly severity: Severity;
  /** Pushes that were compared with the one before them, on the same base. */
  readonly pushes: number;
  /** Mean bytes of own layers that these really brought. */
  readonly measuredBytesPerPush: number;
  /** Bytes of own layers that a push is expected to bring, in the present order and in the best one that is known. */
  readonly bytesPerPush: number;
  readonly bestBytesPerPush: number;
  readonly savedBytesPerPush: number;
  readonly savedPercent: number;
  /** In the best order, lowest first; the first thirty. */
  readonly steps: readonly OrderStep[];
  /** Bytes that one push brings for nothing. */
  readonly costBytes: number;
  /** Which steps need which others is not known but for some. */
  readonly bound: 'upper';
  /** What the bytes that the pushes of the last 30 days brought for nothing cost while they are kept, a month. */
  readonly monthlyCostUsd: number;
  readonly remedy: readonly string[];
}

/** A step that makes a layer; positions are from 1, above the base, and leave out steps whose layer is empty. */
export interface OrderStep {
  readonly instruction: string;
  readonly sizeBytes: number;
  /** Of so many pushes that tell of this step, so many changed it. */
  readonly changes: number;
  readonly trials: number;
  /** Estimate of how often it changes: 0 to 1, two decimals. */
  readonly rate: number;
  readonly position: number;
  readonly bestPosition: number;
}

/**
 * `pushes` are those of the series, newest first, the image itself the first of them; at most `layerOrderPushes` are
 * looked at, more of them count for the cost. `at` is now (RFC 3339). Raised where another order of the image's own
 * steps is expected to save at least `layerOrderPercent` and `layerOrderBytes` of a push. The base stays below
 * all of them: where it is not known where it ends, there is no advice.
 */
export function findLayerOrder(
  image: SeriesImage,
  pushes: readonly LayeredPush[],
  at: string,
  thresholds: Thresholds,
): LayerOrderFinding | null {
  const alike = pushesOfSameSteps(pushes);
  const rates = estimateChangeRates(alike.slice(0, thresholds.layerOrderPushes));
  if (rates === null || rates.pushes < PUSHES_MIN || rates.steps.length > STEPS_MAX) return null;
  const best = advisedOrder(rates.steps, mayStandBelow);
  const [bytesPerPush, bestBytesPerPush] = [expectedBytes(rates.steps), expectedBytes(best)].map(
    Math.round,
  ) as [number, number];
  const saved = bytesPerPush - bestBytesPerPush;
  const isEnough =
    saved >= thresholds.layerOrderBytes && saved * 100 >= bytesPerPush * thresholds.layerOrderPercent;
  if (saved <= 0 || !isEnough) return null;
  const since = Date.parse(at) - MONTH_MS;
  const recent = alike.filter(({ pushedAt }) => Date.parse(pushedAt) > since).length;
  return {
    kind: 'layer-order',
    strategy: 'S3',
    severity: severityOf(saved, thresholds),
    ...pickSeriesImage(image),
    pushes: rates.pushes,
    measuredBytesPerPush: rates.pushedBytes,
    bytesPerPush,
    bestBytesPerPush,
    savedBytesPerPush: saved,
    savedPercent: Math.round((saved / bytesPerPush) * 1000) / 10,
    steps: stepsOf(rates, best),
    costBytes: saved,
    bound: 'upper',
    monthlyCostUsd: monthlyCostUsd(saved * recent, thresholds.storagePricePerGbMonth),
    remedy: layerOrderRemedy(rates.steps, best),
  };
}

function stepsOf({ steps }: ChangeRates, best: readonly StepHistory[]): OrderStep[] {
  return best.slice(0, STEPS_NAMED).map((step, place) => ({
    instruction: step.instruction,
    sizeBytes: step.sizeBytes,
    changes: step.changes,
    trials: step.trials,
    rate: Math.round(step.rate * 100) / 100,
    position: steps.indexOf(step) + 1,
    bestPosition: place + 1,
  }));
}

/** High at ten times the threshold of bytes, medium at four times. */
function severityOf(saved: number, { layerOrderBytes }: Thresholds): Severity {
  if (saved >= 10 * layerOrderBytes) return 'high';
  return saved >= 4 * layerOrderBytes ? 'medium' : 'low';
}
