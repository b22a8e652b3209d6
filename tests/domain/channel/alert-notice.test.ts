import { expect, test } from 'vitest';
import { alertNotice } from '../../../src/domain/channel/alert-notice.ts';
import { renderEmail } from '../../../src/domain/channel/email-message.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../../support/findings.ts';
import { resolved, toldAlert } from '../../support/told-alerts.ts';

const grown = toldAlert(imageGrewFinding());

test('says who looks after it, where anybody does', () => {
  expect(alertNotice({ ...grown, owners: ['payments', 'core'] }).footer).toContain(
    'Looked after by payments, core',
  );
  expect(alertNotice(grown).footer).toHaveLength(2);
});

test('names the strategy where there is one', () => {
  expect(alertNotice(toldAlert(duplicateLayerFinding())).stepsHeading).toBe('What to do (strategy S4)');
  expect(alertNotice(grown).stepsHeading).toBe('What to do');
});

test.each([
  ['2026-11-20T10:00:00Z', 'It was open for less than a day. There is nothing left to do.'],
  ['2026-11-21T10:00:00Z', 'It was open for 1 day. There is nothing left to do.'],
  ['2026-12-04T09:00:00Z', 'It was open for 13 days. There is nothing left to do.'],
])('resolved at %s: %s', (updatedAt, line) => {
  const { sections } = alertNotice({ ...resolved(grown), updatedAt });

  expect(sections[0]?.lines).toEqual(['The newest image of the series no longer shows it.', line]);
});

test('resolved for no reason that is told, it gives none', () => {
  const { sections } = alertNotice({ ...resolved(grown), resolution: null });

  expect(sections[0]?.lines).toHaveLength(1);
});

test('without anything to add, a mail goes from what happened to what to do', () => {
  const notice = { ...alertNotice(grown), sections: [] };

  expect(renderEmail(notice).text.split('\n').slice(1, 3)).toEqual(['', 'What to do:']);
});

test('a time that is not in UTC is told as it is', () => {
  const { footer } = alertNotice({ ...grown, updatedAt: '2026-11-20T10:00:00+01:00' });

  expect(footer[0]).toBe('Severity high, as of 2026-11-20T10:00:00+01:00');
});
