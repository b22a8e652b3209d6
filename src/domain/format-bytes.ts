const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/** `512 B`, `187.3 MB`, `1.2 GB`: decimal units, as registries and clients show sizes, rounded to one digit. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let tenths = Math.round(bytes / 100);
  let unit = 0;
  // Rounding comes first: 999,960 bytes are 1.0 MB, not 1000.0 kB.
  while (tenths >= 10_000 && unit < UNITS.length - 1) {
    unit += 1;
    tenths = Math.round(bytes / 1000 ** unit / 100);
  }
  return `${(tenths / 10).toFixed(1)} ${UNITS[unit]}`;
}
