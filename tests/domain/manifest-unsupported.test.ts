import { describe, expect, test } from 'vitest';
import { parseManifest } from '../../src/domain/manifest.ts';
import * as mediaTypes from '../../src/domain/media-type.ts';
import { fakeDigest, manifestText } from '../support/builders.ts';

describe("Docker's schema 1", () => {
  const plain = { schemaVersion: 1, fsLayers: [{ blobSum: fakeDigest('a') }], history: [] };
  const [shape, signed] = [JSON.stringify(plain), JSON.stringify({ ...plain, signatures: [{}] })];
  const { DOCKER_SCHEMA1, DOCKER_SCHEMA1_SIGNED } = mediaTypes;

  test.each([
    { reason: 'by type', text: manifestText(), type: DOCKER_SCHEMA1, told: DOCKER_SCHEMA1 },
    { reason: 'by signed type', text: signed, type: DOCKER_SCHEMA1_SIGNED, told: DOCKER_SCHEMA1_SIGNED },
    {
      reason: 'by its own word',
      text: manifestText(undefined, { mediaType: DOCKER_SCHEMA1 }),
      type: null,
      told: DOCKER_SCHEMA1,
    },
    { reason: 'by shape', text: shape, type: null, told: DOCKER_SCHEMA1 },
    { reason: 'by shape, signed', text: signed, type: null, told: DOCKER_SCHEMA1_SIGNED },
    {
      reason: 'by shape, whatever it is called',
      text: shape,
      type: mediaTypes.DOCKER_MANIFEST,
      told: DOCKER_SCHEMA1,
    },
    {
      reason: 'layers that are no layers are not read',
      text: '{"fsLayers":7}',
      type: null,
      told: DOCKER_SCHEMA1,
    },
  ])('is there, and nothing else is known of it ($reason)', ({ text, type, told }) => {
    expect(parseManifest(text, type)).toEqual({ kind: 'unsupported', mediaType: told });
  });
});
