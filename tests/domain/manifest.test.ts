import { describe, expect, it, test } from 'vitest';
import { parseManifest } from '../../src/domain/manifest.ts';
import * as mediaTypes from '../../src/domain/media-type.ts';
import { descriptor, fakeDigest, indexText, manifestText, OCI_CONFIG } from '../support/builders.ts';

const DOCKER_LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json';

describe('an image', () => {
  it('has a config and layers, base first', () => {
    const text = manifestText([descriptor('base', 30_000), descriptor('app', 2_000)]);

    expect(parseManifest(text, mediaTypes.OCI_MANIFEST)).toEqual({
      kind: 'image',
      mediaType: mediaTypes.OCI_MANIFEST,
      config: { mediaType: OCI_CONFIG, digest: fakeDigest('config'), sizeBytes: 1_469 },
      layers: [
        { mediaType: descriptor('base').mediaType, digest: fakeDigest('base'), sizeBytes: 30_000 },
        { mediaType: descriptor('app').mediaType, digest: fakeDigest('app'), sizeBytes: 2_000 },
      ],
      declaredBase: null,
    });
  });

  test.each([
    {
      reason: 'Docker, schema 2',
      text: manifestText([descriptor('base', 1, DOCKER_LAYER)], {
        mediaType: mediaTypes.DOCKER_MANIFEST,
        config: descriptor('config', 1, DOCKER_CONFIG),
      }),
      mediaType: mediaTypes.DOCKER_MANIFEST,
    },
    {
      reason: 'Docker Hub in 2016: the config has no type of its own',
      text: manifestText([descriptor('base', 1, DOCKER_LAYER)], {
        config: descriptor('config', 1, 'application/octet-stream'),
      }),
      mediaType: mediaTypes.DOCKER_MANIFEST,
    },
    {
      reason: 'the config of a Windows image, its size left out',
      text: manifestText(
        [descriptor('base', 1, 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip')],
        {
          config: { mediaType: DOCKER_CONFIG, digest: fakeDigest('config') },
        },
      ),
      mediaType: mediaTypes.DOCKER_MANIFEST,
    },
    {
      reason: 'sizes of 0 stand for sizes nobody knows',
      text: manifestText([descriptor('base', 0)]),
      mediaType: mediaTypes.OCI_MANIFEST,
    },
    {
      reason: 'artifactType and subject are there, and null or empty',
      text: manifestText(undefined, { artifactType: '', subject: null }),
      mediaType: mediaTypes.OCI_MANIFEST,
    },
    {
      reason: 'unknown properties',
      text: manifestText(undefined, { annotations: { a: 'b' }, somethingNew: [1] }),
      mediaType: mediaTypes.OCI_MANIFEST,
    },
  ])('may be written differently ($reason)', ({ text, mediaType }) => {
    expect(parseManifest(text, mediaType)).toMatchObject({ kind: 'image', mediaType });
  });

  it('may repeat a layer', () => {
    const empty = descriptor('empty', 32);

    const manifest = parseManifest(manifestText([descriptor('base'), empty, empty]), null);

    expect(manifest).toMatchObject({ kind: 'image', layers: { length: 3 } });
  });

  it('has one size for a layer, where it says two: 0 stands for sizes nobody knows', () => {
    const layers = [descriptor('a', 0), descriptor('a', 7), descriptor('b', 1), descriptor('a', 0)];

    const manifest = parseManifest(manifestText(layers), null);

    expect(manifest).toMatchObject({
      layers: [{ sizeBytes: 7 }, { sizeBytes: 7 }, { sizeBytes: 1 }, { sizeBytes: 7 }],
    });
  });

  it('may have layers of 1 TiB together, each of which counts once', () => {
    const layers = [descriptor('a', 2 ** 39), descriptor('a', 2 ** 39), descriptor('b', 2 ** 39)];

    expect(parseManifest(manifestText(layers), null)).toMatchObject({ kind: 'image' });
  });

  test.each([
    {
      reason: 'name and digest',
      annotations: {
        'org.opencontainers.image.base.name': 'docker.io/library/node:22',
        'org.opencontainers.image.base.digest': fakeDigest('node'),
      },
      declaredBase: { name: 'docker.io/library/node:22', digest: fakeDigest('node') },
    },
    { reason: 'others', annotations: { 'org.opencontainers.image.title': 'orders' }, declaredBase: null },
    { reason: 'null', annotations: null, declaredBase: null },
    { reason: 'no annotations', annotations: 'base', declaredBase: null },
  ])('may declare its base by annotations ($reason)', ({ annotations, declaredBase }) => {
    expect(parseManifest(manifestText(undefined, { annotations }), null)).toMatchObject({ declaredBase });
  });

  it('may have 1,000 layers', () => {
    const layers = Array.from({ length: 1_000 }, (_, position) => descriptor(`layer ${position}`));

    expect(parseManifest(manifestText(layers), null)).toMatchObject({
      kind: 'image',
      layers: { length: 1_000 },
    });
  });
});

describe('the media type', () => {
  it('is what the registry says, before what the document says', () => {
    const manifest = parseManifest(manifestText(), mediaTypes.DOCKER_MANIFEST);

    expect(manifest.mediaType).toBe(mediaTypes.DOCKER_MANIFEST);
  });

  it.each([
    {
      reason: 'the document tells',
      text: manifestText(undefined, { mediaType: mediaTypes.DOCKER_MANIFEST }),
      expected: mediaTypes.DOCKER_MANIFEST,
    },
    {
      reason: 'nobody tells: a manifest',
      text: manifestText(undefined, { mediaType: undefined }),
      expected: mediaTypes.OCI_MANIFEST,
    },
    {
      reason: 'nobody tells: an index',
      text: indexText([], { mediaType: undefined }),
      expected: mediaTypes.OCI_INDEX,
    },
    {
      reason: 'it is not text',
      text: manifestText(undefined, { mediaType: 7 }),
      expected: mediaTypes.OCI_MANIFEST,
    },
    {
      reason: 'it is absurdly long',
      text: manifestText(undefined, { mediaType: 'x'.repeat(9_999) }),
      expected: `${'x'.repeat(254)}…`,
    },
    {
      reason: 'it is to confuse a terminal',
      text: manifestText(undefined, { mediaType: 'application/\u001b[2Jx' }),
      expected: 'application/ [2Jx',
    },
  ])('is taken from the document where the registry says nothing ($reason)', ({ text, expected }) => {
    expect(parseManifest(text, null).mediaType).toBe(expected);
    expect(parseManifest(text, '').mediaType).toBe(expected);
  });
});
