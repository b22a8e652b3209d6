/** When a finding is raised. Bytes are compressed bytes; percent is of what the image, or the push, is compared with. */
export interface Thresholds {
  /** `duplicate-layer` and `same-content`: the size of a layer worth telling of. */
  readonly largeLayerBytes: number;
  /** `consolidation`: what a group of repositories would save together. */
  readonly minGroupSavingBytes: number;
  /** `image-grew`: both have to be passed. */
  readonly growthPercent: number;
  readonly growthBytes: number;
  /** `image-grew`: growth in small steps is measured over so many days. */
  readonly driftDays: number;
  /** `base-outdated`: so long a newer build of the base is known. */
  readonly baseOutdatedDays: number;
  /** `build-leftovers`: the size of a layer worth looking into. */
  readonly leftoverBytes: number;
  /** `layer-order`: so many pushes of a series are looked at. */
  readonly layerOrderPushes: number;
  /** `layer-order`: what a better order would save of a push; both have to be passed. */
  readonly layerOrderPercent: number;
  readonly layerOrderBytes: number;
  /** `not-for-lambda`: compressed size from which on an image may pass Lambda's limit, which is of uncompressed bytes. */
  readonly lambdaImageBytes: number;
  /** USD per gibibyte and month. */
  readonly storagePricePerGbMonth: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  largeLayerBytes: 50_000_000,
  minGroupSavingBytes: 1_000_000_000,
  growthPercent: 10,
  growthBytes: 10_000_000,
  driftDays: 30,
  baseOutdatedDays: 30,
  leftoverBytes: 10_000_000,
  layerOrderPushes: 20,
  layerOrderPercent: 25,
  layerOrderBytes: 50_000_000,
  lambdaImageBytes: 4_000_000_000,
  storagePricePerGbMonth: 0.1,
};
