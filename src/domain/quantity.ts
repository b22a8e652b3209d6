/** What a number counts. */
export type Unit = 'bytes' | 'percent' | 'USD' | 'days' | 'pushes' | 'alerts';

/** The numbers that are allowed, both ends among them. */
export interface Limits {
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
}

/** Why a value cannot be used, as the end of a sentence that its name begins: `must be a whole number of days, like 30`. */
export interface Problem {
  readonly problem: string;
}

export function isProblem(parsed: unknown): parsed is Problem {
  return typeof parsed === 'object' && parsed !== null && 'problem' in parsed;
}

/** How a value of the unit is written. */
export const EXAMPLES: Readonly<Record<Unit, string>> = {
  bytes: '25000000',
  percent: '15',
  USD: '0.1',
  days: '30',
  pushes: '20',
  alerts: '8',
};

const QUANTITY = /^(\d+(?:\.\d+)?(?:e\+?\d+)?)(?:\s*([kmgt])?(i)?(b))?$/i;
const PREFIXES = 'kmgt';

/** Reads `25000000`, `25MB`, `1.5 GB` or `512MiB` of bytes, `15.5` of percent or USD, and whole numbers of all else. */
export function parseQuantity(text: string, { unit, min, max }: Limits): number | Problem {
  const [, digits, prefix = '', binary, byte] = QUANTITY.exec(text.trim()) ?? [];
  if (digits === undefined || (byte && unit !== 'bytes') || (binary && !prefix)) return unreadable(unit);
  const power = prefix && PREFIXES.indexOf(prefix.toLowerCase()) + 1;
  const exact = Number(digits) * (binary ? 1024 : 1000) ** Number(power);
  // A part of a unit is no part of a byte that anybody meant.
  const value = byte ? Math.round(exact) : exact;
  if (isWhole(unit) && !Number.isInteger(value) && Number.isFinite(value)) return unreadable(unit);
  return value >= min && value <= max ? value : { problem: `must be from ${min} to ${max}` };
}

function isWhole(unit: Unit): boolean {
  return unit !== 'percent' && unit !== 'USD';
}

function unreadable(unit: Unit): Problem {
  const example = EXAMPLES[unit];
  switch (unit) {
    case 'bytes':
      return { problem: `must be a whole number of bytes, like ${example} or 25MB` };
    case 'percent':
      return { problem: `must be a number of percent, like ${example} or 15.5, without a % sign` };
    case 'USD':
      return { problem: `must be a number of USD, like ${example}` };
    default:
      return { problem: `must be a whole number of ${unit}, like ${example}` };
  }
}
