import { expect, test } from 'vitest';
import { stormNotice } from '../../src/domain/channel/storm-notice.ts';
import { renderEmail } from '../../src/domain/channel/email-message.ts';
import { summariseStorm } from '../../src/domain/storm-summary.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';
import { stormSummary, toldAlert } from '../support/told-alerts.ts';

const [FROM, TO] = ['2026-11-20T10:00:04Z', '2026-11-20T10:10:00Z'];

test('a storm is counted by kind and severity', () => {
  const alerts = [
    toldAlert(imageGrewFinding({ repository: 'a1' }), { severity: 'low' }),
    toldAlert(imageGrewFinding({ repository: 'b2' }), { severity: 'critical' }),
    toldAlert(duplicateLayerFinding(), { severity: 'low' }),
  ];

  expect(summariseStorm(alerts, FROM, TO)).toMatchObject({
    from: FROM,
    to: TO,
    count: 3,
    byKind: [
      { kind: 'image-grew', count: 2 },
      { kind: 'duplicate-layer', count: 1 },
    ],
    bySeverity: [
      { severity: 'critical', count: 1 },
      { severity: 'low', count: 2 },
    ],
  });
});

test('the worst of a storm are the most severe, then the largest, then by id; five at most', () => {
  const sizes = [100, 500, 300, 200, 400, 400];
  const alerts = sizes.map((grownBytes, position) =>
    toldAlert(imageGrewFinding({ repository: `team/${position}`, grownBytes }), { severity: 'low' }),
  );
  const severe = toldAlert(imageGrewFinding({ repository: 'severe', grownBytes: 1 }), {
    severity: 'critical',
  });
  const equal = [alerts[4], alerts[5]].map((alert) => alert?.id ?? '').sort();

  const ids = (list: typeof alerts) => summariseStorm(list, FROM, TO).worst.map(({ alertId }) => alertId);

  expect(ids([...alerts, severe])).toEqual([severe.id, alerts[1]?.id, ...equal, alerts[2]?.id]);
  expect(ids([severe, ...alerts.toReversed()])).toEqual(ids([...alerts, severe]));
});

test('a storm of nothing is told as nothing', () => {
  const { subject } = renderEmail(stormNotice(summariseStorm([], FROM, TO)));

  expect(subject).toBe('Layerwatch [low] 0 alerts in 10 minutes');
});

test('the first line says how many, within which time, and of which kinds', () => {
  const { text } = renderEmail(stormNotice(stormSummary()));

  expect(text.split('\n').slice(0, 3)).toEqual([
    '312 alerts in 10 minutes: 290 image-grew, 20 duplicate-layer, 2 registry-scanned.',
    '',
    '1 critical, 40 high, 271 low.',
  ]);
});

test('the subject names the kind that most of them are of', () => {
  const only = [{ kind: 'layer-order', count: 312 }] as const;

  const subjects = [stormSummary(), stormSummary({ byKind: only })].map(
    (storm) => renderEmail(stormNotice(storm)).subject,
  );

  expect(subjects).toEqual([
    'Layerwatch [critical] 312 alerts in 10 minutes, 290 of them image-grew',
    'Layerwatch [critical] 312 alerts in 10 minutes, all of them layer-order',
  ]);
});
