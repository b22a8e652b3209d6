import { describe, expect, it, test } from 'vitest';
import { type Base, UNKNOWN_BASE } from '../../../src/domain/base.ts';
import { findBaseChanged } from '../../../src/domain/findings/base-changed.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { fakeDigest, REPOSITORY } from '../../support/builders.ts';

const GIB = 2 ** 30;

function on(base: Partial<Base>, name = 'now') {
  const series = { ...REPOSITORY, series: 'default', platform: 'linux/amd64' };
  return { ...series, digest: fakeDigest(name), tags: [name], base: { ...UNKNOWN_BASE, ...base } };
}

function find(before: Partial<Base>, now: Partial<Base>) {
  return findBaseChanged(on(now), on(before, 'before'), DEFAULT_THRESHOLDS);
}

const declared = (name: string): Partial<Base> => ({ evidence: 'declared', name });
const ofLayers = (name: string): Partial<Base> => ({ evidence: 'layers', name });
const AWS: Partial<Base> = {
  evidence: 'lambda',
  provided: 'aws',
  lambda: { runtime: 'dotnet8', os: 'al2023' },
};

describe('findBaseChanged', () => {
  it('names both bases, the last image on the one before, and what the new one weighs', () => {
    const [debian, alpine] = [
      declared('docker.io/library/debian:12'),
      declared('docker.io/library/alpine:3.22'),
    ];

    const finding = find(debian, { ...alpine, sizeBytes: GIB, digest: fakeDigest('alpine') });

    expect(finding).toMatchObject({
      kind: 'base-changed',
      strategy: 'S1',
      severity: 'medium',
      repository: 'team/orders',
      digest: fakeDigest('now'),
      tags: ['now'],
      from: { name: 'docker.io/library/debian:12', evidence: 'declared', digest: null, sizeBytes: null },
      to: { name: 'docker.io/library/alpine:3.22', digest: fakeDigest('alpine'), sizeBytes: GIB },
      predecessor: { digest: fakeDigest('before'), tags: ['before'] },
      leftAws: false,
      costBytes: GIB,
      bound: 'upper',
      monthlyCostUsd: 0.1,
    });
    expect(finding?.remedy[0]).toContain('go back to docker.io/library/debian:12');
  });

  test.each([
    { reason: 'the same', before: declared('node:22'), now: declared('node:22') },
    { reason: 'another version', before: declared('node:22'), now: declared('node:24') },
    { reason: 'another build', before: declared('node@sha256:aa'), now: declared('node@sha256:bb') },
    { reason: 'a tag, then a digest', before: declared('node:22'), now: declared('node@sha256:bb') },
    {
      reason: 'a port is no tag',
      before: declared('localhost:5000/node'),
      now: declared('localhost:5000/node:2'),
    },
    { reason: 'known in different ways', before: declared('node:22'), now: ofLayers('platform/node') },
    {
      reason: 'only inferred',
      before: { evidence: 'inferred', name: 'ADD a' },
      now: { evidence: 'inferred', name: 'ADD b' },
    },
    { reason: 'not known now', before: declared('node:22'), now: {} },
    { reason: 'not known before', before: {}, now: declared('node:22') },
    { reason: 'not known at all', before: {}, now: {} },
    { reason: 'without a name', before: { evidence: 'declared' }, now: declared('node:22') },
    { reason: "AWS's, as before", before: AWS, now: { ...AWS, lambda: { runtime: null, os: null } } },
    { reason: "AWS's, and not before", before: declared('node:22'), now: AWS },
  ] as const)('finds none where it is $reason', ({ before, now }) => {
    expect(find(before, now)).toBeNull();
  });

  test.each([
    {
      reason: 'another repository of the organisation',
      before: ofLayers('platform/os'),
      now: ofLayers('platform/os-2'),
    },
    {
      reason: 'another registry',
      before: declared('docker.io/library/node'),
      now: declared('quay.io/library/node'),
    },
  ])('finds one where it is $reason', ({ before, now }) => {
    expect(find(before, now)).toMatchObject({ leftAws: false });
  });

  test.each([
    { reason: 'nothing is known of the new one', now: {}, name: 'a base that is not known' },
    { reason: 'the new one has a name', now: declared('node:22'), name: 'node:22' },
    { reason: 'the layers of the new one are known', now: ofLayers('platform/os'), name: 'platform/os' },
  ])("is critical where AWS's base was left, and $reason", ({ now, name }) => {
    const finding = find(AWS, now);

    expect(finding).toMatchObject({
      severity: 'critical',
      leftAws: true,
      from: { name: 'AWS Lambda base image (dotnet8)' },
      to: { name },
    });
    expect(finding?.remedy[0]).toContain('FROM public.ecr.aws/lambda/');
    expect(finding?.remedy.at(-1)).toContain('layerwatch:lambda = false');
  });

  it('calls the base of AWS by its declared name, or by none', () => {
    const named = find({ ...AWS, ...declared('public.ecr.aws/lambda/python:3.13') }, {});
    const nameless = find({ ...AWS, lambda: { runtime: null, os: null } }, {});

    expect(named?.from.name).toBe('public.ecr.aws/lambda/python:3.13');
    expect(nameless?.from.name).toBe('AWS Lambda base image');
  });
});
