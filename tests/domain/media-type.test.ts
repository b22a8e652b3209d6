import { describe, expect, test } from 'vitest';
import {
  ACCEPTED_MEDIA_TYPES,
  DOCKER_SCHEMA1,
  DOCKER_SCHEMA1_SIGNED,
  isFilesystemLayer,
  isForeignLayer,
  isImageConfig,
  isManifest,
  isSchema1,
} from '../../src/domain/media-type.ts';

const OCI = 'application/vnd.oci.image.layer';
const DOCKER = 'application/vnd.docker.image.rootfs';

describe('a layer of a file system', () => {
  test.each([
    { mediaType: `${OCI}.v1.tar`, foreign: false, reason: 'OCI, not compressed' },
    { mediaType: `${OCI}.v1.tar+gzip`, foreign: false, reason: 'OCI' },
    { mediaType: `${OCI}.v1.tar+zstd`, foreign: false, reason: 'OCI, zstd' },
    { mediaType: `${OCI}.v1.tar+gzip+encrypted`, foreign: false, reason: 'ocicrypt' },
    { mediaType: `${OCI}.v1.tar+encrypted`, foreign: false, reason: 'ocicrypt, not compressed' },
    { mediaType: `${OCI}.v1.tar+zstd+encrypted`, foreign: false, reason: 'ocicrypt, zstd' },
    {
      mediaType: `${OCI}.nondistributable.v1.tar+gzip+encrypted`,
      foreign: true,
      reason: 'ocicrypt, foreign',
    },
    { mediaType: `${DOCKER}.diff.tar.gzip+enc`, foreign: false, reason: 'before ocicrypt' },
    {
      mediaType: `${OCI}.nondistributable.v1.tar+gzip`,
      foreign: true,
      reason: 'OCI, fetched from elsewhere',
    },
    { mediaType: `${OCI}.nondistributable.v1.tar`, foreign: true, reason: 'the same, not compressed' },
    { mediaType: `${DOCKER}.diff.tar`, foreign: false, reason: 'Docker, not compressed' },
    { mediaType: `${DOCKER}.diff.tar.gzip`, foreign: false, reason: 'Docker' },
    { mediaType: `${DOCKER}.diff.tar.zstd`, foreign: false, reason: 'Docker, zstd' },
    { mediaType: `${DOCKER}.foreign.diff.tar.gzip`, foreign: true, reason: 'Windows base layers' },
  ])('is $mediaType, stored elsewhere: $foreign ($reason)', ({ mediaType, foreign }) => {
    expect(isFilesystemLayer(mediaType)).toBe(true);
    expect(isForeignLayer(mediaType)).toBe(foreign);
  });

  test.each([
    { mediaType: 'application/vnd.in-toto+json', reason: 'an attestation' },
    { mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json', reason: 'a signature' },
    {
      mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
      reason: 'a Helm chart is a tar as well',
    },
    { mediaType: 'application/octet-stream', reason: 'a table of contents of a SOCI index' },
    { mediaType: `${OCI}.v1.tar+lzma`, reason: 'a compression nobody knows' },
    { mediaType: `${OCI}.v1.tar+encrypted+gzip`, reason: 'in an order nobody writes' },
    { mediaType: `x${OCI}.v1.tar`, reason: 'something before it' },
    { mediaType: `${OCI}.v1.tar+gzip;q=1`, reason: 'something behind it' },
    { mediaType: '', reason: 'nothing' },
  ])('is not $mediaType ($reason)', ({ mediaType }) => {
    expect(isFilesystemLayer(mediaType)).toBe(false);
    expect(isForeignLayer(mediaType)).toBe(false);
  });
});

test.each([
  { mediaType: 'application/vnd.oci.image.config.v1+json', is: true, reason: 'OCI' },
  { mediaType: 'application/vnd.docker.container.image.v1+json', is: true, reason: 'Docker' },
  { mediaType: 'application/octet-stream', is: true, reason: 'Docker Hub in 2016' },
  { mediaType: 'application/vnd.cncf.helm.config.v1+json', is: false, reason: 'Helm' },
  { mediaType: 'application/vnd.oci.empty.v1+json', is: false, reason: 'an artifact' },
])('$mediaType is an image config: $is ($reason)', ({ mediaType, is }) => {
  expect(isImageConfig(mediaType)).toBe(is);
});

test('whatever a registry can hold is asked for: manifests, indexes, and schema 1', () => {
  expect(ACCEPTED_MEDIA_TYPES).toEqual([
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.docker.distribution.manifest.v1+prettyjws',
    'application/vnd.docker.distribution.manifest.v1+json',
  ]);
});

test('whatever is asked for is a manifest', () => {
  expect(ACCEPTED_MEDIA_TYPES.filter((mediaType) => !isManifest(mediaType))).toEqual([]);
  expect(ACCEPTED_MEDIA_TYPES.filter(isSchema1)).toEqual([DOCKER_SCHEMA1_SIGNED, DOCKER_SCHEMA1]);
});

test.each([
  { mediaType: 'application/vnd.amazon.soci.index.v1+json', reason: 'an index of its own kind, in a config' },
  { mediaType: 'application/vnd.oci.image.config.v1+json', reason: 'a config' },
  { mediaType: 'application/vnd.oci.descriptor.v1+json', reason: 'it points to one' },
  { mediaType: 'x/application/vnd.oci.image.manifest.v1+json', reason: 'something before it' },
])('$mediaType is no manifest ($reason)', ({ mediaType }) => {
  expect(isManifest(mediaType)).toBe(false);
});
