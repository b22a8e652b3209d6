import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, expect, test, vi } from 'vitest';
import { STORM_MS } from '../../src/domain/storm.ts';
import { pushImage, pushOrdersAndBilling } from './moto-images.ts';
import { describeOnMoto, type OnMoto } from './moto-suite.ts';
import type { ReceivedMessage } from './sqs-client.ts';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

afterEach(() => {
  vi.useRealTimers();
});

describeOnMoto('what is told of no single alert', (on) => {
  test('the weekly digest reaches programs and chats, with what is open', async () => {
    const { stack } = on();
    const pushed = await pushOrdersAndBilling(on());
    await stack.deliver(pushed.map(({ event }) => event));
    await drainAll(on());

    await stack.tell('digest');

    const [document, ...others] = (await stack.queues.raw.drain()).map(parsed);
    expect(others).toEqual([]);
    expect(document).toMatchObject({
      type: 'weekly-digest',
      registries: [{ repositories: 2, images: 3, duplicateBytes: 60_000_000, complete: true }],
      openAlerts: expect.arrayContaining([expect.objectContaining({ kind: 'duplicate-layer', count: 1 })]),
    });
    expect(problemsOf('docs/digest-v1.schema.json', document)).toEqual([]);
    await expectOneChatMessage(on());
  });

  test('an empty registry has no digest', async () => {
    const { stack } = on();

    await stack.tell('digest');

    expect(await stack.queues.raw.drain()).toEqual([]);
  });

  test('what is too much at once is told in one message, ten minutes later, and once', async () => {
    const { stack } = on();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    await pushManyCopies(on(), 12);
    const single = (await stack.queues.raw.drain()).length;
    await stack.queues.chat.drain();

    await stack.tell('storm');
    const tooEarly = await stack.queues.raw.drain();
    vi.setSystemTime(Date.now() + STORM_MS + 1_000);
    await stack.tell('storm');
    await stack.tell('storm');

    const [storm, ...others] = (await stack.queues.raw.drain()).map(parsed);
    expect([single, tooEarly, others]).toEqual([8, [], []]);
    expect(storm).toMatchObject({
      type: 'alert-storm',
      count: 4,
      byKind: [{ kind: 'duplicate-layer', count: 4 }],
    });
    expect(problemsOf('docs/storm-v1.schema.json', storm)).toEqual([]);
    await expectOneChatMessage(on());
  });
});

/** So many layers of 60 MB, each in two repositories. */
async function pushManyCopies(on: OnMoto, layers: number): Promise<void> {
  for (const repository of ['team/one', 'team/two']) {
    await on.stack.repository(repository);
    const steps = Array.from({ length: layers - 1 }, (_, number) => ({
      seed: `layer ${number}`,
      sizeBytes: 60_000_000 + number,
    }));
    const { event } = await pushImage(on, steps, { repository, tag: '1.0.0' });
    await on.stack.deliver([event]);
  }
}

async function drainAll({ stack }: OnMoto): Promise<void> {
  for (const queue of [stack.queues.raw, stack.queues.chat]) await queue.drain();
}

async function expectOneChatMessage({ stack }: OnMoto): Promise<void> {
  const messages = (await stack.queues.chat.drain()).map(parsed);
  expect(messages).toHaveLength(1);
  expect(problemsOf('tests/support/amazon-q-notification.schema.json', messages[0])).toEqual([]);
}

function problemsOf(schema: string, document: unknown): readonly object[] {
  const ajv = new Ajv2020({ strict: false, formats: { 'date-time': DATE_TIME } });
  ajv.validate(JSON.parse(readFileSync(schema, 'utf8')), document);
  return ajv.errors ?? [];
}

function parsed({ body }: ReceivedMessage): unknown {
  return JSON.parse(body);
}
