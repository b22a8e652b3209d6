import { plainLine } from '../plain-text.ts';
import type { StormSummary } from '../storm-summary.ts';

const WORST_MAX = 5;
const TEXT_MAX_LENGTH = 300;

/** The JSON that programs receive, `docs/storm-v1.schema.json`. Times are RFC 3339. */
export interface StormDocument extends StormSummary {
  readonly version: 1;
  readonly type: 'alert-storm';
}

/** The summary with everything that came from outside made printable and bounded. */
export function stormDocument({ from, to, count, byKind, bySeverity, worst }: StormSummary): StormDocument {
  return {
    version: 1,
    type: 'alert-storm',
    from,
    to,
    count,
    byKind,
    bySeverity,
    worst: worst.slice(0, WORST_MAX).map((alert) => ({
      ...alert,
      where: plainLine(alert.where, TEXT_MAX_LENGTH),
      headline: plainLine(alert.headline, TEXT_MAX_LENGTH),
    })),
  };
}
