import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseImageConfig } from '../../src/domain/image-config.ts';
import { parseManifest } from '../../src/domain/manifest.ts';
import { DOCKER_MANIFEST } from '../../src/domain/media-type.ts';
import { readRecordedImages } from '../../src/local/recorded-images.ts';
import { fakeDigest } from '../support/builders.ts';

const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const FOREIGN_TYPE = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

const IMAGE = {
  repository: 'library/debian',
  digest: fakeDigest('recorded'),
  mediaType: DOCKER_MANIFEST,
  platform: { os: 'linux', architecture: 'amd64' },
  layers: [
    { digest: fakeDigest('base'), size: 50_000_000, mediaType: LAYER_TYPE },
    { digest: fakeDigest('app'), size: 1_000, mediaType: FOREIGN_TYPE },
  ],
  history: [
    { created: '2017-01-01T00:00:00Z', createdBy: 'ADD file:a in /' },
    { created: '2017-01-01T00:00:00Z', createdBy: 'CMD ["bash"]', emptyLayer: true },
    { created: '2017-01-01T00:00:00Z', createdBy: 'RUN make' },
  ],
  emptyLayerInference: 'exact-by-instruction',
  cmd: ['bash'],
};

async function readImages(...images: object[]) {
  const folder = await mkdtemp(join(tmpdir(), 'recorded-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'images.ndjson');
  await writeFile(file, images.map((image) => JSON.stringify(image)).join('\n'));
  return readRecordedImages(file);
}

/** The manifest and the config of one recorded image, as the service reads them. */
async function readBack(image: object) {
  const source = await readImages(image);
  const stored = await source.manifest(IMAGE.repository, IMAGE.digest);
  const manifest = parseManifest(stored?.text ?? '', stored?.mediaType ?? null);
  if (manifest.kind !== 'image') throw new Error('not an image');
  const config = await source.blob(IMAGE.repository, manifest.config.digest);
  return { manifest, config: parseImageConfig(`${config}`) };
}

test('gives an image under its recorded digest, with layers, platform and history', async () => {
  const { manifest, config } = await readBack(IMAGE);

  expect(manifest.mediaType).toBe(DOCKER_MANIFEST);
  expect(manifest.layers).toEqual([
    { digest: fakeDigest('base'), sizeBytes: 50_000_000, mediaType: LAYER_TYPE },
    { digest: fakeDigest('app'), sizeBytes: 1_000, mediaType: FOREIGN_TYPE },
  ]);
  expect(config).toMatchObject({
    platform: 'linux/amd64',
    diffIds: [],
    history: [
      { createdBy: 'ADD file:a in /', emptyLayer: false, isFilled: false },
      { createdBy: 'CMD ["bash"]', emptyLayer: true, isFilled: false },
      { createdBy: 'RUN make', emptyLayer: false, isFilled: false },
    ],
  });
});

test.each([
  ['that is absent', { history: undefined }],
  ['that is null', { history: null }],
  ['whose empty layers are guessed', { emptyLayerInference: 'unresolved' }],
])('gives no history %s', async (_reason, more) => {
  const { config } = await readBack({ ...IMAGE, ...more });

  expect(config.history).toEqual([]);
});

test('takes a missing media type for that of Docker', async () => {
  const { manifest } = await readBack({ ...IMAGE, mediaType: undefined });

  expect(manifest.mediaType).toBe(DOCKER_MANIFEST);
});

test('knows the repositories it has read, and no others', async () => {
  const source = await readImages(IMAGE);

  expect(await source.hasRepository(IMAGE.repository)).toBe(true);
  expect(await source.hasRepository('library/alpine')).toBe(false);
  expect(await source.manifest(IMAGE.repository, fakeDigest('other'))).toBeNull();
});

test.each([
  ['a digest that is none', { digest: 'sha256:abc' }],
  ['a negative size', { layers: [{ ...IMAGE.layers[0], size: -1 }] }],
  ['no layers', { layers: undefined }],
])('refuses %s, naming the line', async (_reason, more) => {
  await expect(readImages(IMAGE, { ...IMAGE, ...more })).rejects.toThrow('images.ndjson line 2');
});
