/** When a finding is raised. Bytes are compressed bytes; percent is of the baseline. */
export interface Thresholds {
  readonly largeLayerBytes: number;
  readonly growthPercent: number;
  readonly growthBytes: number;
  /** USD per gibibyte and month. */
  readonly storagePricePerGbMonth: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  largeLayerBytes: 50_000_000,
  growthPercent: 10,
  growthBytes: 10_000_000,
  storagePricePerGbMonth: 0.1,
};
