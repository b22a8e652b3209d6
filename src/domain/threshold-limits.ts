import { type Limits, type Problem, parseQuantity } from './quantity.ts';
import type { Thresholds } from './thresholds.ts';

const MAX_BYTES = 1_000_000_000_000;
/** The most that Lambda takes, of uncompressed bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LAMBDA_MAX_BYTES = 10 * 2 ** 30;

/** What each threshold may be, in `template.yaml` (a test compares them), the environment and the tags of a repository. */
export const THRESHOLD_LIMITS: Readonly<Record<keyof Thresholds, Limits>> = {
  largeLayerBytes: { unit: 'bytes', min: 1, max: MAX_BYTES },
  minGroupSavingBytes: { unit: 'bytes', min: 1, max: MAX_BYTES },
  growthPercent: { unit: 'percent', min: 0, max: 10_000 },
  growthBytes: { unit: 'bytes', min: 0, max: MAX_BYTES },
  driftDays: { unit: 'days', min: 1, max: 365 },
  baseOutdatedDays: { unit: 'days', min: 1, max: 3_650 },
  leftoverBytes: { unit: 'bytes', min: 0, max: MAX_BYTES },
  layerOrderPushes: { unit: 'pushes', min: 5, max: 100 },
  layerOrderPercent: { unit: 'percent', min: 0, max: 100 },
  layerOrderBytes: { unit: 'bytes', min: 0, max: MAX_BYTES },
  lambdaImageBytes: { unit: 'bytes', min: 1, max: LAMBDA_MAX_BYTES },
  storagePricePerGbMonth: { unit: 'USD', min: 0, max: 100 },
};

export function parseThreshold(name: keyof Thresholds, text: string): number | Problem {
  return parseQuantity(text, THRESHOLD_LIMITS[name]);
}
