import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { formatRegistry } from '../../src/domain/registry.ts';
import { at, fakeDigest, REGISTRY } from '../support/builders.ts';
import { BASE, pushOrdersAndBilling, TORCH } from './moto-images.ts';
import { describeOnMoto } from './moto-suite.ts';
import type { ReceivedMessage } from './sqs-client.ts';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const validate = new Ajv2020({ strict: true, formats: { 'date-time': DATE_TIME } }).compile(
  JSON.parse(readFileSync('docs/alert-v1.schema.json', 'utf8')),
);

describeOnMoto('alerts through SNS and SQS', (on) => {
  test('a layer in a second repository and an image that grew are told once each', async () => {
    const { stack } = on();
    const [orders, billing, grown] = await pushOrdersAndBilling(on());

    const failed = await stack.deliver([orders.event, billing.event, grown.event]);

    const documents = inOrder(await stack.queues.raw.drain()).map(document);
    expect(failed).toEqual([]);
    expect(documents).toEqual([
      expect.objectContaining({
        version: 1,
        kind: 'duplicate-layer',
        severity: 'low',
        state: 'open',
        revision: 1,
        subject: { type: 'layer', ...REGISTRY, digest: fakeDigest('base') },
        finding: expect.objectContaining({
          diffId: fakeDigest('diff of base'),
          instruction: BASE.instruction,
          sizeBytes: 60_000_000,
          repositoryCount: 2,
          repositories: ['team/billing', 'team/orders'],
          duplicateBytes: 60_000_000,
        }),
        openedAt: at(2),
      }),
      expect.objectContaining({
        kind: 'image-grew',
        subject: {
          type: 'series',
          ...REGISTRY,
          repository: 'team/orders',
          series: 'default',
          platform: 'linux/amd64',
        },
        finding: expect.objectContaining({
          digest: grown.digest,
          tags: ['1.0.1'],
          sizeBytes: 91_000_000,
          baselineBytes: 61_000_000,
          grownBytes: 30_000_000,
          grownPercent: 49.2,
          predecessor: { digest: orders.digest, sizeBytes: 61_000_000 },
          instructions: [
            { instruction: TORCH.instruction, bytesBefore: 0, bytesAfter: 30_000_000 },
            { instruction: 'RUN orders 2', bytesBefore: 0, bytesAfter: 1_000_000 },
          ],
        }),
      }),
    ]);
    for (const one of documents) {
      validate(one);
      expect(validate.errors).toBeNull();
    }
  });

  test('attributes carry what filter policies match on', async () => {
    const { stack } = on();
    const pushed = await pushOrdersAndBilling(on());

    await stack.deliver(pushed.map(({ event }) => event));

    const [duplicate, grew] = inOrder(await stack.queues.raw.drain());
    expect(duplicate?.attributes).toEqual({
      kind: text('duplicate-layer'),
      severity: text('low'),
      state: text('open'),
      accountId: text(REGISTRY.accountId),
      region: text(REGISTRY.region),
      repository: { DataType: 'String.Array', StringValue: '["team/billing","team/orders"]' },
      owner: text('unowned'),
    });
    expect(grew?.attributes).toMatchObject({ kind: text('image-grew'), repository: text('team/orders') });
  });

  test('a subscription with a filter policy on kind gets that kind only', async () => {
    const { stack } = on();
    const pushed = await pushOrdersAndBilling(on());

    await stack.deliver(pushed.map(({ event }) => event));

    const messages = await stack.queues.filtered.drain();
    expect(messages.map(document)).toEqual([expect.objectContaining({ kind: 'image-grew' })]);
  });

  test('without raw delivery the same document comes in the envelope of SNS, with a one-line subject', async () => {
    const { stack } = on();
    const pushed = await pushOrdersAndBilling(on());

    await stack.deliver(pushed.map(({ event }) => event));

    const raw = inOrder(await stack.queues.raw.drain());
    const envelopes = inOrder(await stack.queues.enveloped.drain());
    expect(envelopes.map(document)).toEqual([
      expect.objectContaining({
        Type: 'Notification',
        Subject: `Layerwatch [low] ${formatRegistry(REGISTRY)} has a 60.0 MB layer in 2 repositories`,
        Message: raw[0]?.body,
        MessageAttributes: expect.objectContaining({ kind: { Type: 'String', Value: 'duplicate-layer' } }),
      }),
      expect.objectContaining({
        Subject: 'Layerwatch [low] team/orders:1.0.1 grew by 30.0 MB to 91.0 MB',
        Message: raw[1]?.body,
      }),
    ]);
  });
});

/** SQS promises no order: `duplicate-layer` first. */
function inOrder(messages: readonly ReceivedMessage[]): ReceivedMessage[] {
  return messages.toSorted((a, b) => Number(isGrowth(a)) - Number(isGrowth(b)));
}

function isGrowth({ body }: ReceivedMessage): boolean {
  return body.includes('image-grew');
}

function document({ body }: ReceivedMessage): Record<string, unknown> {
  return JSON.parse(body);
}

function text(value: string) {
  return { DataType: 'String', StringValue: value };
}
