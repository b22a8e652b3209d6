import { describe, expect, it, test } from 'vitest';
import { InvalidManifestError, RegistryUnavailableError } from '../../src/domain/errors.ts';
import { NOTHING_SAID } from '../../src/domain/image.ts';
import { DOCKER_MANIFEST, DOCKER_SCHEMA1, OCI_INDEX, OCI_MANIFEST } from '../../src/domain/media-type.ts';
import type { ConfigAnswer, Registry } from '../../src/domain/registry-ports.ts';
import { readImage } from '../../src/domain/read-image.ts';
import {
  buildImage,
  configText,
  descriptor,
  fakeDigest,
  indexText,
  manifestText,
  REPOSITORY,
} from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { InMemoryRegistry } from '../support/in-memory-registry.ts';

const NOBODY = unusable<Registry>();

/** A registry that holds this config, or answers this, for every manifest of `manifestText`. */
function registryWith(answer: string | ConfigAnswer | RegistryUnavailableError): InMemoryRegistry {
  const registry = new InMemoryRegistry();
  const found = typeof answer === 'string' ? { outcome: 'found' as const, text: answer } : answer;
  registry.configs.set(fakeDigest('config'), found);
  return registry;
}

describe('an image', () => {
  it('has the layers of its manifest with the diff IDs and instructions of its config', async () => {
    const built = buildImage([
      { seed: 'base', sizeBytes: 30_000, instruction: 'ADD rootfs.tar /' },
      { seed: 'app', sizeBytes: 2_000, instruction: 'RUN TOKEN=hunter2 make' },
    ]);
    const registry = new InMemoryRegistry();
    registry.push(REPOSITORY, built);

    expect(await readImage(registry, REPOSITORY, built.manifest, DOCKER_MANIFEST)).toEqual({
      content: {
        ...NOTHING_SAID,
        traces: {
          'ADD rootfs.tar /': [{ kind: 'adds', paths: ['/rootfs.tar'] }],
          'RUN TOKEN=[redacted] make': [{ kind: 'build', tool: 'make', what: 'make', isSure: true }],
        },
        kind: 'image',
        mediaType: DOCKER_MANIFEST,
        platform: 'linux/amd64',
        layers: [
          {
            digest: fakeDigest('base'),
            diffId: fakeDigest('diff of base'),
            sizeBytes: 30_000,
            instruction: 'ADD rootfs.tar /',
          },
          {
            digest: fakeDigest('app'),
            diffId: fakeDigest('diff of app'),
            sizeBytes: 2_000,
            instruction: 'RUN TOKEN=[redacted] make',
          },
        ],
        children: [],
      },
      configProblem: null,
    });
  });

  it('leaves out foreign layers, and matches the others with the right instructions', async () => {
    const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    const manifest = manifestText([descriptor('windows', 9_000, foreign), descriptor('app', 10)]);
    const config = configText({
      os: 'windows',
      rootfs: { diff_ids: [fakeDigest('diff 1'), fakeDigest('diff 2')] },
      history: [{ created_by: 'Apply image' }, { created_by: 'RUN make' }],
    });

    const { content } = await readImage(registryWith(config), REPOSITORY, manifest, null);

    expect(content.layers).toEqual([
      { digest: fakeDigest('app'), diffId: fakeDigest('diff 2'), sizeBytes: 10, instruction: 'RUN make' },
    ]);
  });

  test.each([
    { reason: 'fewer diff IDs than layers', config: { rootfs: { diff_ids: [fakeDigest('diff')] } } },
    { reason: 'no root file system', config: {} },
  ])('has no diff IDs where they do not match the layers in number ($reason)', async ({ config }) => {
    const manifest = manifestText([descriptor('base'), descriptor('app')]);

    const { content } = await readImage(registryWith(configText(config)), REPOSITORY, manifest, null);

    expect(content.layers.map(({ diffId }) => diffId)).toEqual([null, null]);
  });

  test.each([
    { reason: 'missing', answer: { outcome: 'missing' } as const, problem: 'missing' },
    { reason: 'larger than 1 MiB', answer: { outcome: 'too-large' } as const, problem: 'too-large' },
    { reason: 'not JSON', answer: '<html>', problem: 'invalid' },
    { reason: 'of a wrong shape', answer: '{"history":7}', problem: 'invalid' },
  ])('keeps layers and bytes where its config cannot be read ($reason)', async ({ answer, problem }) => {
    const { content, configProblem } = await readImage(
      registryWith(answer),
      REPOSITORY,
      manifestText(),
      null,
    );

    expect(configProblem).toBe(problem);
    expect(content).toMatchObject({
      kind: 'image',
      platform: null,
      layers: [{ digest: fakeDigest('base'), diffId: null, sizeBytes: 1_000, instruction: null }],
    });
  });

  it('is not settled while the registry cannot give its config', async () => {
    const registry = registryWith(new RegistryUnavailableError('throttled'));

    await expect(readImage(registry, REPOSITORY, manifestText(), null)).rejects.toThrow('throttled');
  });
});

it('lets a bug through: it is no fault of the config', async () => {
  const answer: ConfigAnswer = {
    outcome: 'found',
    get text(): string {
      throw new TypeError('undefined is not a function');
    },
  };

  await expect(readImage(registryWith(answer), REPOSITORY, manifestText(), null)).rejects.toThrow(TypeError);
});

describe('what is no image', () => {
  it('has no config to be asked for: an index', async () => {
    const { content, configProblem } = await readImage(
      NOBODY,
      REPOSITORY,
      indexText([fakeDigest('child')]),
      null,
    );

    expect(configProblem).toBeNull();
    expect(content).toEqual({
      ...NOTHING_SAID,
      kind: 'index',
      mediaType: OCI_INDEX,
      platform: null,
      layers: [],
      children: [fakeDigest('child')],
    });
  });

  it('has no config to be asked for: an artifact, whose bytes count', async () => {
    const text = manifestText([descriptor('sbom', 70, 'text/spdx')], { artifactType: 'text/spdx' });

    const { content } = await readImage(NOBODY, REPOSITORY, text, null);

    expect(content).toEqual({
      ...NOTHING_SAID,
      kind: 'artifact',
      artifactType: 'text/spdx',
      mediaType: OCI_MANIFEST,
      platform: null,
      layers: [{ digest: fakeDigest('sbom'), diffId: null, sizeBytes: 70, instruction: null }],
      children: [],
    });
  });

  it('is nothing but there where it is not supported', async () => {
    const { content } = await readImage(NOBODY, REPOSITORY, '{"fsLayers":[]}', DOCKER_SCHEMA1);

    expect(content).toEqual({
      ...NOTHING_SAID,
      ...{ kind: 'unsupported', mediaType: DOCKER_SCHEMA1, platform: null, layers: [], children: [] },
    });
  });

  it('is an error where it cannot be read', async () => {
    await expect(readImage(NOBODY, REPOSITORY, 'PGP', null)).rejects.toBeInstanceOf(InvalidManifestError);
  });
});
