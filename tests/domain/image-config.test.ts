import { describe, expect, it, test } from 'vitest';
import { InvalidManifestError } from '../../src/domain/errors.ts';
import { parseImageConfig } from '../../src/domain/image-config.ts';
import { configText, fakeDigest } from '../support/builders.ts';

describe('parseImageConfig', () => {
  it('reads the platform, the diff IDs and the history', () => {
    const text = JSON.stringify({
      os: 'linux',
      architecture: 'arm',
      variant: 'v7',
      rootfs: { type: 'layers', diff_ids: [fakeDigest('base'), fakeDigest('app')] },
      history: [
        { created_by: 'ADD rootfs.tar /', created: '1970-01-01T00:00:00Z' },
        { created_by: 'ENV A=b', empty_layer: true, comment: 'buildkit.dockerfile.v0' },
        { created_by: 'COPY . .', empty_layer: false },
      ],
      config: { Env: ['PASSWORD=hunter2'] },
    });

    expect(parseImageConfig(text)).toEqual({
      platform: 'linux/arm/v7',
      diffIds: [fakeDigest('base'), fakeDigest('app')],
      history: [
        { createdBy: 'ADD rootfs.tar /', emptyLayer: false },
        { createdBy: 'ENV A=b', emptyLayer: true },
        { createdBy: 'COPY . .', emptyLayer: false },
      ],
    });
  });

  test.each([
    { reason: 'history is missing (images of Lambda)', more: {} },
    { reason: 'history is null', more: { history: null } },
    { reason: 'there is no root file system (signatures)', more: { rootfs: null } },
    { reason: 'diff IDs are null', more: { rootfs: { type: 'layers', diff_ids: null } } },
  ])('has nothing to say of what is not there ($reason)', ({ more }) => {
    expect(parseImageConfig(configText(more))).toEqual({ platform: 'linux/amd64', diffIds: [], history: [] });
  });

  it('has no platform where none is stated', () => {
    expect(parseImageConfig('{}').platform).toBeNull();
    expect(parseImageConfig(configText({ os: null })).platform).toBeNull();
    expect(parseImageConfig(configText({ architecture: null, variant: null })).platform).toBeNull();
  });

  it('keeps entries that name no instruction (Red Hat): they may stand for a layer', () => {
    const { history } = parseImageConfig(
      configText({ history: [{ comment: 'Imported from -' }, { created_by: null }] }),
    );

    expect(history).toEqual([
      { createdBy: null, emptyLayer: false },
      { createdBy: null, emptyLayer: false },
    ]);
  });

  test.each([
    { reason: 'no text', text: '', says: 'config is not JSON' },
    { reason: 'not JSON', text: '<html>', says: 'config is not JSON' },
    { reason: 'an array', text: '[]', says: 'config has a wrong shape: document: ' },
    { reason: 'null', text: 'null', says: 'config has a wrong shape: document: ' },
    { reason: 'a system that is no text', text: configText({ os: 7 }), says: 'os: ' },
    {
      reason: 'a diff ID that is none',
      text: configText({ rootfs: { diff_ids: ['abc'] } }),
      says: 'rootfs.diff_ids.0: not a digest',
    },
    { reason: 'history that is no array', text: configText({ history: 'none' }), says: 'history: ' },
    { reason: 'an entry that is null', text: configText({ history: [null] }), says: 'history.0: ' },
    {
      reason: 'an instruction that is no text',
      text: configText({ history: [{ created_by: ['RUN'] }] }),
      says: 'history.0.created_by: ',
    },
    {
      reason: 'a flag that is text',
      text: configText({ history: [{ empty_layer: 'true' }] }),
      says: 'history.0.empty_layer: ',
    },
    {
      reason: '1 MiB of entries',
      text: configText({ history: Array(500_000).fill(1) }),
      says: 'history: more than 10000 entries',
    },
    {
      reason: '1 MiB of diff IDs',
      text: configText({ rootfs: { diff_ids: Array(500_000).fill(1) } }),
      says: 'rootfs.diff_ids: more than 10000 entries',
    },
  ])('refuses what is no image config ($reason)', ({ text, says }) => {
    const parse = () => parseImageConfig(text);

    expect(parse).toThrow(InvalidManifestError);
    expect(parse).toThrow(says);
  });
});
