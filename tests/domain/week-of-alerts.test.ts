import { expect, test } from 'vitest';
import { weekOfAlerts } from '../../src/domain/week-of-alerts.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';
import { resolved, toldAlert } from '../support/told-alerts.ts';

const [FROM, TO] = ['2026-11-16T06:00:00Z', '2026-11-23T06:00:00Z'];
const EARLIER = '2026-11-01T00:00:00Z';

function grown(repository: string, alert: Parameters<typeof toldAlert>[1] = {}) {
  return toldAlert(imageGrewFinding({ repository }), { openedAt: EARLIER, updatedAt: EARLIER, ...alert });
}

test('what was opened in the week is counted by kind, most first', () => {
  const alerts = [
    grown('a1', { openedAt: FROM }),
    grown('b2', { openedAt: '2026-11-20T00:00:00Z' }),
    toldAlert(duplicateLayerFinding(), { openedAt: '2026-11-20T00:00:00Z' }),
    grown('c3', { openedAt: TO }),
    grown('d4'),
  ];

  expect(weekOfAlerts(alerts, FROM, TO).opened).toEqual([
    { kind: 'image-grew', count: 2 },
    { kind: 'duplicate-layer', count: 1 },
  ]);
});

test('what was resolved in the week is counted, and the latest ten are named', () => {
  const alerts = Array.from({ length: 12 }, (_, day) =>
    grown(`team/${day}`, { state: 'resolved', updatedAt: `2026-11-${20 + (day % 3)}T0${day % 10}:00:00Z` }),
  );
  const before = grown('old', { state: 'resolved' });

  const { count, alerts: named } = weekOfAlerts([before, ...alerts], FROM, TO).resolved;

  expect(count).toBe(12);
  expect(named).toHaveLength(10);
  expect(named[0]).toEqual({
    kind: 'image-grew',
    where: 'team/8:1.4.2',
    headline: 'grew by 290.2 MB to 540.2 MB',
    resolvedAt: '2026-11-22T08:00:00Z',
  });
  expect(named.map(({ resolvedAt }) => resolvedAt)).toEqual(
    named
      .map(({ resolvedAt }) => resolvedAt)
      .toSorted()
      .toReversed(),
  );
});

test('resolved at the same moment, they are in the order of their ids', () => {
  const alerts = ['a1', 'b2', 'c3'].map((name) => grown(name, { state: 'resolved', updatedAt: FROM }));
  const named = (list: typeof alerts) =>
    weekOfAlerts(list, FROM, TO).resolved.alerts.map(({ where }) => where);

  expect(named(alerts)).toEqual(named(alerts.toReversed()));
});

test('what is open is counted by kind and severity, whenever it was opened', () => {
  const alerts = [
    grown('a1', { severity: 'low' }),
    grown('b2', { severity: 'low', state: 'grew' }),
    grown('c3', { severity: 'critical' }),
    resolved(grown('d4')),
    toldAlert(duplicateLayerFinding(), { severity: 'low' }),
  ];

  expect(weekOfAlerts(alerts, FROM, TO).openAlerts).toEqual([
    { kind: 'image-grew', severity: 'low', count: 2 },
    { kind: 'duplicate-layer', severity: 'low', count: 1 },
    { kind: 'image-grew', severity: 'critical', count: 1 },
  ]);
});

test('the best things to do are among what is open', () => {
  const alerts = [resolved(grown('a1')), grown('b2')];

  expect(weekOfAlerts(alerts, FROM, TO).best.map(({ where }) => where)).toEqual(['b2:1.4.2']);
});
