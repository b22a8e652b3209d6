import { UNKNOWN_BASE } from '../../src/domain/base.ts';
import { toBase } from '../../src/handlers/api-bases.ts';
import type { BaseAnswer } from '../../src/local/base-text.ts';
import type { ImageAnswer } from '../../src/local/image-api.ts';
import { at, fakeDigest, REPOSITORY } from './builders.ts';

type LayerAnswer = ImageAnswer['layers'][number];

/** A layer as the API answers it: `RUN <seed>` made it, and no other repository holds it. */
export function layerAnswer(seed: string, more: Partial<LayerAnswer> = {}): Omit<LayerAnswer, 'position'> {
  return {
    digest: fakeDigest(seed),
    diffId: fakeDigest(`diff of ${seed}`),
    sizeBytes: 1_000,
    sharePercent: 50,
    instruction: `RUN ${seed}`,
    origin: null,
    repositoryCount: 1,
    ...more,
  };
}

/** A base of which nothing is known but what is said. */
export function baseAnswer(more: Partial<BaseAnswer> = {}): BaseAnswer {
  return { ...toBase(UNKNOWN_BASE), ...more };
}

/** An image as the API answers it: `1.0.0` of `REPOSITORY`, with these layers from the bottom. */
export function imageAnswer(
  layers: readonly Omit<LayerAnswer, 'position'>[] = [layerAnswer('a'), layerAnswer('b')],
  more: Partial<ImageAnswer> = {},
): ImageAnswer {
  return {
    ...REPOSITORY,
    digest: fakeDigest('image'),
    kind: 'image',
    tags: ['1.0.0'],
    series: 'default',
    platform: 'linux/amd64',
    pushedAt: at(),
    sizeBytes: layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    layerCount: layers.length,
    newBytes: 0,
    base: baseAnswer(),
    storageClass: 'standard',
    deletedAt: null,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: null,
    subject: null,
    layers: layers.map((layer, index) => ({ ...layer, position: index + 1 })),
    findings: [],
    children: [],
    locations: [REPOSITORY],
    ...more,
  };
}
