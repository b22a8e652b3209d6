import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { createSlackWebhook } from '../../src/adapters/slack-webhook.ts';
import { createSlackServer, OK, SECRET_PART, type SlackBehaviour } from '../support/slack-server.ts';

const MESSAGE = { text: 'größer 📦', blocks: [] };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A webhook that behaves so, called with so many milliseconds left by its clock. */
async function serve(behaviours: readonly SlackBehaviour[], timeLeft = 60_000) {
  const server = await createSlackServer(behaviours);
  closing.push(server.close);
  const left = () => timeLeft - server.clock.now();
  const post = () => server.slack.post(MESSAGE, left);
  const failure = (): Promise<unknown> =>
    post().then(
      () => null,
      (error: unknown) => error,
    );
  return { ...server, post, failure };
}

describe('a message', () => {
  test('is posted as JSON', async () => {
    const { post, requests } = await serve([OK]);

    await post();

    expect(requests).toMatchObject([
      {
        path: `POST /services/T000/B000/${SECRET_PART}`,
        body: JSON.stringify(MESSAGE),
        headers: { 'content-type': 'application/json; charset=utf-8' },
      },
    ]);
  });

  test('is posted once where Slack takes it but does not say so properly', async () => {
    const { post, requests } = await serve([
      (_request, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('o');
        setTimeout(() => response.destroy(), 20);
      },
    ]);

    await post();

    expect(requests).toHaveLength(1);
  });

  test('waits until a second after the one before it', async () => {
    const { post, clock } = await serve([OK]);

    await post();
    await post();
    await post();

    expect(clock.waits).toEqual([1_000, 1_000]);
  });
});

describe('a message that is not taken at once', () => {
  test('is posted again after the seconds that Slack asks for', async () => {
    const { post, requests, clock } = await serve([{ status: 429, headers: { 'retry-after': '30' } }, OK]);

    await post();

    expect(requests).toHaveLength(2);
    expect(clock.waits).toEqual([30_000]);
  });

  test.each([
    ['none', {}],
    ['a date', { 'retry-after': 'Fri, 20 Nov 2026 10:00:00 GMT' }],
    ['a negative number', { 'retry-after': '-1' }],
  ])('is posted again a little later where Slack says %s', async (_what, headers) => {
    const { post, requests, clock } = await serve([{ status: 429, headers }, OK]);

    await post();

    expect(requests).toHaveLength(2);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(500);
    expect(clock.waits[0]).toBeLessThan(1_000);
  });

  test.each([
    ['Slack fails', { status: 500, body: 'rollup_error' }],
    ['Slack is not there', { status: 503 }],
    ['the connection breaks', 'hang up'],
    ['no answer comes', 'hang'],
  ] as const)('is posted again where %s', async (_reason, behaviour) => {
    const { post, requests } = await serve([behaviour, behaviour, OK]);

    await post();

    expect(requests).toHaveLength(3);
  });

  test('is posted later and later, five times at most', async () => {
    const { failure, requests, clock } = await serve([{ status: 500, body: 'rollup_error' }]);

    const error = await failure();

    expect(requests).toHaveLength(5);
    expect(clock.waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(500 + 1_000 + 2_000 + 4_000);
    expect(error).toMatchObject({
      name: 'SlackPostFailedError',
      code: 'SLACK_POST_FAILED',
      retryable: true,
      message: 'Slack did not take the message in time',
      details: { attempts: 5, status: 500, reason: 'rollup_error' },
    });
  });

  test('is not waited for longer than the caller has time', async () => {
    const { failure, requests, clock } = await serve(
      [{ status: 429, headers: { 'retry-after': '30' } }],
      30_000,
    );

    expect(await failure()).toMatchObject({
      message: 'Slack did not take the message in time',
      details: { attempts: 1, status: 429, retryAfter: 30 },
    });
    expect(requests).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });

  test('is given up where there is no time for an attempt', async () => {
    const { failure, requests } = await serve([OK], 1_000);

    expect(await failure()).toMatchObject({ message: 'there was no time left to post to Slack' });
    expect(requests).toEqual([]);
  });

  test('has one attempt cut short where the caller has less time than one may take', async () => {
    const { failure } = await serve(['hang'], 1_050);
    const begun = performance.now();

    const error = await failure();

    expect(error).toMatchObject({
      message: 'Slack was not reached',
      details: { networkError: 'TimeoutError' },
    });
    expect(performance.now() - begun).toBeLessThan(250);
  });
});

describe('a message that is refused', () => {
  test.each([
    [400, 'invalid_blocks', 'Slack refused the message'],
    [413, 'too_large', 'Slack refused the message'],
    [
      403,
      'action_prohibited',
      'Slack does not let this webhook post: look at its channel, and at the secret',
    ],
    [404, 'no_service', 'Slack does not let this webhook post: look at its channel, and at the secret'],
    [
      410,
      'channel_is_archived',
      'Slack does not let this webhook post: look at its channel, and at the secret',
    ],
  ])('with %d %s is not posted again', async (status, body, message) => {
    const { failure, requests } = await serve([{ status, body }]);

    expect(await failure()).toMatchObject({ message, details: { attempts: 1, status, reason: body } });
    expect(requests).toHaveLength(1);
  });

  test.each([301, 302, 307, 308])('with a redirect (%d) goes nowhere else', async (status) => {
    const elsewhere = await serve([OK]);
    const location = `${elsewhere.origin}/services/elsewhere`;
    const { failure } = await serve([{ status, headers: { location } }]);

    expect(await failure()).toMatchObject({ message: 'Slack refused the message', details: { status } });
    expect(elsewhere.requests).toEqual([]);
  });

  test.each([
    ['a page', '<html><body>Not Found</body></html>', 'none that can be told'],
    ['nothing', '', 'none that can be told'],
    ['the URL', `no service at /services/T000/B000/${SECRET_PART}`, 'none that can be told'],
    ['a part of the URL', `token ${SECRET_PART} revoked`, 'none that can be told'],
    ['very much', 'no '.repeat(10_000), `${'no '.repeat(26)}n…`],
    ['control characters', 'invalid\u0007_token\r\nforged', 'invalid _token forged'],
  ])('with %s as the reason is told shortly, or not at all', async (_what, body, reason) => {
    const { failure } = await serve([{ status: 400, body }]);

    expect(await failure()).toMatchObject({ details: { reason } });
  });
});

describe('a webhook that is gone', () => {
  test.each([403, 404, 410])(
    '(%d) is looked up anew, once, and the message goes to the new one',
    async (status) => {
      const { post, requests, secretValue } = await serve([OK, { status, body: 'no_service' }, OK]);
      await post();
      secretValue.url = secretValue.url.replace(SECRET_PART, 'rotated');

      await post();

      expect(requests.map(({ path }) => path)).toEqual([
        `POST /services/T000/B000/${SECRET_PART}`,
        `POST /services/T000/B000/${SECRET_PART}`,
        'POST /services/T000/B000/rotated',
      ]);
      expect(secretValue.reads).toBe(2);
    },
  );

  test('is looked up no second time for the same message', async () => {
    const { failure, post, requests, secretValue } = await serve([OK, { status: 404, body: 'no_service' }]);
    await post();
    secretValue.url = secretValue.url.replace(SECRET_PART, 'rotated');

    await failure();

    expect(requests).toHaveLength(3);
    expect(secretValue.reads).toBe(2);
  });
});

describe('what is said of a failure', () => {
  test.each([
    ['a refusal', { status: 404, body: `no ${SECRET_PART}` }],
    ['a failure', { status: 500, body: `https://hooks.slack.com/services/T000/B000/${SECRET_PART}` }],
    ['a broken connection', 'hang up'],
    ['silence', 'hang'],
  ] as const)('of %s holds nothing of the URL, however deep one looks', async (_what, behaviour) => {
    const { failure, origin } = await serve([behaviour]);

    const error = await failure();

    expect(error).toMatchObject({ name: 'SlackPostFailedError', cause: undefined });
    const all = inspect(error, { depth: null, showHidden: true, getters: true }) + JSON.stringify(error);
    expect(all).not.toContain(SECRET_PART);
    expect(all).not.toContain(new URL(origin).port);
    expect(all).not.toContain('B000');
  });

  test('of a host that is not there neither', async () => {
    const url = new URL(`http://127.0.0.1:1/services/${SECRET_PART}`);
    const slack = createSlackWebhook({
      secret: { read: async () => url, renew: async () => url },
      timeoutMs: 300,
      clock: { now: () => 0, sleep: async () => {} },
    });

    const error: unknown = await slack.post(MESSAGE, () => 60_000).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      message: 'Slack was not reached',
      details: { networkError: 'ECONNREFUSED' },
    });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(SECRET_PART);
  });
});
