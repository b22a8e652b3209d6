import { expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import type { OciImages } from './oci-images.ts';
import { describeWithRegistry } from './registry-suite.ts';

const BASE = { instruction: 'ADD rootfs.tar.gz /', bytes: 60_000_000 };
const ORDERS = { instruction: 'COPY orders /app', bytes: 2_000_000 };
const TORCH = { instruction: 'RUN pip install torch', bytes: 60_000_000 };

/** The user of an htpasswd file whose password is `pass word/1`. */
const READER = 'reader:$2b$05$TKZqws8YZTO/EzN0RgvhPe9RNuYr9vpOyjYzD7dFpxa/ccTpT6lvC';

const LARGE_LAYER_ALERT = /\[low\] A 60\.0 MB layer is in 2 repositories: at most 60\.0 MB of duplicates/;
const GROWTH_ALERT = /\[medium\] team\/orders:1\.1\.0 grew by 60\.0 MB \(96\.\d %\) to 122\.0 MB/;

const PATIENCE = { timeout: 20_000, interval: 100 };

const Manifest = z.object({
  config: z.object({ digest: z.string() }),
  layers: z.array(z.object({ digest: z.string(), size: z.number() })),
});
const Config = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()) }) });

describeWithRegistry('npm start -- --registry, with real images', buildImages, (to) => {
  test('pushes before and after its start make alerts, and everything can be asked for', async () => {
    const { images, host, ask, fetchFromRegistry, startRegistry, startLayerwatch } = to();
    await startRegistry();
    const before = await images.push('orders-1', `${host}/team/orders:1.0.0`);
    const layerwatch = await startLayerwatch(1);

    const other = await images.push('billing', `${host}/team/billing:2.0.0`, { format: 'v2s2' });
    await layerwatch.printed(LARGE_LAYER_ALERT);
    const grown = await images.push('orders-2', `${host}/team/orders:1.1.0`);
    await layerwatch.printed(GROWTH_ALERT);

    const manifest = z.parse(Manifest, await fetchFromRegistry(`/v2/team/orders/manifests/${grown}`));
    const config = z.parse(
      Config,
      await fetchFromRegistry(`/v2/team/orders/blobs/${manifest.config.digest}`),
    );
    const [base, orders, torch] = manifest.layers.map(({ size }) => size);
    expect(layerwatch.output()).toMatch(/^Read 1 /m);
    // An image is complete only after its alerts are out.
    await vi.waitFor(
      async () =>
        expect(await ask('/v1/images?repository=team/orders')).toMatchObject({
          items: [
            { digest: grown, tags: ['1.1.0'], newBytes: torch },
            { digest: before, tags: ['1.0.0'] },
          ],
        }),
      PATIENCE,
    );
    expect(await ask(`/v1/images/${grown}`)).toMatchObject({
      platform: 'linux/amd64',
      layers: [BASE, ORDERS, TORCH].map(({ instruction }, position) => ({
        digest: manifest.layers[position]?.digest,
        sizeBytes: manifest.layers[position]?.size,
        diffId: config.rootfs.diff_ids[position],
        instruction,
      })),
    });
    expect(await ask(`/v1/images/${other}`)).toMatchObject({ repository: 'team/billing' });
    expect(await ask(`/v1/layers/${manifest.layers[0]?.digest}`)).toMatchObject({
      repositoryCount: 2,
      duplicateBytes: base,
      items: [{ repository: 'team/billing' }, { repository: 'team/orders' }],
    });
    expect(await ask('/v1/duplicates')).toMatchObject({
      items: [{ digest: manifest.layers[0]?.digest, instruction: BASE.instruction }],
    });
    expect(await ask('/v1/alerts?kind=image-grew')).toMatchObject({
      items: [
        {
          kind: 'image-grew',
          finding: {
            digest: grown,
            instructions: [{ instruction: TORCH.instruction, bytesBefore: 0, bytesAfter: torch }],
          },
        },
      ],
    });
    expect(await ask('/v1/alerts?kind=duplicate-layer')).toMatchObject({
      items: [{ finding: { repositories: ['team/billing', 'team/orders'] } }],
    });
    expect(await ask('/v1/summary')).toMatchObject({
      totals: { repositories: 2, images: 3, layers: 4, duplicateBytes: base, complete: true },
    });
    expect(orders).toBeGreaterThan(ORDERS.bytes);
  });

  test('a registry that sends notifications is noticed without a poll', async () => {
    const { images, host, startRegistry, startLayerwatch } = to();
    await startRegistry({ notifies: true });
    const layerwatch = await startLayerwatch(86_400);

    await images.push('orders-1', `${host}/team/orders:1.0.0`);
    await layerwatch.printed(/Pushed: team\/orders:1\.0\.0/);
    await images.push('orders-2', `${host}/team/orders:1.1.0`);

    await layerwatch.printed(GROWTH_ALERT);
  });

  test('an index is read with its children, pushed before the start or after it', async () => {
    const { images, host, ask, startRegistry, startLayerwatch } = to();
    await startRegistry();
    await images.push('index', `${host}/team/before:1.0.0`);
    const layerwatch = await startLayerwatch(1);

    const index = await images.push('index', `${host}/team/after:1.0.0`);
    await layerwatch.printed(/Pushed: team\/after:1\.0\.0/);

    // It is said that it was pushed, and then it is recorded.
    for (const repository of ['team/before', 'team/after'])
      await vi.waitFor(
        async () =>
          expect(await ask(`/v1/images?repository=${repository}`)).toEqual({
            items: expect.arrayContaining([
              expect.objectContaining({ digest: index, kind: 'index', tags: ['1.0.0'], sizeBytes: 0 }),
              expect.objectContaining({ kind: 'image', platform: 'linux/amd64', series: 'default' }),
              expect.objectContaining({ kind: 'image', platform: 'linux/arm64', series: 'default' }),
            ]),
            cursor: null,
          }),
        PATIENCE,
      );
    expect(await ask('/v1/summary')).toMatchObject({ totals: { repositories: 2, images: 4, layers: 2 } });
  });

  test('a registry that goes and comes back is watched on', async () => {
    const { images, host, startRegistry, startLayerwatch } = to();
    const registry = await startRegistry();
    const layerwatch = await startLayerwatch(1);

    await registry.stop();
    await layerwatch.printed(/cannot be read now, trying on: .*ECONNREFUSED/);
    await startRegistry();
    await layerwatch.printed(/answers again/);
    await images.push('orders-1', `${host}/team/orders:1.0.0`);

    await layerwatch.printed(/Pushed: team\/orders:1\.0\.0/);
  });

  test('a registry that wants a password is read with that of its URL, which is not printed', async () => {
    const { images, host, startRegistry, startLayerwatch } = to();
    const open = await startRegistry();
    await images.push('orders-1', `${host}/team/orders:1.0.0`);
    await open.stop();
    await startRegistry({ htpasswd: READER });

    const layerwatch = await startLayerwatch(1, 'reader:pass%20word%2F1');

    expect(layerwatch.output()).toMatch(/^Read 1 /m);
    expect(layerwatch.output()).toContain('1 repository, 1 image, 2 distinct layers');
    expect(layerwatch.output()).not.toMatch(/pass( |%20)word/);
  });

  test('Ctrl-C ends it with exit code 0', async () => {
    const { startRegistry, startLayerwatch } = to();
    await startRegistry();
    const layerwatch = await startLayerwatch(1);

    const exitCode = await layerwatch.stop('SIGINT');

    expect(exitCode).toBe(0);
    expect(layerwatch.output()).not.toMatch(/error/i);
  });
});

async function buildImages(images: OciImages): Promise<void> {
  await images.build('base', [BASE]);
  await images.build('orders-1', [ORDERS], { from: 'base' });
  await images.build('orders-2', [TORCH], { from: 'orders-1' });
  await images.build('billing', [{ instruction: 'COPY billing /app', bytes: 1_000_000 }], { from: 'base' });
  await images.build('amd64', [{ instruction: 'COPY amd64 /app', bytes: 10_000 }]);
  await images.build('arm64', [{ instruction: 'COPY arm64 /app', bytes: 10_000 }], {
    architecture: 'arm64',
  });
  await images.index('index', { amd64: 'amd64', arm64: 'arm64' });
}
