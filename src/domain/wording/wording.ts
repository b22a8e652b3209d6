import { formatBytes } from '../format-bytes.ts';

/** What one kind of finding puts into its message. */
export interface Wording {
  /** What may be shortened, from its beginning, to make the subject fit. */
  readonly where: string;
  readonly headline: string;
  /** The first line: what happened, where, how much. */
  readonly happened: string;
  readonly why: readonly string[];
}

export function atMostOf({ bound }: { readonly bound: 'exact' | 'upper' }): string {
  return bound === 'upper' ? 'at most ' : '';
}

export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function formatCost(usd: number, atMost: string): string {
  return usd < 0.01 ? 'less than 0.01 USD' : `${atMost}${usd.toFixed(2)} USD`;
}

/** `+92.5 MB`, `−1.2 MB`, `unchanged`. */
export function formatChange(bytes: number): string {
  if (bytes === 0) return 'unchanged';
  return `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`;
}

/** A list for people: those that are named, and how many more there are. */
export function listLines(names: readonly string[], count: number): string[] {
  const others = count - names.length;
  return [...names.map((name) => `- ${name}`), ...(others > 0 ? [`- and ${others} more`] : [])];
}
