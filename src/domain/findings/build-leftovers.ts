import type { BuildTrace, Leftover } from '../leftover.ts';
import { removesPath } from '../build-traces/paths.ts';
import { monthlyCostUsd } from '../cost.ts';
import type { Digest } from '../digest.ts';
import type { ImageContent } from '../image.ts';
import type { PlacedLayer } from '../placed-layers.ts';
import type { Thresholds } from '../thresholds.ts';
import { leftoverRemedy } from './build-leftovers-remedy.ts';
import { pickSeriesImage, type SeriesImage } from './series-image.ts';
import type { Severity, Strategy } from './severity.ts';

/** Layers of an image that hold what only its build needed. */
export interface BuildLeftoversFinding extends SeriesImage {
  readonly kind: 'build-leftovers';
  readonly strategy: Strategy;
  readonly severity: Severity;
  /** Largest first; at most five. */
  readonly layers: readonly LeftoverLayer[];
  /** How many layers there are of this kind. */
  readonly layerCount: number;
  /** Bytes of all of them: how much of a layer is left over cannot be told from outside. */
  readonly costBytes: number;
  readonly bound: 'upper';
  readonly monthlyCostUsd: number;
  readonly remedy: readonly string[];
}

export interface LeftoverLayer {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly instruction: string;
  /** Empty where it is only known that a later layer removes what this one adds. */
  readonly leaves: readonly Leftover[];
  /** The instruction of the later layer that removes it: the bytes stay where they are. */
  readonly removedBy?: string;
}

/** An image with its layers in their places. */
export type PlacedImage = SeriesImage &
  Pick<ImageContent, 'traces' | 'lambda'> & { readonly layers: readonly PlacedLayer[] };

interface Suspect extends LeftoverLayer {
  readonly isSure: boolean;
}

const LAYERS_MAX = 5;

/**
 * Raised where layers of the image's own, of at least `leftoverBytes`, leave tools, caches or sources behind, or hold
 * what a later layer removes. Where the base is unknown all layers but the lowest are looked at.
 */
export function findBuildLeftovers(image: PlacedImage, thresholds: Thresholds): BuildLeftoversFinding | null {
  const suspects = suspectsOf(image, thresholds).sort((a, b) => b.sizeBytes - a.sizeBytes);
  if (suspects.length === 0) return null;
  const costBytes = suspects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    kind: 'build-leftovers',
    strategy: 'S2',
    // What a cache mount may have kept out is no reason to wake anybody up.
    severity: suspects.some(({ isSure }) => isSure) ? severityOf(costBytes, thresholds) : 'low',
    ...pickSeriesImage(image),
    layers: suspects.slice(0, LAYERS_MAX).map(({ isSure: _isSure, ...layer }) => layer),
    layerCount: suspects.length,
    costBytes,
    bound: 'upper',
    monthlyCostUsd: monthlyCostUsd(costBytes, thresholds.storagePricePerGbMonth),
    remedy: leftoverRemedy(suspects, image.lambda !== null),
  };
}

function suspectsOf({ layers, traces }: PlacedImage, { leftoverBytes }: Thresholds): Suspect[] {
  const own = layers.filter(({ origin, position }) => (origin === null ? position > 1 : origin === 'own'));
  const found = new Map<Digest, Suspect>();
  for (const [index, { digest, sizeBytes, instruction }] of own.entries()) {
    if (sizeBytes < leftoverBytes || instruction === null || found.has(digest)) continue;
    const said = tracesOf(traces, instruction);
    const leftovers = said.flatMap((trace) => ('tool' in trace ? trace : []));
    const added = pathsOf(said, 'adds');
    const remover = own.slice(index + 1).find((layer) => {
      const removed = pathsOf(tracesOf(traces, layer.instruction), 'removes');
      return removed.some((path) => added.some((one) => removesPath(path, one)));
    });
    if (!leftovers.some((leftover) => isLarge(leftover, leftoverBytes)) && !remover) continue;
    found.set(digest, {
      digest,
      sizeBytes,
      instruction,
      leaves: leftovers.map(({ kind, tool, what }) => ({ kind, tool, what })),
      ...(remover?.instruction && { removedBy: remover.instruction }),
      isSure: remover !== undefined || leftovers.some(({ isSure }) => isSure),
    });
  }
  return [...found.values()];
}

/** Alpine's indexes are about 3 MB, whatever is installed; of the rest nobody knows. */
const APK_INDEX_MAX_BYTES = 5_000_000;

function isLarge({ kind, tool }: Leftover, leftoverBytes: number): boolean {
  return kind !== 'package-cache' || tool !== 'apk' || leftoverBytes <= APK_INDEX_MAX_BYTES;
}

function tracesOf(traces: PlacedImage['traces'], instruction: string | null): readonly BuildTrace[] {
  // An instruction may read like a name that every object has.
  return instruction !== null && Object.hasOwn(traces, instruction) ? (traces[instruction] ?? []) : [];
}

function pathsOf(traces: readonly BuildTrace[], kind: 'adds' | 'removes'): readonly string[] {
  return traces.flatMap((trace) => (trace.kind === kind ? trace.paths : []));
}

/** High at thirty times the bytes of a layer worth looking into, medium at ten times. */
function severityOf(bytes: number, { leftoverBytes }: Thresholds): Severity {
  if (bytes >= 30 * leftoverBytes) return 'high';
  return bytes >= 10 * leftoverBytes ? 'medium' : 'low';
}
