import { describe, expect, it, test } from 'vitest';
import { InvalidManifestError } from '../../src/domain/errors.ts';
import { parseManifest } from '../../src/domain/manifest.ts';
import { descriptor, fakeDigest, indexText, manifestText, OCI_CONFIG } from '../support/builders.ts';

describe('a document that is refused', () => {
  const layerWith = (size: unknown) => manifestText([{ ...descriptor('base'), size }]);

  test.each([
    { reason: 'no text', text: '', says: 'manifest is not JSON' },
    { reason: 'not JSON', text: '{"layers": [', says: 'manifest is not JSON' },
    { reason: 'binary', text: '\u0085\u0001\u0000PGP', says: 'manifest is not JSON' },
    { reason: 'an array', text: '[]', says: 'manifest is not an object' },
    { reason: 'null', text: 'null', says: 'manifest is not an object' },
    { reason: 'a number', text: '7', says: 'manifest is not an object' },
    { reason: 'text', text: '"manifest"', says: 'manifest is not an object' },
    { reason: 'nothing in it', text: '{}', says: 'config: ' },
    { reason: 'no config', text: manifestText(undefined, { config: undefined }), says: 'config: ' },
    {
      reason: 'a config without a digest',
      text: manifestText(undefined, { config: { mediaType: OCI_CONFIG } }),
      says: 'config.digest: not a digest',
    },
    { reason: 'layers that are no array', text: manifestText(undefined, { layers: {} }), says: 'layers: ' },
    { reason: 'a layer that is null', text: manifestText(undefined, { layers: [null] }), says: 'layers.0: ' },
    { reason: 'a negative size', text: layerWith(-1), says: 'layers.0.size: ' },
    { reason: 'a size in quotes', text: layerWith('1000'), says: 'layers.0.size: ' },
    { reason: 'half a byte', text: layerWith(0.5), says: 'layers.0.size: ' },
    { reason: 'no size', text: layerWith(undefined), says: 'layers.0.size: ' },
    {
      reason: 'a size that sums would not stay whole with',
      text: layerWith(2 ** 53 - 1),
      says: 'layers.0.size: ',
    },
    {
      reason: 'a digest of 60 digits',
      text: manifestText([{ ...descriptor('a'), digest: `sha256:${'a'.repeat(60)}` }]),
      says: 'layers.0.digest: not a digest',
    },
    {
      reason: 'a layer without a type',
      text: manifestText([{ digest: fakeDigest('a'), size: 1 }]),
      says: 'layers.0.mediaType: ',
    },
    {
      reason: 'a subject that is no descriptor',
      text: manifestText(undefined, { subject: 'sha256:nope' }),
      says: 'subject: ',
    },
    {
      reason: 'an artifactType that is no text',
      text: manifestText(undefined, { artifactType: 1 }),
      says: 'artifactType: ',
    },
    { reason: 'children that are no array', text: indexText([], { manifests: 'none' }), says: 'manifests: ' },
    { reason: 'a child that is null', text: indexText([], { manifests: [null] }), says: 'manifests.0: ' },
    {
      reason: 'a child without a digest',
      text: indexText([], { manifests: [{}] }),
      says: 'manifests.0.digest: not a digest',
    },
    {
      reason: 'an image and an index at once (CVE-2021-41190)',
      text: manifestText(undefined, { manifests: [] }),
      says: 'of several kinds at once',
    },
    {
      reason: 'an index with a config',
      text: indexText([], { config: descriptor('config') }),
      says: 'of several kinds at once',
    },
    {
      reason: 'an image and schema 1 at once: its bytes would not be counted',
      text: manifestText(undefined, { fsLayers: [] }),
      says: 'of several kinds at once',
    },
    {
      reason: 'an index and schema 1 at once',
      text: indexText([], { fsLayers: [] }),
      says: 'of several kinds at once',
    },
    {
      reason: 'blobs that are too large together',
      text: manifestText([descriptor('a', 2 ** 39), descriptor('b', 2 ** 39), descriptor('c', 1)]),
      says: 'more than 1 TiB',
    },
    {
      reason: 'a size that is no number',
      text: layerWith(1).replace('"size":1}', '"size":1e999}'),
      says: 'size: ',
    },
    {
      reason: 'an index about something that is no descriptor',
      text: indexText([], { subject: 'sha256:nope' }),
      says: 'index has a wrong shape: subject: ',
    },
    {
      reason: 'an entry of an index whose type is no text',
      text: indexText([], { manifests: [{ digest: fakeDigest('a'), mediaType: 7 }] }),
      says: 'manifests.0.mediaType: ',
    },
    {
      reason: 'a blob in an index with a negative size',
      text: indexText([], { manifests: [{ ...descriptor('a'), size: -1 }] }),
      says: '0.size: ',
    },
    {
      reason: 'a blob in an index without a size',
      text: indexText([], { manifests: [{ ...descriptor('a'), size: undefined }] }),
      says: '0.size: ',
    },
    {
      reason: '1,001 layers',
      text: manifestText(Array(1_001).fill(descriptor('a'))),
      says: 'layers: more than 1000 entries',
    },
    {
      reason: '1,001 children',
      text: indexText(Array(1_001).fill(fakeDigest('a'))),
      says: 'manifests: more than 1000 entries',
    },
    {
      reason: '4 MB of layers',
      text: `{"config":{},"layers":[${Array(100_000).fill('{"size":1,"digest":"sha256:00000000"}').join()}]}`,
      says: 'more than 200000 values',
    },
    {
      reason: '4 MB of children',
      text: `{"manifests":[${Array(1_000_000).fill('{}').join()}]}`,
      says: 'more than 200000 values',
    },
    { reason: '4 MB of brackets', text: '['.repeat(4_000_000), says: 'more than 200000 values' },
  ])('says what is wrong ($reason)', ({ text, says }) => {
    const parse = () => parseManifest(text, null);

    expect(parse).toThrow(InvalidManifestError);
    expect(parse).toThrow(says);
  });

  it('is not quoted in the error', () => {
    const text = manifestText([{ ...descriptor('a'), size: 'hunter2' }], { artifactType: ['hunter2'] });

    expect(() => parseManifest(text, null)).not.toThrow('hunter2');
  });

  it('names at most three faults', () => {
    const text = manifestText(Array(10).fill({}));

    expect(() => parseManifest(text, null)).toThrow(/^[^;]*(;[^;]*){2}$/);
  });
});
