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
      children,
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

  it('may have 1,000 children', () => {
    const children = Array.from({ length: 1_000 }, (_, position) => fakeDigest(`child ${position}`));

    expect(parseManifest(indexText(children), null)).toMatchObject({ children: { length: 1_000 } });
  });
});
