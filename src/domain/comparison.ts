import type { Base, NamedBy } from './base.ts';
import type { PlacedLayer } from './placed-layers.ts';
import type { ChangeKind } from './layer-steps.ts';

/** What of an image is compared: its layers, and what it stands on. */
export interface ComparableImage {
  readonly layers: readonly PlacedLayer[];
  readonly base: (Pick<Base, 'chainId'> & NamedBy) | null;
}

/** Bytes of the distinct layers; those of base and own are null where it is not known where the base ends. */
export interface ImageBytes {
  readonly sizeBytes: number;
  readonly baseBytes: number | null;
  readonly ownBytes: number | null;
}

/** Bytes in the image that is compared with, and in the one that is compared. */
interface BytesChange {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/**
 * What became of a layer; of the base as a whole where that was rebuilt. A digest that stands twice in an image is
 * counted in one step only: where it is kept or has moved, or else where it stands first.
 */
export interface ComparedStep extends BytesChange {
  readonly kind: ChangeKind;
  /** That of the layer in `to`, or else in `from`. */
  readonly origin: PlacedLayer['origin'];
  /** Of a base's layers `FROM` and its name; null where it is not known. */
  readonly instruction: string | null;
  /** Base first. */
  readonly from: readonly PlacedLayer[];
  readonly to: readonly PlacedLayer[];
}

/** The steps of one kind. */
export interface KindTotals extends BytesChange {
  readonly layersBefore: number;
  readonly layersAfter: number;
}

/** The layers that one instruction made; null gathers those whose instruction is not known. */
export interface InstructionChange extends BytesChange {
  readonly instruction: string | null;
}

/** Where two images begin to differ. */
export interface FirstChange {
  /** The lowest, from 1, at which `to` has not the digest that `from` has: one too many where `to` only lost layers on top. */
  readonly position: number;
  /** What became of the layer that stands there in `to`, if it was not kept; or else of the one that stood there. */
  readonly kind: ChangeKind;
  readonly instruction: string | null;
  /**
   * Bytes of `to` in all steps that are rebuilt or recompressed: same instruction or content, and yet other bytes to
   * upload. All of these stand at the position or above it.
   */
  readonly pushedAgainBytes: number;
  /** The same without the first changed step itself. */
  readonly pushedAgainAboveBytes: number;
}

/**
 * What became of an image. Of `from`, the bytes before that were kept, have moved, were recompressed, rebuilt and removed
 * are together its size; so are, of `to`, the bytes after of those kept, moved, recompressed, rebuilt and added. What was
 * kept or moved has the same bytes before and after.
 */
export interface Comparison {
  readonly from: ImageBytes;
  readonly to: ImageBytes;
  readonly totals: Readonly<Record<ChangeKind, KindTotals>>;
  /** Null where the layers are the same. */
  readonly firstChange: FirstChange | null;
  /** Largest change first, those that did not change included. One of them is `FROM`, for all layers of the bases. */
  readonly instructions: readonly InstructionChange[];
  /** In the order of `to`, base first: `layer-steps.ts` says how they come about. */
  readonly steps: readonly ComparedStep[];
}
