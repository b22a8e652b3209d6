import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createWebhookSecret } from '../../src/adapters/webhook-secret.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack-AbCdEf';
const SECRET_PART = 'S3cr3tS3cr3tS3cr3t';
const WEBHOOK = `https://hooks.slack.com/services/T000/B000/${SECRET_PART}`;

/** A secret whose value can be changed, and a clock that is moved by hand. */
function createSecret(value: string | undefined, allowedOrigin: string | null = null) {
  const state = { value, now: 0, asked: [] as string[] };
  const secret = createWebhookSecret({
    secrets: {
      async getSecretValue({ SecretId }) {
        state.asked.push(SecretId);
        return { SecretString: state.value };
      },
    },
    secretArn: ARN,
    allowedOrigin,
    now: () => state.now,
  });
  return { secret, state };
}

describe('the URL', () => {
  test.each([
    ['the secret as it is', WEBHOOK],
    ['the secret with a line break after it', `${WEBHOOK}\n`],
    ['a field of JSON', JSON.stringify({ url: WEBHOOK, channel: '#images' })],
    ['a field of JSON over several lines', `\n${JSON.stringify({ url: WEBHOOK }, null, 2)}\n`],
  ])('may be %s', async (_form, value) => {
    const { secret, state } = createSecret(value);

    expect((await secret.read()).href).toBe(WEBHOOK);
    expect(state.asked).toEqual([ARN]);
  });

  test('may be on this machine where that is allowed', async () => {
    const { secret } = createSecret('http://127.0.0.1:4000/services/x', 'http://127.0.0.1:4000');

    expect((await secret.read()).port).toBe('4000');
  });

  test('is kept for five minutes', async () => {
    const { secret, state } = createSecret(WEBHOOK);
    await secret.read();

    state.now = 299_999;
    await secret.read();
    const before = state.asked.length;
    state.now = 300_000;
    await secret.read();

    expect([before, state.asked.length]).toEqual([1, 2]);
  });

  test('is read anew when that is asked for, and then kept', async () => {
    const { secret, state } = createSecret(WEBHOOK);
    await secret.read();
    state.value = `${WEBHOOK}2`;

    const renewed = await secret.renew();

    expect(renewed.href).toBe(`${WEBHOOK}2`);
    expect((await secret.read()).href).toBe(`${WEBHOOK}2`);
    expect(state.asked).toHaveLength(2);
  });
});

describe('a secret that cannot be used', () => {
  test.each([
    ['is empty', ''],
    ['is binary', undefined],
    ['is no URL', SECRET_PART],
    ['is not https', `http://hooks.slack.com/services/${SECRET_PART}`],
    ['is of another host', `https://hooks.slack.com.evil.example/${SECRET_PART}`],
    ['is broken JSON', `{"url": "https://hooks.slack.com/services/${SECRET_PART}`],
    ['is JSON without a URL', JSON.stringify({ token: SECRET_PART })],
    ['is JSON whose URL is something else', JSON.stringify({ url: { href: WEBHOOK } })],
  ])('because it %s is an error without what it holds', async (_reason, value) => {
    const { secret } = createSecret(value);

    const error: unknown = await secret.read().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      name: 'SlackPostFailedError',
      message: 'the secret holds no URL of a Slack webhook',
      cause: undefined,
    });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(SECRET_PART);
  });

  test('because Secrets Manager refuses is an error with the name of its error only', async () => {
    const secret = createWebhookSecret({
      secrets: {
        async getSecretValue() {
          const denied = new Error(`not allowed to read ${SECRET_PART}`);
          denied.name = 'AccessDeniedException';
          throw denied;
        },
      },
      secretArn: ARN,
      allowedOrigin: null,
      now: () => 0,
    });

    const error: unknown = await secret.read().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      message: 'the secret could not be read',
      details: { awsError: 'AccessDeniedException' },
    });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(SECRET_PART);
  });
});
