import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/domain/alert.ts';
import type { KeptAlert } from '../../src/domain/alert-ports.ts';
import type { FindingKind } from '../../src/domain/findings/finding.ts';
import type { RegistryState } from '../../src/domain/ports.ts';
import { formatRegistry, type RegistryId } from '../../src/domain/registry.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { RegistryTotals } from '../../src/domain/totals.ts';
import { isWorthSending } from '../../src/domain/weekly-digest.ts';
import { type WeeklyDigestDependencies, weeklyDigestOf } from '../../src/domain/weekly-digest-of.ts';
import { REGISTRY } from '../support/builders.ts';
import { imageGrewFinding, registryScannedFinding } from '../support/findings.ts';
import { rulesOf } from '../support/repository-settings.ts';
import { toldAlert } from '../support/told-alerts.ts';

const NOW = '2026-11-23T07:00:00.000Z';
const WEEK_AGO = '2026-11-16T07:00:00.000Z';
const GIB = 2 ** 30;
const ELSEWHERE = { ...REGISTRY, region: 'us-east-1' };

function totals(registry: RegistryId, numbers: Partial<RegistryTotals> = {}): RegistryTotals {
  return {
    ...registry,
    ...{ repositories: 4, images: 20, layers: 50, logicalBytes: 90 * GIB },
    ...{ storedBytes: 30 * GIB, uniqueBytes: 20 * GIB, duplicateBytes: 10 * GIB, asOf: NOW },
    ...numbers,
  };
}

function grown(name: string, alert: Partial<Alert> = {}): Alert {
  const [openedAt, updatedAt] = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'];
  return toldAlert(imageGrewFinding({ repository: name }), { openedAt, updatedAt, ...alert });
}

function kept(alert: Alert, mute: KeptAlert['mute'] = null): KeptAlert {
  return { alert, mute, publishedRevision: 1, publishedState: 'open', claimedUntil: '' };
}

interface Told {
  readonly totals?: readonly RegistryTotals[];
  readonly states?: Readonly<Record<string, Partial<RegistryState>>>;
  readonly snapshots?: Readonly<Record<string, RegistryTotals>>;
  /** In pages. */
  readonly alerts?: readonly (readonly KeptAlert[])[];
  /** Of every repository. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly mutedKinds?: readonly FindingKind[];
}

/** What the digest reads. */
function createWeek({
  totals = [],
  states = {},
  snapshots = {},
  alerts = [],
  tags = {},
  mutedKinds = [],
}: Told) {
  const askedFor: string[] = [];
  const deps: WeeklyDigestDependencies = {
    reader: {
      registries: async (filter) => (Object.keys(filter).length > 0 ? [] : totals),
      alerts: async (filter, { cursor }) => {
        const page = Number(cursor ?? 0);
        const isLast = page + 1 >= alerts.length;
        const items = Object.keys(filter).length > 0 ? [] : (alerts[page] ?? []);
        return { items, cursor: isLast ? null : `${page + 1}` };
      },
    },
    settings: { of: async () => rulesOf(tags) },
    mutedKinds,
    registries: {
      find: async (registry) => ({
        ...{ isComplete: true, blobMounting: null, lastReconciledAt: null, drift: null },
        ...states[formatRegistry(registry)],
      }),
    },
    snapshots: {
      keep: () => Promise.reject(new Error('a digest only reads')),
      before: async (registry, at) => {
        askedFor.push(at);
        return snapshots[formatRegistry(registry)] ?? null;
      },
    },
    thresholds: { ...DEFAULT_THRESHOLDS, storagePricePerGbMonth: 0.25 },
    now: () => new Date(NOW),
  };
  return { digest: () => weeklyDigestOf(deps), askedFor };
}

describe('the registries of a digest', () => {
  test('are told with what they came to and what the copies cost', async () => {
    const { digest } = createWeek({ totals: [totals(REGISTRY)] });

    const { from, to, registries } = await digest();

    expect([from, to]).toEqual([WEEK_AGO, NOW]);
    expect(registries).toEqual([
      {
        ...REGISTRY,
        ...{ complete: true, repositories: 4, images: 20, bound: 'upper', duplicateCostUsd: 2.5 },
        ...{ storedBytes: 30 * GIB, uniqueBytes: 20 * GIB, duplicateBytes: 10 * GIB, change: null },
      },
    ]);
  });

  test('are each compared with what they were a week ago', async () => {
    const smaller = totals(REGISTRY, { storedBytes: 25 * GIB, duplicateBytes: 12 * GIB });
    const { digest, askedFor } = createWeek({
      totals: [totals(REGISTRY), totals(ELSEWHERE)],
      snapshots: { [formatRegistry(REGISTRY)]: smaller },
    });

    const { registries } = await digest();

    expect(askedFor).toEqual([WEEK_AGO, WEEK_AGO]);
    expect(registries.map(({ change }) => change)).toEqual([
      { storedBytes: 5 * GIB, duplicateBytes: -2 * GIB },
      null,
    ]);
  });

  test.each<[boolean | null, string, string]>([
    [false, 'exact', 'no copy is shared'],
    [true, 'upper', 'some may be'],
    [null, 'upper', 'nobody has asked yet'],
  ])('with blob mounting %s have numbers that are %s: %s', async (blobMounting, bound) => {
    const states = { [formatRegistry(REGISTRY)]: { blobMounting } };
    const { digest } = createWeek({ totals: [totals(REGISTRY)], states });

    expect((await digest()).registries).toMatchObject([{ bound }]);
  });

  test('say whether they were scanned from end to end', async () => {
    const states = { [formatRegistry(ELSEWHERE)]: { isComplete: false } };
    const { digest } = createWeek({ totals: [totals(REGISTRY), totals(ELSEWHERE)], states });

    expect((await digest()).registries.map(({ complete }) => complete)).toEqual([true, false]);
  });
});

describe('the alerts of a digest', () => {
  test('are those of all pages, an empty one among them', async () => {
    const { digest } = createWeek({
      alerts: [[kept(grown('a')), kept(grown('b'))], [], [kept(grown('c'))]],
    });

    expect((await digest()).openAlerts).toMatchObject([{ kind: 'image-grew', count: 3 }]);
  });

  test('are none where there are none', async () => {
    const { digest } = createWeek({});

    expect(await digest()).toEqual({
      ...{ from: WEEK_AGO, to: NOW, registries: [], opened: [], openAlerts: [], muted: 0, best: [] },
      resolved: { count: 0, alerts: [] },
    });
  });

  test.each([
    ['2026-11-23T07:00:01.000Z', 1, 0, 'is muted'],
    ['2026-11-23T07:00:00.000Z', 0, 1, 'is muted no longer'],
  ])('one that is muted until %s: %i muted, %i open: it %s', async (until, muted, open) => {
    const { digest } = createWeek({ alerts: [[kept(grown('a'), { reason: 'known', until })]] });

    const week = await digest();

    expect(week.muted).toBe(muted);
    expect([week.openAlerts.length, week.best.length]).toEqual([open, open]);
  });

  test.each([
    ['by a tag of its repository', { tags: { mute: 'image-grew until 2026-12-31 known' } }, 1],
    ['by its kind, for all', { mutedKinds: ['image-grew' as const] }, 1],
    ['not by a tag about another kind', { tags: { mute: 'layer-order until 2026-12-31 known' } }, 0],
  ])('one may be muted %s', async (_reason, how, muted) => {
    const { digest } = createWeek({ alerts: [[kept(grown('a'))]], ...how });

    expect((await digest()).muted).toBe(muted);
  });

  test('one that is resolved is told as such, muted or not', async () => {
    const over = { state: 'resolved', updatedAt: '2026-11-20T00:00:00Z' } as const;
    const mute = { reason: 'known', until: '2027-01-01T00:00:00.000Z' };
    const { digest } = createWeek({ alerts: [[kept(grown('a', over), mute), kept(grown('b', over))]] });

    expect(await digest()).toMatchObject({ muted: 0, resolved: { count: 2 }, openAlerts: [] });
  });

  test('one that was opened and resolved in the week is told as both', async () => {
    const openedAt = '2026-11-17T00:00:00Z';
    const over = { state: 'resolved', openedAt, updatedAt: '2026-11-20T00:00:00Z' } as const;
    const { digest } = createWeek({ alerts: [[kept(grown('a', over))]] });

    expect(await digest()).toMatchObject({
      opened: [{ kind: 'image-grew', count: 1 }],
      resolved: { count: 1 },
    });
  });

  test('are open however long ago, and however many were resolved since', async () => {
    const long = { state: 'resolved', updatedAt: '2026-10-01T00:00:00Z' } as const;
    const page = Array.from({ length: 200 }, (_, number) => kept(grown(`old-${number}`, long)));
    const { digest } = createWeek({
      alerts: [...Array.from({ length: 120 }, () => page), [kept(grown('oldest'))]],
    });

    expect(await digest()).toMatchObject({ openAlerts: [{ count: 1 }], resolved: { count: 0 } });
  });

  test('end at twenty thousand', async () => {
    const page = Array.from({ length: 5_000 }, (_, number) => kept(grown(`team/${number}`)));
    const { digest } = createWeek({ alerts: Array.from({ length: 6 }, () => page) });

    expect((await digest()).openAlerts).toMatchObject([{ count: 20_000 }]);
  });

  test('leave out what a first scan has found, so that it alone is no digest', async () => {
    const { digest } = createWeek({ alerts: [[kept(toldAlert(registryScannedFinding()))]] });

    expect(isWorthSending(await digest())).toBe(false);
  });
});
