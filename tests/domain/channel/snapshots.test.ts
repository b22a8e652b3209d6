import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { alertNotice } from '../../../src/domain/channel/alert-notice.ts';
import { renderChat } from '../../../src/domain/channel/chat-message.ts';
import { digestNotice } from '../../../src/domain/channel/digest-notice.ts';
import { renderEmail } from '../../../src/domain/channel/email-message.ts';
import type { Notice } from '../../../src/domain/channel/notice.ts';
import { renderSlack } from '../../../src/domain/channel/slack-message.ts';
import { stormNotice } from '../../../src/domain/channel/storm-notice.ts';
import { duplicateLayerFinding, imageGrewFinding, registryScannedFinding } from '../../support/findings.ts';
import { resolved, stormSummary, toldAlert, weeklyDigest } from '../../support/told-alerts.ts';

/**
 * Every message as its reader gets it, one file each, in `tests/snapshots`: read them after a change (`vitest run -u`). Those
 * of chat and Slack are what is sent, written as YAML, because that shows lines as lines.
 */
const duplicate = toldAlert(duplicateLayerFinding());
const grown = toldAlert(imageGrewFinding());

const NOTICES: readonly (readonly [name: string, notice: Notice])[] = [
  ['duplicate-layer', alertNotice(duplicate)],
  ['duplicate-layer-grew', alertNotice({ ...duplicate, state: 'grew', revision: 2 })],
  ['image-grew', alertNotice(grown)],
  ['image-grew-resolved', alertNotice(resolved(grown))],
  ['registry-scanned', alertNotice(toldAlert(registryScannedFinding()))],
  ['weekly-digest', digestNotice(weeklyDigest())],
  ['alert-storm', stormNotice(stormSummary())],
];

describe.each(NOTICES)('%s', (name, notice) => {
  test('reads well in a mail', async () => {
    const { subject, text } = renderEmail(notice);

    await expect(`Subject: ${subject}\n\n${text}\n`).toMatchFileSnapshot(fileOf(`${name}.email.txt`));
  });

  test('reads well in a chat', async () => {
    await expect(yaml(renderChat(notice))).toMatchFileSnapshot(fileOf(`${name}.chat.yaml`));
  });

  test('reads well in Slack', async () => {
    await expect(yaml(renderSlack(notice))).toMatchFileSnapshot(fileOf(`${name}.slack.yaml`));
  });
});

function fileOf(name: string): string {
  return `../../snapshots/${name}`;
}

function yaml(message: object): string {
  return stringify(message, { lineWidth: 0 });
}
