import { describe, expect, it, test } from 'vitest';
import { parseDeclaredBase } from '../../src/domain/declared-base.ts';
import { fakeDigest } from '../support/builders.ts';

const NAME = 'org.opencontainers.image.base.name';
const DIGEST = 'org.opencontainers.image.base.digest';

describe('a base that is declared', () => {
  test.each([
    {
      reason: 'name and digest',
      declarations: { [NAME]: 'docker.io/library/node:22', [DIGEST]: fakeDigest('node') },
      base: { name: 'docker.io/library/node:22', digest: fakeDigest('node') },
    },
    {
      reason: 'the name alone',
      declarations: { [NAME]: 'node', a: 'b' },
      base: { name: 'node', digest: null },
    },
    {
      reason: 'the digest alone',
      declarations: { [DIGEST]: fakeDigest('node') },
      base: { name: null, digest: fakeDigest('node') },
    },
    {
      reason: 'a name beside a digest that is none',
      declarations: { [NAME]: 'node', [DIGEST]: 'sha256:abc' },
      base: { name: 'node', digest: null },
    },
    {
      reason: 'a digest beside a name that is none',
      declarations: { [NAME]: ['node'], [DIGEST]: fakeDigest('node') },
      base: { name: null, digest: fakeDigest('node') },
    },
    {
      reason: 'a name of several lines',
      declarations: { [NAME]: ' node\n\u001b[31m22 ' },
      base: { name: 'node [31m22', digest: null },
    },
  ])('is read ($reason)', ({ declarations, base }) => {
    expect(parseDeclaredBase(declarations)).toEqual(base);
  });

  it('has a name of 500 characters at most', () => {
    expect(parseDeclaredBase({ [NAME]: 'x'.repeat(100_000) })?.name).toHaveLength(500);
  });
});

describe('no base', () => {
  test.each([
    { reason: 'nothing', declarations: undefined },
    { reason: 'null', declarations: null },
    { reason: 'text', declarations: NAME },
    { reason: 'a list', declarations: [NAME] },
    { reason: 'other labels', declarations: { maintainer: 'me', 'org.opencontainers.image.source': 'x' } },
    { reason: 'an empty name', declarations: { [NAME]: ' ', [DIGEST]: '' } },
    { reason: 'what is neither name nor digest', declarations: { [NAME]: 7, [DIGEST]: null } },
  ])('is declared by $reason', ({ declarations }) => {
    expect(parseDeclaredBase(declarations)).toBeNull();
  });
});
