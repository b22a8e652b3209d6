import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { bestThingsToDo, isWorthSending } from '../../src/domain/weekly-digest.ts';
import { duplicateLayerFinding, imageGrewFinding, registryScannedFinding } from '../support/findings.ts';
import { digestRegistry, resolved, toldAlert, weeklyDigest } from '../support/told-alerts.ts';

function grown(repository: string, grownBytes: number, steps: number, platform = 'linux/arm64') {
  const remedy = Array.from({ length: steps }, (_, position) => `Step ${position + 1} for ${repository}.`);
  return toldAlert(imageGrewFinding({ repository, platform, grownBytes, remedy }));
}

describe('the best things to do', () => {
  test('are those with most bytes for each step', () => {
    const alerts = [grown('a1', 300, 3), grown('b2', 250, 2), grown('c3', 90, 1), grown('d4', 1_000, 10)];

    expect(bestThingsToDo(alerts).map(({ where, savedBytes, steps }) => [where, savedBytes, steps])).toEqual([
      ['b2:1.4.2', 250, 2],
      ['a1:1.4.2', 300, 3],
      ['d4:1.4.2', 1_000, 10],
      ['c3:1.4.2', 90, 1],
    ]);
  });

  test('are told with their first step and their alert', () => {
    const alert = grown('team/web', 290_200_000, 2);

    expect(bestThingsToDo([alert])).toEqual([
      {
        alertId: alert.id,
        kind: 'image-grew',
        where: 'team/web:1.4.2',
        headline: expect.stringMatching(/^grew by /),
        savedBytes: 290_200_000,
        steps: 2,
        firstStep: 'Step 1 for team/web.',
      },
    ]);
  });

  test('are five at most', () => {
    const alerts = ['a1', 'b2', 'c3', 'd4', 'e5', 'f6'].map((name, position) =>
      grown(name, 100 + position, 1),
    );

    expect(bestThingsToDo(alerts).map(({ savedBytes }) => savedBytes)).toEqual([105, 104, 103, 102, 101]);
  });

  test('are in the order of their ids where they are equal, whatever order they come in', () => {
    const alerts = ['a1', 'b2', 'c3', 'd4'].map((name) => grown(name, 100, 1));
    const ids = alerts.map(({ id }) => id).sort();

    expect(bestThingsToDo(alerts).map(({ alertId }) => alertId)).toEqual(ids);
    expect(bestThingsToDo(alerts.toReversed()).map(({ alertId }) => alertId)).toEqual(ids);
  });

  test('name one cause once: the platforms of one image', () => {
    const alerts = [
      grown('team/web', 100, 1),
      grown('team/web', 200, 1, 'linux/amd64'),
      grown('team/api', 50, 1),
    ];

    expect(bestThingsToDo(alerts).map(({ savedBytes }) => savedBytes)).toEqual([200, 50]);
  });

  test('name one cause once: layers of one registry that wait for the same command', () => {
    const alerts = [100_000_000, 300_000_000, 200_000_000].map((sizeBytes) =>
      toldAlert(duplicateLayerFinding({ sizeBytes, digest: digestOf(`${sizeBytes}`) })),
    );
    const elsewhere = toldAlert(duplicateLayerFinding({ region: 'us-east-1' }));

    expect(bestThingsToDo([...alerts, elsewhere]).map(({ savedBytes }) => savedBytes)).toEqual([
      600_000_000, 374_600_000,
    ]);
  });

  test.each([
    ['a resolved alert', resolved(grown('a1', 100, 1))],
    ['an alert that nothing can be done about', grown('a1', 100, 0)],
    ['an alert without bytes', grown('a1', 0, 1)],
    ['a first scan, which sums up the others', toldAlert(registryScannedFinding())],
  ])('leave out %s', (_what, alert) => {
    expect(bestThingsToDo([alert])).toEqual([]);
  });

  test('hold what got worse, too', () => {
    const [best] = bestThingsToDo([toldAlert(duplicateLayerFinding(), { state: 'grew' })]);

    expect(best?.headline).toBe('now has a 187.3 MB layer in 3 repositories');
  });
});

describe('a digest', () => {
  const quiet = weeklyDigest({
    registries: [digestRegistry({ change: { storedBytes: 0, duplicateBytes: 0 } })],
    opened: [],
    resolved: { count: 0, alerts: [] },
    openAlerts: [],
    muted: 0,
    best: [],
  });

  test('with nothing to say is not sent', () => {
    expect(isWorthSending(quiet)).toBe(false);
    expect(isWorthSending({ ...quiet, muted: 7 })).toBe(false);
    expect(isWorthSending({ ...quiet, registries: [] })).toBe(false);
  });

  test.each([
    ['an alert was opened', { opened: [{ kind: 'image-grew', count: 1 }] }],
    ['an alert was resolved', { resolved: { count: 1, alerts: [] } }],
    ['an alert is open', { openAlerts: [{ kind: 'image-grew', severity: 'low', count: 1 }] }],
  ] as const)('is sent where %s', (_reason, more) => {
    expect(isWorthSending({ ...quiet, ...more })).toBe(true);
  });

  // Of 2 TB and 374.6 GB now.
  test.each([
    [19_000_000_000, 0, false, 'less than a percent of what was stored'],
    [20_000_000_000, 0, true, 'more than a percent of what was stored'],
    [-21_000_000_000, 0, true, 'more than a percent less'],
    [0, 3_000_000_000, false, 'less than a percent of the duplicates'],
    [0, -4_000_000_000, true, 'more than a percent of the duplicates'],
  ])('of stored bytes %d and duplicates %d: sent is %s (%s)', (storedBytes, duplicateBytes, isSent) => {
    const registries = [digestRegistry({ change: { storedBytes, duplicateBytes } })];

    expect(isWorthSending({ ...quiet, registries })).toBe(isSent);
  });

  test.each([
    ['nothing is known of the week before', { change: null }],
    [
      'the numbers are still being counted',
      { complete: false, change: { storedBytes: 10 ** 12, duplicateBytes: 0 } },
    ],
    [
      'a small registry moved by little',
      { storedBytes: 9_000_000, duplicateBytes: 0, change: { storedBytes: 9_000_000, duplicateBytes: 0 } },
    ],
  ])('is not sent for its numbers alone where %s', (_reason, registry) => {
    expect(isWorthSending({ ...quiet, registries: [digestRegistry(registry)] })).toBe(false);
  });

  test('is sent where a registry has filled for the first time', () => {
    const change = { storedBytes: 10_000_000, duplicateBytes: 0 };
    const registries = [digestRegistry({ storedBytes: 10_000_000, duplicateBytes: 0, change })];

    expect(isWorthSending({ ...quiet, registries })).toBe(true);
  });
});
