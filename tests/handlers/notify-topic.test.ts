import { afterEach, describe, expect, it, vi } from 'vitest';
import { alertDocument } from '../../src/domain/alert-document.ts';
import { digestDocument } from '../../src/domain/channel/digest-document.ts';
import { type SlackChannel, SlackPostFailedError } from '../../src/domain/channel/slack-channel.ts';
import type { SlackMessage } from '../../src/domain/channel/slack-message.ts';
import { logger } from '../../src/handlers/middleware.ts';
import { createNotifyHandler } from '../../src/handlers/notify-topic.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';
import { LAMBDA_CONTEXT } from '../support/image-events.ts';
import { createSlackServer, OK, SECRET_PART, type SlackBehaviour } from '../support/slack-server.ts';
import { toldAlert, weeklyDigest } from '../support/told-alerts.ts';

const GREW = JSON.stringify(alertDocument(toldAlert(imageGrewFinding())));
const DUPLICATE = JSON.stringify(alertDocument(toldAlert(duplicateLayerFinding())));
const ALARM = JSON.stringify({ AlarmName: 'backlog', NewStateValue: 'ALARM' });
const REFUSED = new SlackPostFailedError('Slack refused the message', {
  status: 400,
  reason: 'invalid_blocks',
});

/** The event of SNS; Lambda gets one record each time, and may get more. */
function snsEvent(...messages: readonly string[]) {
  return {
    Records: messages.map((Message, position) => ({
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      Sns: { MessageId: `message-${position + 1}`, Message, MessageAttributes: {} },
    })),
  };
}

/** The handler with a channel that keeps what it is given, and refuses what begins so. */
function createNotify(refused = 'nothing') {
  const posted: SlackMessage[] = [];
  const log: { level: string; message: string; fields: object }[] = [];
  const times: number[] = [];
  const slack: SlackChannel = {
    async post(message, timeLeft) {
      times.push(timeLeft());
      if (message.text.includes(refused)) throw REFUSED;
      posted.push(message);
    },
  };
  const keep = (level: string) => (message: string, fields: object) => log.push({ level, message, fields });
  const handler = createNotifyHandler({
    slack,
    logger: { info: keep('info'), warn: keep('warn'), error: keep('error') },
  });
  return { handle: (event: unknown) => handler(event, LAMBDA_CONTEXT), posted, log, times };
}

afterEach(() => vi.restoreAllMocks());

describe('what the alert topic delivers', () => {
  it('is posted to Slack', async () => {
    const { handle, posted, log } = createNotify();

    await handle(snsEvent(GREW));

    expect(posted.map(({ text }) => text)).toEqual(['🔴 [high] team/web:1.4.2 grew by 290.2 MB to 540.2 MB']);
    expect(log).toEqual([
      {
        level: 'info',
        message: 'messages of the topic were handled',
        fields: { posted: 1, failed: 0, skippedBy: {} },
      },
    ]);
  });

  it('is posted in its order, digests too', async () => {
    const { handle, posted } = createNotify();

    await handle(snsEvent(DUPLICATE, JSON.stringify(digestDocument(weeklyDigest())), GREW));

    expect(posted.map(({ text }) => text.split(' ')[0])).toEqual(['🟡', '📋', '🔴']);
  });

  it('is posted again where it is delivered again: the footer tells', async () => {
    const { handle, posted } = createNotify();

    await handle(snsEvent(GREW));
    await handle(snsEvent(GREW));

    expect(posted).toHaveLength(2);
    expect(posted[0]).toEqual(posted[1]);
  });

  it('has the time that the function has', async () => {
    const { handle, times } = createNotify();

    await handle(snsEvent(GREW));

    expect(times).toEqual([LAMBDA_CONTEXT.getRemainingTimeInMillis()]);
  });

  it('is skipped where it is none of ours: an alarm', async () => {
    const { handle, posted, log } = createNotify();

    await handle(snsEvent(ALARM, 'a text', GREW));

    expect(posted).toHaveLength(1);
    expect(log).toMatchObject([
      { level: 'info', fields: { posted: 1, failed: 0, skippedBy: { NOT_OURS: 1, NOT_JSON: 1 } } },
    ]);
  });

  it('is skipped with a warning where it is ours and cannot be read', async () => {
    const { handle, posted, log } = createNotify();

    await handle(snsEvent(JSON.stringify({ ...JSON.parse(GREW), version: 2 })));

    expect(posted).toEqual([]);
    expect(log[0]).toMatchObject({
      level: 'warn',
      message: 'a message of the topic was not readable',
      fields: { messageId: 'message-1', reason: 'UNREADABLE', problem: expect.stringContaining('version') },
    });
  });
});

describe('a message that Slack does not take', () => {
  it('fails the invocation, so that Lambda tries again and then parks the event', async () => {
    const { handle, log } = createNotify('grew by');

    await expect(handle(snsEvent(GREW))).rejects.toBe(REFUSED);
    expect(log).toMatchObject([
      {
        level: 'warn',
        message: 'a message was not posted',
        fields: {
          messageId: 'message-1',
          errorCode: 'SLACK_POST_FAILED',
          status: 400,
          reason: 'invalid_blocks',
        },
      },
      { level: 'info', fields: { posted: 0, failed: 1 } },
    ]);
  });

  it('does not keep back the others', async () => {
    const { handle, posted } = createNotify('grew by');

    await expect(handle(snsEvent(GREW, DUPLICATE))).rejects.toBe(REFUSED);
    expect(posted).toHaveLength(1);
  });
});

it('an event that is not one of SNS fails', async () => {
  const { handle } = createNotify();

  await expect(handle({ Records: [{ body: 'x' }] })).rejects.toMatchObject({ code: 'EVENT_INVALID' });
});

describe('nothing that is written anywhere holds the URL of the webhook', () => {
  const behaviours: readonly (readonly [string, readonly SlackBehaviour[]])[] = [
    ['takes the message', [OK]],
    ['refuses it and names the URL', [{ status: 400, body: `bad: /services/T000/B000/${SECRET_PART}` }]],
    ['is gone', [{ status: 404, body: `no_service ${SECRET_PART}` }]],
    ['sends elsewhere', [{ status: 302, headers: { location: `/services/T000/B000/${SECRET_PART}` } }]],
    ['fails', [{ status: 500, body: SECRET_PART }]],
    ['hangs up', ['hang up']],
  ];

  it.each(behaviours)('where Slack %s', async (_what, answers) => {
    const server = await createSlackServer(answers);
    const written: string[] = [];
    const keep = (chunk: unknown) => written.push(String(chunk)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
    const slack: SlackChannel = {
      post(message, timeLeft) {
        // Each invocation begins with the level of the environment, which is silent in tests.
        logger.setLogLevel('DEBUG');
        return server.slack.post(message, timeLeft);
      },
    };
    const handler = createNotifyHandler({ slack, logger });

    const outcome: unknown = await handler(snsEvent(GREW), {
      ...LAMBDA_CONTEXT,
      getRemainingTimeInMillis: () => 60_000,
    }).catch((error: unknown) => error);
    vi.restoreAllMocks();
    server.close();

    expect(server.requests.length).toBeGreaterThan(0);
    expect(written.length).toBeGreaterThan(0);
    const all = `${written.join('')}${JSON.stringify(outcome)}${String(outcome)}`;
    expect(all).not.toContain(SECRET_PART);
    expect(all).not.toContain('B000');
    expect(all).not.toContain(server.origin);
  });
});
