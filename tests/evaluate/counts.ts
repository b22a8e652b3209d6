import type { AlertState } from '../../src/domain/alert.ts';
import { costBytesOf, FINDING_KINDS, type FindingKind } from '../../src/domain/findings/finding.ts';
import type { HistoryReader } from '../../src/domain/reader-ports.ts';
import type { Sighting } from './run.ts';
import type { ToldAlert } from './service.ts';

/** How many alerts of a kind were told in each state, and how many are not over in the end. */
export interface KindCounts extends Readonly<Record<AlertState, number>> {
  readonly kind: FindingKind;
  readonly left: number;
}

/** Of the kinds of which anything was told; `left` are the alerts that people were told of and that are not over. */
export function countByKind(told: readonly ToldAlert[], left: readonly FindingKind[]): KindCounts[] {
  return FINDING_KINDS.map((kind) => {
    const own = told.filter(({ alert }) => alert.kind === kind);
    const inState = (state: AlertState) => own.filter(({ alert }) => alert.state === state).length;
    return {
      ...{ kind, open: inState('open'), grew: inState('grew'), resolved: inState('resolved') },
      left: left.filter((other) => other === kind).length,
    };
  }).filter(({ open, grew, resolved }) => open + grew + resolved > 0);
}

/** The kinds of the alerts that people were told of and that are not over, one each. */
export async function openKinds(reader: Pick<HistoryReader, 'alerts'>): Promise<FindingKind[]> {
  const kinds: FindingKind[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<HistoryReader['alerts']>> = await reader.alerts(
      { state: 'active' },
      { limit: 100, cursor },
    );
    kinds.push(...page.items.flatMap(({ alert, publishedState }) => (publishedState ? alert.kind : [])));
    cursor = page.cursor;
  } while (cursor !== null);
  return kinds;
}

/** Alerts that were opened again after they were resolved, and for how many subjects. */
export function countReopened(told: readonly ToldAlert[]): {
  readonly subjects: number;
  readonly times: number;
} {
  const again = [...Map.groupBy(told, ({ alert }) => alert.id).values()].map(
    (life) =>
      life.filter(
        ({ alert }, place) => alert.state !== 'resolved' && life[place - 1]?.alert.state === 'resolved',
      ).length,
  );
  return {
    subjects: again.filter((times) => times > 0).length,
    times: again.reduce((sum, times) => sum + times, 0),
  };
}

/** How many alerts there are, and how often people were told of one. */
export interface Tellings {
  readonly alerts: number;
  readonly told: number;
}

/**
 * What people would have been told of duplicate layers if every digest had an alert of its own: when it is found, and each
 * time when its duplicate bytes have doubled. What was found until `from` (RFC 3339) is known already.
 */
export function tellingsPerDigest(sightings: readonly Sighting[], from: string): Tellings {
  const toldBytes = new Map<string, number>();
  const alerts = new Set<string>();
  let told = 0;
  for (const { finding, at } of sightings) {
    if (finding.kind !== 'duplicate-layer') continue;
    const bytes = costBytesOf(finding);
    const before = toldBytes.get(finding.digest);
    if (before !== undefined && bytes < 2 * before) continue;
    toldBytes.set(finding.digest, bytes);
    if (at <= from) continue;
    alerts.add(finding.digest);
    told += 1;
  }
  return { alerts: alerts.size, told };
}

/** What people were told of a kind, but for that it is over. */
export function tellingsOf(kind: FindingKind, told: readonly ToldAlert[]): Tellings {
  const own = told.filter(({ alert }) => alert.kind === kind && alert.state !== 'resolved');
  return { alerts: new Set(own.map(({ alert }) => alert.id)).size, told: own.length };
}
