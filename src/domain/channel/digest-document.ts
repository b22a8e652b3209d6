import { plainLine } from '../plain-text.ts';
import type { WeeklyDigest } from '../weekly-digest.ts';

// The JSON stands in a message once for each protocol, and the message may have 256 KiB.
const REGISTRIES_MAX = 50;
const RESOLVED_MAX = 10;
const BEST_MAX = 5;
const TEXT_MAX_LENGTH = 300;
const STEP_MAX_LENGTH = 1_000;

/** The JSON that programs receive, `docs/digest-v1.schema.json`. Sizes are bytes, times RFC 3339. */
export interface DigestDocument extends WeeklyDigest {
  readonly version: 1;
  readonly type: 'weekly-digest';
  /** `registries` holds fifty of them, those that store most. */
  readonly registryCount: number;
}

/** The digest with everything that came from outside made printable and bounded, so that it fits into one message. */
export function digestDocument(digest: WeeklyDigest): DigestDocument {
  const { from, to, registries, opened, resolved, openAlerts, muted, best } = digest;
  return {
    version: 1,
    type: 'weekly-digest',
    from,
    to,
    registryCount: registries.length,
    registries: [...registries].sort((a, b) => b.storedBytes - a.storedBytes).slice(0, REGISTRIES_MAX),
    opened,
    resolved: { count: resolved.count, alerts: resolved.alerts.slice(0, RESOLVED_MAX).map(bounded) },
    openAlerts,
    muted,
    best: best
      .slice(0, BEST_MAX)
      .map((thing) => ({ ...bounded(thing), firstStep: plainLine(thing.firstStep, STEP_MAX_LENGTH) })),
  };
}

function bounded<Named extends { readonly where: string; readonly headline: string }>(named: Named): Named {
  return {
    ...named,
    where: plainLine(named.where, TEXT_MAX_LENGTH),
    headline: plainLine(named.headline, TEXT_MAX_LENGTH),
  };
}
