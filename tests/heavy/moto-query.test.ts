import { expect, test } from 'vitest';
import { at, fakeDigest, REGISTRY } from '../support/builders.ts';
import { BASE, pushOrdersAndBilling, TORCH } from './moto-images.ts';
import type { MotoStack } from './moto-stack.ts';
import { describeOnMoto } from './moto-suite.ts';

describeOnMoto('questions to a history in DynamoDB on moto', (on) => {
  test('the summary and the repositories add up what was pushed', async () => {
    const { stack } = on();
    await deliverOrdersAndBilling();

    const summary = await answered(stack, '/v1/summary');
    const repositories = await answered(stack, '/v1/repositories');

    const numbers = {
      repositories: 2,
      images: 3,
      layers: 5,
      logicalBytes: 61_000_000 + 62_000_000 + 91_000_000,
      storedBytes: 92_000_000 + 62_000_000,
      uniqueBytes: 94_000_000,
      duplicateBytes: 60_000_000,
      bound: 'upper',
      // The stack says that it started with an empty registry.
      complete: true,
    };
    expect(summary).toMatchObject({ totals: numbers, registries: [{ ...REGISTRY, ...numbers }] });
    expect(repositories).toMatchObject({
      items: [
        { repository: 'team/billing', images: 1, storedBytes: 62_000_000, exclusiveBytes: 2_000_000 },
        {
          repository: 'team/orders',
          images: 2,
          logicalBytes: 152_000_000,
          storedBytes: 92_000_000,
          exclusiveBytes: 32_000_000,
          lastPushedAt: at(3),
        },
      ],
      cursor: null,
    });
  });

  test('an image is answered with its layers, their instructions from its config blob, and its findings', async () => {
    const { stack } = on();
    const [, , grown] = await deliverOrdersAndBilling();

    const image = await answered(stack, `/v1/images/${grown.digest}`);

    expect(image).toMatchObject({
      repository: 'team/orders',
      tags: ['1.0.1'],
      platform: 'linux/amd64',
      sizeBytes: 91_000_000,
      newBytes: 31_000_000,
      layers: [
        {
          digest: fakeDigest('base'),
          diffId: fakeDigest('diff of base'),
          instruction: BASE.instruction,
          repositoryCount: 2,
        },
        { digest: fakeDigest('torch'), instruction: TORCH.instruction, repositoryCount: 1 },
        { digest: fakeDigest('orders 2'), instruction: 'RUN orders 2', repositoryCount: 1 },
      ],
      findings: [{ kind: 'image-grew', grownBytes: 30_000_000 }],
    });
  });

  test('a shared layer is answered with the repositories and images that hold it', async () => {
    const { stack } = on();
    const [orders, billing, grown] = await deliverOrdersAndBilling();

    const layer = await answered(stack, `/v1/layers/${fakeDigest('base')}`);

    expect(layer).toMatchObject({
      sizeBytes: 60_000_000,
      repositoryCount: 2,
      duplicateBytes: 60_000_000,
      items: [
        { repository: 'team/billing', images: [billing.digest], imageCount: 1 },
        {
          repository: 'team/orders',
          images: expect.arrayContaining([orders.digest, grown.digest]),
          imageCount: 2,
          firstDigest: orders.digest,
        },
      ],
    });
  });

  test('duplicates and alerts are answered', async () => {
    const { stack } = on();
    await deliverOrdersAndBilling();

    const duplicates = await answered(stack, '/v1/duplicates');
    const alerts = await answered(stack, '/v1/alerts');
    const grown = await answered(stack, '/v1/alerts?kind=image-grew&repository=team/orders');

    expect(duplicates).toMatchObject({
      items: [{ digest: fakeDigest('base'), repositories: ['team/billing', 'team/orders'] }],
      cursor: null,
    });
    expect(alerts).toMatchObject({ items: [{ kind: 'image-grew' }, { kind: 'duplicate-layer' }] });
    expect(grown).toMatchObject({ items: [{ finding: { grownBytes: 30_000_000 } }], cursor: null });
  });

  test('lists go on where the page before ended', async () => {
    const { stack } = on();
    const [orders, , grown] = await deliverOrdersAndBilling();

    const images = await pages(stack, '/v1/images?repository=team/orders&limit=1');
    const repositories = await pages(stack, '/v1/repositories?limit=1');
    const alerts = await pages(stack, '/v1/alerts?limit=1');

    expect(images).toMatchObject([{ digest: grown.digest }, { digest: orders.digest }]);
    expect(repositories).toMatchObject([{ repository: 'team/billing' }, { repository: 'team/orders' }]);
    expect(alerts).toMatchObject([{ kind: 'image-grew' }, { kind: 'duplicate-layer' }]);
  });

  test('what is not there is a problem document', async () => {
    const { stack } = on();

    const { status, body } = await stack.ask(`/v1/images/${fakeDigest('never pushed')}`);

    expect(status).toBe(404);
    expect(body).toMatchObject({ status: 404 });
  });

  async function deliverOrdersAndBilling() {
    const pushed = await pushOrdersAndBilling(on());
    await on().stack.deliver(pushed.map(({ event }) => event));
    return pushed;
  }
});

/** The body of an answer that has to be 200. */
async function answered(stack: MotoStack, question: string): Promise<unknown> {
  const { status, body } = await stack.ask(question);
  expect(status, `${question} ${JSON.stringify(body)}`).toBe(200);
  return body;
}

/** The items of all pages of a list. */
async function pages(stack: MotoStack, question: string): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const next: string = cursor === '' ? question : `${question}&cursor=${encodeURIComponent(cursor)}`;
    const page = Object(await answered(stack, next));
    items.push(...page.items);
    cursor = page.cursor;
  }
  return items;
}
