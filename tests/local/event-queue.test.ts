import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { createEventQueue, MAX_RECEIVES } from '../../src/local/event-queue.ts';
import { type ImageActionEvent, pushEvent } from '../../src/local/push-event.ts';
import { fakeDigest } from '../support/builders.ts';

function events(...tags: string[]): ImageActionEvent[] {
  return tags.map((tag) =>
    pushEvent({ repository: 'team/orders', digest: fakeDigest(tag), tag, at: '2026-11-20T10:00:00Z' }),
  );
}

function tagsOf({ Records: records }: SQSEvent): string[] {
  return records.map(({ body }) => JSON.parse(body).detail['image-tag']);
}

/** A queue whose handler fails for the given tags, as often as it is told. */
function queueThatFails(failures: Record<string, number>) {
  const left = new Map(Object.entries(failures));
  const batches: string[][] = [];
  const receives: string[] = [];
  const deadLetters: string[] = [];
  const queue = createEventQueue({
    retryDelayMs: 0,
    onDeadLetter: ({ detail }) => deadLetters.push(detail['image-tag']),
    handler: async (event) => {
      batches.push(tagsOf(event));
      receives.push(event.Records[0]?.attributes.ApproximateReceiveCount ?? '');
      const failed = event.Records.filter(({ body }) => {
        const tag: string = JSON.parse(body).detail['image-tag'];
        const times = left.get(tag) ?? 0;
        left.set(tag, times - 1);
        return times > 0;
      });
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
  });
  return { queue, batches, receives, deadLetters };
}

test('delivers in order, in batches of ten', async () => {
  const { queue, batches } = queueThatFails({});
  const tags = Array.from({ length: 12 }, (_, position) => `1.${position}`);

  await queue.deliver(events(...tags));

  expect(batches).toEqual([tags.slice(0, 10), tags.slice(10)]);
});

test('delivers what failed again, alone, and before what comes after', async () => {
  const { queue, batches, receives, deadLetters } = queueThatFails({ b: 2 });

  const first = queue.deliver(events('a', 'b', 'c'));
  await Promise.all([first, queue.deliver(events('d'))]);

  expect(batches).toEqual([['a', 'b', 'c'], ['b'], ['b'], ['d']]);
  expect(receives).toEqual(['1', '2', '3', '1']);
  expect(deadLetters).toEqual([]);
});

test('gives a message up after its last delivery', async () => {
  const { queue, batches, deadLetters } = queueThatFails({ b: 100 });

  await queue.deliver(events('a', 'b'));

  expect(batches).toHaveLength(MAX_RECEIVES);
  expect(deadLetters).toEqual(['b']);
});

test('delivers the whole batch again when the function fails as a whole', async () => {
  const batches: string[][] = [];
  const queue = createEventQueue({
    retryDelayMs: 0,
    onDeadLetter: () => {},
    handler: async (event) => {
      batches.push(tagsOf(event));
      if (batches.length === 1) throw new Error('out of memory');
      return { batchItemFailures: [] };
    },
  });

  await queue.deliver(events('a', 'b'));

  expect(batches).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('makes events that the function takes for those of ECR', () => {
  const [event] = events('1.0.0');

  expect(event).toMatchObject({
    source: 'aws.ecr',
    'detail-type': 'ECR Image Action',
    account: '123456789012',
    region: 'eu-west-1',
    time: '2026-11-20T10:00:00Z',
    detail: {
      'action-type': 'PUSH',
      result: 'SUCCESS',
      'repository-name': 'team/orders',
      'image-digest': fakeDigest('1.0.0'),
      'image-tag': '1.0.0',
    },
  });
});

test('gives a push by digest the empty tag', () => {
  const event = pushEvent({
    repository: 'a/b',
    digest: fakeDigest('a'),
    tag: null,
    at: '2026-11-20T10:00:00Z',
  });

  expect(event.detail['image-tag']).toBe('');
});
