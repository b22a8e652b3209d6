import { describe, expect, it, test } from 'vitest';
import { InvalidManifestError } from '../../src/domain/errors.ts';
import { parseImageConfig } from '../../src/domain/image-config.ts';
import { configText, fakeDigest } from '../support/builders.ts';

const LAMBDA_ENV = ['LAMBDA_TASK_ROOT=/var/task', 'LAMBDA_RUNTIME_DIR=/var/runtime'];

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
        { created_by: 'created by buildkit', comment: 'buildkit.exporter.image.v0' },
      ],
      config: { Env: ['PASSWORD=hunter2'] },
    });

    expect(parseImageConfig(text)).toEqual({
      platform: 'linux/arm/v7',
      diffIds: [fakeDigest('base'), fakeDigest('app')],
      history: [
        { createdBy: 'ADD rootfs.tar /', emptyLayer: false, isFilled: false },
        { createdBy: 'ENV A=b', emptyLayer: true, isFilled: false },
        { createdBy: 'COPY . .', emptyLayer: false, isFilled: false },
        { createdBy: 'created by buildkit', emptyLayer: false, isFilled: true },
      ],
      declaredBase: null,
      lambda: null,
    });
  });

  test.each([
    { reason: 'history is missing (images of Lambda)', more: {} },
    { reason: 'history is null', more: { history: null } },
    { reason: 'there is no root file system (signatures)', more: { rootfs: null } },
    { reason: 'diff IDs are null', more: { rootfs: { type: 'layers', diff_ids: null } } },
  ])('has nothing to say of what is not there ($reason)', ({ more }) => {
    expect(parseImageConfig(configText(more))).toMatchObject({
      platform: 'linux/amd64',
      diffIds: [],
      history: [],
    });
  });

  it('has no platform where none is stated', () => {
    expect(parseImageConfig('{}').platform).toBeNull();
    expect(parseImageConfig(configText({ os: null })).platform).toBeNull();
    expect(parseImageConfig(configText({ architecture: null, variant: null })).platform).toBeNull();
  });

  it('keeps entries that name no instruction (Red Hat): they may stand for a layer', () => {
    const { history } = parseImageConfig(
      configText({
        history: [{ comment: 'Imported from -' }, { created_by: null }, { created_by: ['RUN'] }],
      }),
    );

    expect(history).toEqual(Array(3).fill({ createdBy: null, emptyLayer: false, isFilled: false }));
  });

  it('reads the base that its labels declare', () => {
    const { declaredBase } = parseImageConfig(
      configText({
        config: { Labels: { 'org.opencontainers.image.base.name': 'docker.io/library/node:22' } },
      }),
    );

    expect(declaredBase).toEqual({ name: 'docker.io/library/node:22', digest: null });
  });

  it('recognises a child of an AWS Lambda base image, and keeps no variable', () => {
    const config = parseImageConfig(configText({ config: { Env: [...LAMBDA_ENV, 'PASSWORD=hunter2'] } }));

    expect(config.lambda).toEqual({ runtime: null, os: null });
    expect(JSON.stringify(config)).not.toMatch(/hunter2|var/);
  });

  test.each([
    { reason: 'no configuration', config: null },
    { reason: 'a configuration that is text', config: 'Env' },
    { reason: 'variables that are an object', config: { Env: { A: 'b' } } },
    { reason: 'variables among which is a number', config: { Env: [7, null] } },
    { reason: 'a folder that is a number', config: { WorkingDir: 7, Entrypoint: 'sh' } },
    { reason: 'labels that are a list', config: { Labels: ['a'] } },
    {
      reason: 'labels that are null',
      config: { Labels: null, Env: null, Entrypoint: null, WorkingDir: null },
    },
    {
      reason: 'more variables than are looked at',
      config: { Env: [...Array(10_000).fill('A=b'), ...LAMBDA_ENV] },
    },
  ])('is readable all the same, and says nothing of a base ($reason)', ({ config }) => {
    const rootfs = { diff_ids: [fakeDigest('base')] };

    expect(parseImageConfig(configText({ rootfs, config }))).toMatchObject({
      diffIds: [fakeDigest('base')],
      declaredBase: null,
      lambda: null,
    });
  });

  it('finds what is there among what is not readable', () => {
    const { lambda } = parseImageConfig(configText({ config: { Env: [7, ...LAMBDA_ENV], Labels: 7 } }));

    expect(lambda).not.toBeNull();
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
      reason: 'a flag that is text',
      text: configText({ history: [{ empty_layer: 'true' }] }),
      says: 'history.0.empty_layer: ',
    },
    {
      reason: 'more entries than are read',
      text: configText({ history: Array(10_001).fill(1) }),
      says: 'history: more than 10000 entries',
    },
    {
      reason: 'more diff IDs than are read',
      text: configText({ rootfs: { diff_ids: Array(10_001).fill(1) } }),
      says: 'rootfs.diff_ids: more than 10000 entries',
    },
  ])('refuses what is no image config ($reason)', ({ text, says }) => {
    const parse = () => parseImageConfig(text);

    expect(parse).toThrow(InvalidManifestError);
    expect(parse).toThrow(says);
  });
});
