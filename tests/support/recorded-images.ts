import { digestOf } from '../../src/domain/digest.ts';
import { type Layer, NOTHING_SAID, sizeOf } from '../../src/domain/image.ts';
import type { RepositoryId } from '../../src/domain/registry.ts';
import { firstTagging } from '../../src/domain/tagging.ts';
import type { RecordedImage } from './recorded-history.ts';

export const IRELAND = { accountId: '111111111111', region: 'eu-west-1' } as const;
export const VIRGINIA = { accountId: '222222222222', region: 'us-east-1' } as const;

/** A layer whose digests come from its name. */
export function layer(name: string, sizeBytes: number, instruction: string | null = `RUN ${name}`): Layer {
  return { digest: digestOf(name), diffId: digestOf(`${name} uncompressed`), sizeBytes, instruction };
}

/** An image of these layers, tagged 1.0.0; its digest comes from its layers' names unless it is given. */
export function recordedImage(
  repository: RepositoryId,
  pushedAt: string,
  layers: readonly Layer[],
  rest: Partial<RecordedImage> = {},
): RecordedImage {
  return {
    ...NOTHING_SAID,
    ...repository,
    digest: digestOf(layers.map((one) => one.digest).join()),
    kind: 'image',
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: 'linux/arm64',
    layers,
    children: [],
    ...firstTagging({ tag: '1.0.0', at: pushedAt }),
    sizeBytes: sizeOf(layers),
    newBytes: sizeOf(layers),
    findings: [],
    storageClass: 'standard',
    deletedAt: null,
    ...rest,
  };
}
