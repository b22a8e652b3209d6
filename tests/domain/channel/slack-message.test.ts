import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertNotice } from '../../../src/domain/channel/alert-notice.ts';
import { digestNotice } from '../../../src/domain/channel/digest-notice.ts';
import { renderSlack, type SlackMessage } from '../../../src/domain/channel/slack-message.ts';
import { stormNotice } from '../../../src/domain/channel/storm-notice.ts';
import { duplicateLayerFinding, imageGrewFinding, registryScannedFinding } from '../../support/findings.ts';
import { hostileNotice } from '../../support/notices.ts';
import { resolved, stormSummary, toldAlert, weeklyDigest } from '../../support/told-alerts.ts';

const file = new URL('../../support/slack-message.schema.json', import.meta.url);
const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(file, 'utf8')),
);

function errorsOf(message: object) {
  validate(JSON.parse(JSON.stringify(message)));
  return validate.errors;
}

/** Every text that Slack shows. */
function textsOf({ text, blocks }: SlackMessage): string[] {
  const shown = blocks.flatMap((block) => ('elements' in block ? [...block.elements] : [block.text]));
  return [text, ...shown.map((each) => each.text)];
}

describe('what a Slack webhook takes', () => {
  test.each([
    ['a duplicate layer', alertNotice(toldAlert(duplicateLayerFinding()))],
    ['an image that grew', alertNotice(toldAlert(imageGrewFinding()))],
    ['a first scan', alertNotice(toldAlert(registryScannedFinding()))],
    ['a resolved alert', alertNotice(resolved(toldAlert(imageGrewFinding())))],
    ['a week', digestNotice(weeklyDigest())],
    ['a storm', stormNotice(stormSummary())],
  ])('is what is made of %s', (_what, notice) => {
    expect(errorsOf(renderSlack(notice))).toBeNull();
  });

  test('is what is made of any notice, and nothing in it is a link, a mention or half a character', () => {
    fc.assert(
      fc.property(hostileNotice, (notice) => {
        const message = renderSlack(notice);

        expect(errorsOf(message)).toBeNull();
        for (const text of textsOf(message))
          expect(text).not.toMatch(/[<>]|\p{Cs}|@(?:channel|here|everyone)\b/iu);
      }),
      { numRuns: 200 },
    );
  });

  test('no line of a notice ends the code block it is in', () => {
    fc.assert(
      fc.property(hostileNotice, (notice) => {
        const { blocks } = renderSlack({ ...notice, details: [], steps: [], footer: [] });
        const code = blocks.slice(2).filter((_, position) => notice.sections[position]?.isCode);

        for (const block of code) if ('text' in block) expect(block.text.text.match(/```/g)).toHaveLength(2);
      }),
      { numRuns: 100 },
    );
  });

  test('the schema knows the limits', () => {
    const message = renderSlack(alertNotice(toldAlert(imageGrewFinding())));
    const section = { type: 'section', text: { type: 'mrkdwn', text: 'x' } };
    const element = { type: 'mrkdwn', text: 'x' };
    const broken = [
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }],
      [{ type: 'section', text: { type: 'mrkdwn', text: '' } }],
      [{ type: 'context', elements: Array.from({ length: 11 }, () => element) }],
      Array.from({ length: 51 }, () => section),
    ].map((blocks) => ({ ...message, blocks }));

    expect(broken.filter((each) => errorsOf(each) === null)).toEqual([]);
    expect(errorsOf({ blocks: message.blocks })).not.toBeNull();
  });
});

test('the notification says what happened, where and how much, and how bad it is', () => {
  expect(renderSlack(alertNotice(toldAlert(imageGrewFinding()))).text).toBe(
    '🔴 [high] team/web:1.4.2 grew by 290.2 MB to 540.2 MB',
  );
});

test('the footer names the alert', () => {
  const alert = toldAlert(imageGrewFinding());

  const { blocks } = renderSlack(alertNotice(alert));

  expect(blocks.at(-1)).toMatchObject({
    type: 'context',
    elements: [
      { text: 'Severity high, as of 2026-11-20 10:00 UTC' },
      { text: `Alert ${alert.id}, revision 1, open` },
    ],
  });
});

test('a resolved alert is good news', () => {
  const texts = textsOf(renderSlack(alertNotice(resolved(toldAlert(imageGrewFinding())))));

  expect(texts[0]).toBe('✅ Resolved: team/web:1.4.2 grew by 290.2 MB to 540.2 MB');
  expect(texts[2]).toMatch(/^This is no longer so: team\/web:1\.4\.2 in /);
  expect(texts.join('\n')).not.toContain('What to do');
});

test('a message without a footer has none', () => {
  const { blocks } = renderSlack({ ...alertNotice(toldAlert(imageGrewFinding())), footer: [] });

  expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'section']);
});

test('every step is told, in as many blocks as it takes', () => {
  const remedy = Array.from(
    { length: 12 },
    (_, position) => `Step ${position + 1} ${'of the remedy '.repeat(60)}`,
  );

  const texts = textsOf(renderSlack(alertNotice(toldAlert(imageGrewFinding({ remedy }))))).join('\n');

  for (const [position] of remedy.entries())
    expect(texts).toContain(`${position + 1}. Step ${position + 1} of`);
});

test('of very many sections the first are shown, and the footer', () => {
  const sections = Array.from({ length: 60 }, (_, position) => ({
    heading: `Section ${position + 1}`,
    lines: ['a line'],
    isCode: false,
  }));

  const message = renderSlack({ ...alertNotice(toldAlert(imageGrewFinding())), sections });

  expect(errorsOf(message)).toBeNull();
  expect(message.blocks).toHaveLength(50);
  expect(message.blocks.at(-1)?.type).toBe('context');
});
