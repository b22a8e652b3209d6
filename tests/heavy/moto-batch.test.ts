import { expect, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { at, descriptor, indexText, manifestText } from '../support/builders.ts';
import { pushImage } from './moto-images.ts';
import { describeOnMoto, type OnMoto } from './moto-suite.ts';

describeOnMoto('batches of pushes on moto', (on) => {
  test('a malformed message is the only one that is delivered again', async () => {
    const { stack } = on();
    const orders = await pushTo(on(), 'team/orders');
    const billing = await pushTo(on(), 'team/billing');
    const malformed = '{"source": "aws.ecr"';

    const failed = await stack.deliver([orders, malformed, billing]);

    expect(failed).toEqual(['message-2']);
    expect(await imagesOf(on(), ['team/orders', 'team/billing'])).toEqual([1, 1]);
  });

  test('a throttled repository is delivered again alone, and is recorded when ECR answers', async () => {
    const { stack, proxy } = on();
    const orders = await pushTo(on(), 'team/orders');
    const billing = await pushTo(on(), 'team/billing');
    proxy.throttled.add('team/orders');

    const failed = await stack.deliver([orders, billing]);
    const imagesThen = await imagesOf(on(), ['team/orders', 'team/billing']);
    proxy.throttled.clear();
    const failedAgain = await stack.deliver([orders]);

    expect([failed, failedAgain]).toEqual([['message-1'], []]);
    expect(imagesThen).toEqual([0, 1]);
    expect(await imagesOf(on(), ['team/orders', 'team/billing'])).toEqual([1, 1]);
  });

  test('a repository that is gone is skipped: delivering it again would not bring it back', async () => {
    const { stack } = on();
    const orders = await pushTo(on(), 'team/orders');
    const gone = JSON.stringify(orders).replace('team/orders', 'team/gone');

    const failed = await stack.deliver([gone, orders]);

    expect(failed).toEqual([]);
    expect(await imagesOf(on(), ['team/gone', 'team/orders'])).toEqual([0, 1]);
  });

  test('an image whose config blob is gone is recorded, without instructions', async () => {
    const { stack } = on();
    await stack.repository('team/orders');
    const config = { ...descriptor('gone'), mediaType: 'application/vnd.oci.image.config.v1+json' };
    const { digest, event } = await stack.push({
      repository: 'team/orders',
      tag: '1.0.0',
      manifest: manifestText([descriptor('base', 60_000_000)], { config }),
    });

    const failed = await stack.deliver([event]);

    const { body } = await stack.ask(`/v1/images/${digest}`);
    expect(failed).toEqual([]);
    expect(body).toMatchObject({
      kind: 'image',
      platform: null,
      layers: [{ instruction: null, diffId: null }],
    });
  });

  test('ten copies of one event are one image, read once', async () => {
    const { stack, proxy } = on();
    const orders = await pushTo(on(), 'team/orders');
    proxy.ecrCalls.length = 0;

    const failed = await stack.deliver(Array.from({ length: 10 }, () => orders));

    expect(failed).toEqual([]);
    expect(await imagesOf(on(), ['team/orders'])).toEqual([1]);
    expect(proxy.ecrCalls).toEqual(['BatchGetImage team/orders', 'GetDownloadUrlForLayer team/orders']);
  });

  test('an index adds neither an image nor bytes; its children are images of its series', async () => {
    const { stack } = on();
    await stack.repository('team/orders');
    const children = await Promise.all(
      ['amd64', 'arm64'].map((architecture) =>
        pushImage(on(), [{ seed: architecture, sizeBytes: 1_000_000 }], {
          repository: 'team/orders',
          architecture,
        }),
      ),
    );
    const index = await stack.push({
      repository: 'team/orders',
      tag: '1.0.0',
      manifest: indexText(children.map(({ digest }) => digest)),
      time: at(1),
    });

    const failed = await stack.deliver([...children.map(({ event }) => event), index.event]);

    const { body } = await stack.ask('/v1/images?repository=team/orders');
    expect(failed).toEqual([]);
    expect(body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ digest: index.digest, kind: 'index', sizeBytes: 0, tags: ['1.0.0'] }),
        ...['linux/amd64', 'linux/arm64'].map((platform) =>
          expect.objectContaining({ kind: 'image', platform, sizeBytes: 61_000_000, series: 'default' }),
        ),
      ]),
    });
    expect(await totals(on())).toMatchObject({ images: 2, storedBytes: 62_000_000, duplicateBytes: 0 });
  });

  test('a signature is an artifact: its bytes count, and it grows nothing', async () => {
    const { stack } = on();
    const orders = await pushTo(on(), 'team/orders');
    const signature = await stack.push({
      repository: 'team/orders',
      tag: `sha256-${digestOf('orders').slice(7)}.sig`,
      manifest: manifestText(
        [descriptor('signature', 300, 'application/vnd.dev.cosign.simplesigning.v1+json')],
        { mediaType: OCI_MANIFEST },
      ),
      time: at(5),
    });

    const failed = await stack.deliver([orders, signature.event]);

    const { body } = await stack.ask(`/v1/images/${signature.digest}`);
    expect(failed).toEqual([]);
    expect(body).toMatchObject({ kind: 'artifact', sizeBytes: 300, findings: [] });
    expect(await totals(on())).toMatchObject({ images: 1, storedBytes: 61_000_300 });
  });

  test('an event of a known image costs ECR nothing', async () => {
    const { stack, proxy } = on();
    const orders = await pushTo(on(), 'team/orders');
    await stack.deliver([orders]);
    proxy.ecrCalls.length = 0;

    await stack.deliver([orders]);

    expect(proxy.ecrCalls).toEqual([]);
  });
});

/** Pushes an image of 61 MB to a new repository. */
async function pushTo(on: OnMoto, repository: string): Promise<object> {
  await on.stack.repository(repository);
  const own = { seed: repository, sizeBytes: 1_000_000 };
  return (await pushImage(on, [own], { repository, tag: '1.0.0' })).event;
}

/** How many images of each repository were recorded. */
function imagesOf({ stack }: OnMoto, repositories: readonly string[]): Promise<number[]> {
  return Promise.all(
    repositories.map(async (repository) => {
      const { status, body } = await stack.ask(`/v1/images?repository=${repository}`);
      return status === 200 ? items(body).length : 0;
    }),
  );
}

async function totals({ stack }: OnMoto): Promise<unknown> {
  const { body } = await stack.ask('/v1/summary');
  return Object(body).totals;
}

function items(body: unknown): readonly unknown[] {
  return Object(body).items;
}
