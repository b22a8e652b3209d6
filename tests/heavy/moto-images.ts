import { at, buildImage, type Step } from '../support/builders.ts';
import type { Pushed } from './moto-stack.ts';
import type { OnMoto } from './moto-suite.ts';

export const BASE: Step = { seed: 'base', sizeBytes: 60_000_000, instruction: 'ADD rootfs.tar.gz /' };
export const TORCH: Step = {
  seed: 'torch',
  sizeBytes: 30_000_000,
  instruction: 'RUN pip install --no-cache-dir torch',
};

/** Puts an image of the base and these steps into ECR, its config blob with it. */
export function pushImage(
  { stack, proxy }: OnMoto,
  steps: readonly Step[],
  push: { repository: string; tag?: string; time?: string; region?: string; architecture?: string },
): Promise<Pushed> {
  const { architecture = 'amd64', ...rest } = push;
  const { manifest, config } = buildImage([BASE, ...steps], { architecture });
  proxy.putBlob(config);
  return stack.push({ ...rest, manifest });
}

/**
 * Three pushes to two new repositories: an image, another repository's image on the same base, and the next version
 * of the first, which has grown by `TORCH`.
 */
export async function pushOrdersAndBilling(on: OnMoto): Promise<readonly [Pushed, Pushed, Pushed]> {
  await on.stack.repository('team/orders');
  await on.stack.repository('team/billing');
  return [
    await pushImage(on, [{ seed: 'orders 1', sizeBytes: 1_000_000 }], {
      repository: 'team/orders',
      tag: '1.0.0',
      time: at(1),
    }),
    await pushImage(on, [{ seed: 'billing 1', sizeBytes: 2_000_000 }], {
      repository: 'team/billing',
      tag: '2.0.0',
      time: at(2),
    }),
    await pushImage(on, [TORCH, { seed: 'orders 2', sizeBytes: 1_000_000 }], {
      repository: 'team/orders',
      tag: '1.0.1',
      time: at(3),
    }),
  ];
}
