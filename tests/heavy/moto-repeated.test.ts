import { expect, test } from 'vitest';
import { at, REGISTRY } from '../support/builders.ts';
import { pushImage, pushOrdersAndBilling } from './moto-images.ts';
import { describeOnMoto } from './moto-suite.ts';
import type { ReceivedMessage } from './sqs-client.ts';

describeOnMoto('what is told again, and what is not', (on) => {
  test('the same batch again, and each of its pushes alone, tell nothing more', async () => {
    const { stack } = on();
    const events = (await pushOrdersAndBilling(on())).map(({ event }) => event);
    await stack.deliver(events);
    await stack.queues.raw.drain();

    const failed = [...(await stack.deliver(events))];
    for (const event of events.toReversed()) failed.push(...(await stack.deliver([event])));

    expect(failed).toEqual([]);
    expect(await stack.queues.raw.drain()).toEqual([]);
  });

  test('a layer that spreads is told again when its duplicate bytes have doubled', async () => {
    const { stack } = on();
    const counts: number[] = [];

    for (const number of [1, 2, 3, 4, 5]) {
      const repository = `team/service-${number}`;
      await stack.repository(repository);
      const { event } = await pushImage(on(), [{ seed: repository, sizeBytes: 1_000 }], {
        repository,
        tag: '1.0.0',
        time: at(number),
      });
      await stack.deliver([event]);
      const told = (await stack.queues.raw.drain()).map(document);
      counts.push(told.length);
      if (number === 3)
        expect(told).toEqual([
          expect.objectContaining({
            state: 'grew',
            revision: 2,
            finding: expect.objectContaining({ repositoryCount: 3, duplicateBytes: 120_000_000 }),
          }),
        ]);
    }

    expect(counts).toEqual([0, 1, 1, 0, 1]);
  });

  test('the same layer in two regions is told of in neither', async () => {
    const { stack } = on();
    const pushed = await Promise.all(
      [REGISTRY.region, 'us-east-1'].map(async (region) => {
        await stack.repository('team/orders', region);
        return pushImage(on(), [], { repository: 'team/orders', tag: '1.0.0', region });
      }),
    );

    const failed = await stack.deliver(pushed.map(({ event }) => event));

    const { body } = await stack.ask('/v1/summary');
    expect(failed).toEqual([]);
    expect(await stack.queues.raw.drain()).toEqual([]);
    expect(body).toMatchObject({
      totals: { repositories: 2, storedBytes: 120_000_000, duplicateBytes: 0 },
      registries: [{ region: REGISTRY.region }, { region: 'us-east-1' }],
    });
  });
});

function document({ body }: ReceivedMessage): unknown {
  return JSON.parse(body);
}
