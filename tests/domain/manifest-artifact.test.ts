import { describe, expect, it, test } from 'vitest';
import { parseManifest } from '../../src/domain/manifest.ts';
import * as mediaTypes from '../../src/domain/media-type.ts';
import { descriptor, fakeDigest, manifestText, OCI_CONFIG } from '../support/builders.ts';

const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json';

describe('an artifact', () => {
  test.each([
    {
      reason: 'artifactType',
      text: manifestText(undefined, { artifactType: 'application/spdx+json' }),
      artifactType: 'application/spdx+json',
    },
    {
      reason: 'a subject',
      text: manifestText(undefined, { subject: descriptor('image') }),
      artifactType: OCI_CONFIG,
    },
    {
      reason: 'the empty config',
      text: manifestText([descriptor('a', 2, EMPTY_CONFIG)], {
        artifactType: 'application/vnd.example',
        config: descriptor('{}', 2, EMPTY_CONFIG),
      }),
      artifactType: 'application/vnd.example',
    },
    {
      reason: 'an empty artifactType says nothing',
      text: manifestText(undefined, {
        artifactType: '',
        config: descriptor('c', 1, 'application/vnd.cncf.helm.config.v1+json'),
      }),
      artifactType: 'application/vnd.cncf.helm.config.v1+json',
    },
    {
      reason: 'a BuildKit attestation: an image config above statements',
      text: manifestText([descriptor('sbom', 1, 'application/vnd.in-toto+json')]),
      artifactType: OCI_CONFIG,
    },
    {
      reason: 'a cosign signature: an image config above signatures',
      text: manifestText([descriptor('sig', 1, 'application/vnd.dev.cosign.simplesigning.v1+json')]),
      artifactType: OCI_CONFIG,
    },
    {
      reason: 'a Helm chart',
      text: manifestText([descriptor('chart', 1, 'application/vnd.cncf.helm.chart.content.v1.tar+gzip')], {
        config: descriptor('c', 1, 'application/vnd.cncf.helm.config.v1+json'),
      }),
      artifactType: 'application/vnd.cncf.helm.config.v1+json',
    },
    {
      reason: 'a SOCI index',
      text: manifestText([descriptor('ztoc', 1, 'application/octet-stream')], {
        config: descriptor('{}', 2, 'application/vnd.amazon.soci.index.v1+json'),
        subject: descriptor('image'),
      }),
      artifactType: 'application/vnd.amazon.soci.index.v1+json',
    },
    {
      reason: 'a build cache: layers of an image, and a config that is none',
      text: manifestText(undefined, {
        config: descriptor('c', 1, 'application/vnd.buildkit.cacheconfig.v0'),
      }),
      artifactType: 'application/vnd.buildkit.cacheconfig.v0',
    },
    {
      reason: 'one layer of an unknown type',
      text: manifestText([descriptor('base'), descriptor('x', 1, 'application/vnd.example.layer')]),
      artifactType: OCI_CONFIG,
    },
    { reason: 'no layers', text: manifestText([]), artifactType: OCI_CONFIG },
    {
      reason: 'layers that are null',
      text: manifestText(undefined, { layers: null }),
      artifactType: OCI_CONFIG,
    },
    {
      reason: 'layers that are missing',
      text: manifestText(undefined, { layers: undefined }),
      artifactType: OCI_CONFIG,
    },
  ])('is what is no image ($reason)', ({ text, artifactType }) => {
    expect(parseManifest(text, mediaTypes.OCI_MANIFEST)).toMatchObject({ kind: 'artifact', artifactType });
  });

  test.each([
    { reason: 'of what is an artifact anyway', more: { artifactType: 'x/y', subject: descriptor('image') } },
    { reason: 'which makes it one', more: { subject: descriptor('image') } },
  ])('names its subject ($reason)', ({ more }) => {
    expect(parseManifest(manifestText(undefined, more), null)).toMatchObject({
      subject: fakeDigest('image'),
    });
  });

  it.each([null, undefined])('has no subject where that is %s', (subject) => {
    const text = manifestText([], { subject });

    expect(parseManifest(text, null)).toMatchObject({ kind: 'artifact', subject: null });
  });

  it('has a type that can be kept and shown', () => {
    const type = `application/\u001b[31m${'x'.repeat(9_999)}`;

    const manifest = parseManifest(manifestText([], { artifactType: type }), null);

    expect(manifest).toMatchObject({ artifactType: `application/ [31m${'x'.repeat(237)}…` });
  });

  it('has no type where all of it cannot be shown', () => {
    const manifest = parseManifest(manifestText([], { artifactType: '\u0000' }), null);

    expect(manifest).toMatchObject({ kind: 'artifact', artifactType: null });
  });

  it('keeps its layers: their bytes are stored', () => {
    const manifest = parseManifest(manifestText([descriptor('sbom', 70, 'text/spdx')]), null);

    expect(manifest).toMatchObject({
      layers: [{ mediaType: 'text/spdx', digest: fakeDigest('sbom'), sizeBytes: 70 }],
    });
  });
});
