import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertNotice } from '../../../src/domain/channel/alert-notice.ts';
import { renderChat } from '../../../src/domain/channel/chat-message.ts';
import { digestNotice } from '../../../src/domain/channel/digest-notice.ts';
import { stormNotice } from '../../../src/domain/channel/storm-notice.ts';
import { duplicateLayerFinding, imageGrewFinding, registryScannedFinding } from '../../support/findings.ts';
import { hostileNotice, hostileText } from '../../support/notices.ts';
import { resolved, stormSummary, toldAlert, weeklyDigest } from '../../support/told-alerts.ts';

const file = new URL('../../support/amazon-q-notification.schema.json', import.meta.url);
const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(file, 'utf8')),
);

function errorsOf(message: object) {
  validate(JSON.parse(JSON.stringify(message)));
  return validate.errors;
}

describe('what Amazon Q Developer in chat applications takes', () => {
  test.each([
    ['a duplicate layer', alertNotice(toldAlert(duplicateLayerFinding()))],
    ['an image that grew', alertNotice(toldAlert(imageGrewFinding()))],
    ['a first scan', alertNotice(toldAlert(registryScannedFinding()))],
    ['a resolved alert', alertNotice(resolved(toldAlert(imageGrewFinding())))],
    ['a week', digestNotice(weeklyDigest())],
    ['a storm', stormNotice(stormSummary())],
  ])('is what is made of %s', (_what, notice) => {
    expect(errorsOf(renderChat(notice))).toBeNull();
  });

  test('is what is made of any notice, whatever stands in it and however long it is', () => {
    fc.assert(
      fc.property(hostileNotice, (notice) => {
        const message = renderChat(notice);

        expect(errorsOf(message)).toBeNull();
        expect(JSON.stringify(message.content)).not.toMatch(/[<>]/);
        expect(JSON.stringify(message)).not.toMatch(/\\ud[89a-f]/i);
      }),
      { numRuns: 200 },
    );
  });

  test('is what is made of the longest alerts', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1 }), hostileText, ([name = '', ...names], text) => {
        const long = text.padEnd(400, '<&>');
        const finding = imageGrewFinding({
          repository: name.padEnd(300, '<'),
          tags: [...names, long],
          series: long,
          platform: long,
          instructions: Array.from({ length: 30 }, () => ({
            instruction: long,
            bytesBefore: 1,
            bytesAfter: 2,
          })),
          remedy: Array.from({ length: 30 }, () => long.repeat(3)),
        });

        expect(errorsOf(renderChat(alertNotice(toldAlert(finding))))).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  test('the schema knows the limits', () => {
    const message = renderChat(alertNotice(toldAlert(imageGrewFinding())));
    const broken = [
      { title: 'x'.repeat(251) },
      { description: 'x'.repeat(8_001) },
      { description: '' },
      { nextSteps: ['x'.repeat(351)] },
      { keywords: ['x'.repeat(76)] },
      { textType: 'markdown' },
    ].map((content) => ({ ...message, content: { ...message.content, ...content } }));

    expect(broken.filter((each) => errorsOf(each) === null)).toEqual([]);
    expect(errorsOf({ ...message, metadata: { additionalContext: { revision: 1 } } })).not.toBeNull();
    expect(errorsOf({ ...message, version: '1' })).not.toBeNull();
  });
});

test('all messages about one alert are one thread, and each has its own id', () => {
  const alert = toldAlert(imageGrewFinding());

  const [first, second] = [alert, resolved(alert)].map((each) => renderChat(alertNotice(each)));

  expect(first?.metadata.threadId).toBe(`layerwatch-${alert.id}`);
  expect(second?.metadata.threadId).toBe(first?.metadata.threadId);
  expect([first?.id, second?.id]).toEqual([`${alert.id}-1`, `${alert.id}-2`]);
});

test('a resolved alert has nothing left to do', () => {
  const { content } = renderChat(alertNotice(resolved(toldAlert(imageGrewFinding()))));

  expect(content.title).toBe('✅ Resolved: team/web:1.4.2 grew by 290.2 MB to 540.2 MB');
  expect(content).not.toHaveProperty('nextSteps');
});

test('what an alert is about is there for programs', () => {
  const alert = toldAlert(imageGrewFinding());

  expect(renderChat(alertNotice(alert)).metadata.additionalContext).toEqual({
    alert: alert.id,
    kind: 'image-grew',
    severity: 'high',
    state: 'open',
    accountId: '123456789012',
    region: 'eu-west-1',
  });
});

test('a long step goes on in the next one', () => {
  const remedy = [`Merge ${'team/service '.repeat(40)}into one.`];

  const { nextSteps = [] } = renderChat(alertNotice(toldAlert(imageGrewFinding({ remedy })))).content;

  expect(nextSteps).toHaveLength(2);
  expect(nextSteps[1]).toMatch(/^… team\/service .*into one\.$/);
});
