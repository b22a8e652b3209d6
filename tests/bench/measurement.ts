/** A table for people: what was measured, one row each. */
export interface Measurement {
  readonly title: string;
  readonly rows: readonly Row[];
}

interface Row {
  readonly name: string;
  readonly [column: string]: string | number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
