import { describe, expect, test } from 'vitest';
import { alertDocument } from '../../src/domain/alert-document.ts';
import { alertNotice } from '../../src/domain/channel/alert-notice.ts';
import { digestDocument } from '../../src/domain/channel/digest-document.ts';
import { digestNotice } from '../../src/domain/channel/digest-notice.ts';
import { stormDocument } from '../../src/domain/channel/storm-document.ts';
import { stormNotice } from '../../src/domain/channel/storm-notice.ts';
import { parseNotifyMessage } from '../../src/handlers/notify-message.ts';
import { duplicateLayerFinding, imageGrewFinding, registryScannedFinding } from '../support/findings.ts';
import { resolved, stormSummary, toldAlert, weeklyDigest } from '../support/told-alerts.ts';

const ALERT = alertDocument(toldAlert(imageGrewFinding()));

describe('a document that is sent is told as it was meant', () => {
  test.each([
    ['duplicate-layer', toldAlert(duplicateLayerFinding())],
    ['image-grew', toldAlert(imageGrewFinding())],
    ['registry-scanned', toldAlert(registryScannedFinding())],
    ['a resolved alert', resolved(toldAlert(imageGrewFinding()))],
  ])('%s', (_what, alert) => {
    const document = alertDocument(alert);

    expect(parseNotifyMessage(JSON.stringify(document))).toEqual({
      outcome: 'notice',
      notice: alertNotice(document),
    });
  });

  test.each([
    ['a digest', digestDocument(weeklyDigest()), digestNotice(weeklyDigest())],
    ['a storm', stormDocument(stormSummary()), stormNotice(stormSummary())],
  ])('%s', (_what, document, notice) => {
    expect(parseNotifyMessage(JSON.stringify(document))).toEqual({ outcome: 'notice', notice });
  });
});

describe('anything else is skipped', () => {
  test.each([
    ['a text', 'team/web grew', 'NOT_JSON'],
    ['nothing', '', 'NOT_JSON'],
    ['an alarm of CloudWatch', JSON.stringify({ AlarmName: 'x', NewStateValue: 'ALARM' }), 'NOT_OURS'],
    ['null', 'null', 'NOT_OURS'],
    ['a list', '[1]', 'NOT_OURS'],
    ['a text of JSON', '"text"', 'NOT_OURS'],
    ['another version', JSON.stringify({ ...ALERT, version: 2 }), 'UNREADABLE'],
    ['a kind of tomorrow', JSON.stringify({ ...ALERT, kind: 'new-kind' }), 'UNREADABLE'],
    ['no finding', JSON.stringify({ ...ALERT, finding: null }), 'UNREADABLE'],
    [
      'a remedy that is none',
      JSON.stringify({ ...ALERT, finding: { ...ALERT.finding, remedy: [1] } }),
      'UNREADABLE',
    ],
    ['an id that is none', JSON.stringify({ ...ALERT, id: '<!channel>' }), 'UNREADABLE'],
    ['a broken digest', JSON.stringify({ ...digestDocument(weeklyDigest()), best: [{}] }), 'UNREADABLE'],
    ['a broken storm', JSON.stringify({ ...stormDocument(stormSummary()), from: 'yesterday' }), 'UNREADABLE'],
  ])('%s', (_what, message, reason) => {
    expect(parseNotifyMessage(message)).toMatchObject({ outcome: 'skipped', reason });
  });

  test('with the names of what is wrong and no values', () => {
    const message = JSON.stringify({ ...ALERT, severity: 'a secret', updatedAt: 'a secret' });

    const parsed = parseNotifyMessage(message);

    expect(parsed).toMatchObject({ problem: expect.stringMatching(/^severity: .*; updatedAt: not a time$/) });
    expect(JSON.stringify(parsed)).not.toContain('a secret');
  });
});
