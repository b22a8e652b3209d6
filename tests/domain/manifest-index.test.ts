import { describe, expect, it, test } from 'vitest';
import { parseManifest } from '../../src/domain/manifest.ts';
import * as mediaTypes from '../../src/domain/media-type.ts';
import { descriptor, fakeDigest, indexText } from '../support/builders.ts';

describe('an index', () => {
  it('lists its children', () => {
    const children = [fakeDigest('amd64'), fakeDigest('arm64')];

    expect(parseManifest(indexText(children), mediaTypes.OCI_INDEX)).toEqual({
      kind: 'index',
      mediaType: mediaTypes.OCI_INDEX,
      artifactType: null,
      subject: null,
      children,
      layers: [],
    });
  });

  test.each([
    {
      reason: "Docker's manifest list",
      text: indexText([fakeDigest('a')], { mediaType: mediaTypes.DOCKER_LIST }),
      children: [fakeDigest('a')],
    },
    {
      reason: 'docker save of version 25 writes null',
      text: indexText([], { manifests: null }),
      children: [],
    },
    { reason: 'it is empty', text: indexText([]), children: [] },
    {
      reason: 'one child per compression, of one platform',
      text: indexText([fakeDigest('gzip'), fakeDigest('zstd')]),
      children: [fakeDigest('gzip'), fakeDigest('zstd')],
    },
    {
      reason: 'one child twice',
      text: indexText([fakeDigest('a'), fakeDigest('b'), fakeDigest('a')]),
      children: [fakeDigest('a'), fakeDigest('b')],
    },
    {
      reason: 'it refers to something itself',
      text: indexText([fakeDigest('a')], { subject: descriptor('subject'), artifactType: 'x/y' }),
      children: [fakeDigest('a')],
    },
    {
      reason: 'platforms of any shape, which are not read',
      text: indexText([], { manifests: [{ digest: fakeDigest('a'), platform: { os: null } }] }),
      children: [fakeDigest('a')],
    },
  ])('is one all the same ($reason)', ({ text, children }) => {
    expect(parseManifest(text, null)).toMatchObject({ kind: 'index', children });
  });

  it('may have a type, and a subject', () => {
    const text = indexText([], { artifactType: 'x/y', subject: descriptor('image') });

    expect(parseManifest(text, null)).toMatchObject({ artifactType: 'x/y', subject: fakeDigest('image') });
  });

  it('may have 1,000 children', () => {
    const children = Array.from({ length: 1_000 }, (_, position) => fakeDigest(`child ${position}`));

    expect(parseManifest(indexText(children), null)).toMatchObject({ children: { length: 1_000 } });
  });
});

describe('an entry of an index', () => {
  const entry = (mediaType: unknown) => ({ mediaType, digest: fakeDigest('entry'), size: 70 });
  const parsed = (...manifests: readonly object[]) => parseManifest(indexText([], { manifests }), null);

  test.each([
    { mediaType: mediaTypes.OCI_MANIFEST, reason: 'a manifest' },
    { mediaType: mediaTypes.OCI_INDEX, reason: 'an index' },
    { mediaType: mediaTypes.DOCKER_MANIFEST, reason: 'a manifest' },
    { mediaType: mediaTypes.DOCKER_LIST, reason: 'an index' },
    { mediaType: mediaTypes.DOCKER_SCHEMA1_SIGNED, reason: 'not supported, and recorded as that' },
    { mediaType: 'application/vnd.oci.artifact.manifest.v1+json', reason: 'OCI took it back' },
    { mediaType: 'application/vnd.oci.image.manifest.v2+json', reason: 'it may come yet' },
    { mediaType: undefined, reason: 'nobody says what it is' },
    { mediaType: null, reason: 'nobody says what it is' },
    { mediaType: '', reason: 'nobody says what it is' },
  ])('is a child, whose bytes are its own affair: $mediaType ($reason)', ({ mediaType }) => {
    const children = [fakeDigest('entry')];

    expect(parsed(entry(mediaType))).toMatchObject({ kind: 'index', children, layers: [] });
  });

  test.each([
    { reason: 'no size', size: undefined },
    { reason: 'text', size: '500' },
    { reason: 'less than nothing', size: -1 },
  ])('may be a child of a size that nobody reads ($reason)', ({ size }) => {
    expect(parsed({ ...entry(mediaTypes.OCI_MANIFEST), size })).toMatchObject({ children: { length: 1 } });
  });

  test.each([
    { mediaType: descriptor('').mediaType, reason: 'a layer' },
    { mediaType: 'application/xml', reason: 'what the specification has as an example' },
    { mediaType: 'application/vnd.oci.descriptor.v1+json', reason: 'a signature of a signature' },
    { mediaType: mediaTypes.BUILD_CACHE_CONFIG.replace('v0', 'v1'), reason: 'unknown' },
  ])(
    'is a blob, which makes an artifact of an index without children: $mediaType ($reason)',
    ({ mediaType }) => {
      expect(parsed(entry(mediaType))).toEqual({
        ...{ kind: 'artifact', mediaType: mediaTypes.OCI_INDEX, artifactType: null, subject: null },
        layers: [{ mediaType, digest: fakeDigest('entry'), sizeBytes: 70 }],
      });
    },
  );

  it('is a blob beside children: the index is one, and its bytes count', () => {
    expect(parsed(entry('application/xml'), descriptor('child', 500, mediaTypes.OCI_MANIFEST))).toMatchObject(
      {
        kind: 'index',
        children: [fakeDigest('child')],
        layers: [{ sizeBytes: 70 }],
      },
    );
  });

  test.each([
    { reason: 'of BuildKit', more: {}, artifactType: mediaTypes.BUILD_CACHE_CONFIG },
    { reason: 'that says so', more: { artifactType: 'x/cache' }, artifactType: 'x/cache' },
  ])('may be the config of a build cache, which does not count ($reason)', ({ more, artifactType }) => {
    const manifests = [descriptor('layer', 70), descriptor('config', 9, mediaTypes.BUILD_CACHE_CONFIG)];

    expect(parseManifest(indexText([], { manifests, ...more }), mediaTypes.DOCKER_LIST)).toMatchObject({
      kind: 'artifact',
      artifactType,
      layers: [{ digest: fakeDigest('layer'), sizeBytes: 70 }],
    });
  });
});
