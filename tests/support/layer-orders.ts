import { findLayerOrder, type LayerOrderFinding } from '../../src/domain/findings/layer-order.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../../src/domain/thresholds.ts';
import { image } from './builders.ts';
import { dayOf, layeredPushes, type PushedStep } from './layered-pushes.ts';

const MB = 1_000_000;

/** The packages are installed after the sources were copied. */
export const NPM: readonly [PushedStep, PushedStep] = [
  ['COPY . .', 5 * MB],
  ['RUN npm ci', 200 * MB],
];

/** The sources change with each of twelve pushes, so each rebuilds the packages. */
export const EACH = 'xaa xbb xcc xdd xee xff xgg xhh xii xjj xkk xll xmm';

/** What is found in such pushes (`layeredPushes`) of one series, at a time (RFC 3339). */
export function layerOrderOf(
  steps: readonly PushedStep[],
  contents: string,
  thresholds: Partial<Thresholds> = {},
  at = dayOf(12),
): LayerOrderFinding | null {
  const pushes = layeredPushes(steps, contents);
  const newest = { ...image({ layers: pushes[0]?.layers ?? [] }), series: 'default' };
  return findLayerOrder(newest, pushes, at, { ...DEFAULT_THRESHOLDS, ...thresholds });
}
