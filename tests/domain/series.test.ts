import { describe, expect, it, test } from 'vitest';
import { DEFAULT_FAMILY, tagFamily } from '../../src/domain/series.ts';

describe('a tag that is nothing but a version', () => {
  test.each([
    { tag: '1', reason: 'a moving major version' },
    { tag: '1.5', reason: 'a moving minor version' },
    { tag: '1.4.2', reason: 'a version' },
    { tag: 'v1.4.2', reason: 'a version of Go' },
    { tag: '3.9.1.1', reason: 'four numbers' },
    { tag: '1.x', reason: 'a line of versions' },
    { tag: '8u151', reason: 'an update of Java' },
    { tag: '4.0.0rc3', reason: 'a release candidate of Python' },
    { tag: '1.0.0-rc.1', reason: 'a release candidate of SemVer' },
    { tag: '1.0-SNAPSHOT', reason: 'Maven' },
    { tag: '2.1.0.Final', reason: 'JBoss' },
    { tag: '1.4.2-r3', reason: 'a revision of Alpine or Bitnami' },
    { tag: '1.4.2_7', reason: 'a revision of a Helm chart' },
    { tag: 'latest', reason: 'the moving tag' },
    { tag: 'stable', reason: 'a channel' },
    { tag: 'nightly-20261123', reason: 'a channel and a date' },
    { tag: '12345', reason: 'a build number' },
    { tag: 'build-345', reason: 'a build number with its name' },
    { tag: '20261123.2', reason: 'a build number of Azure' },
    { tag: '2026-11-23', reason: 'a date' },
    { tag: '20261123T081500Z', reason: 'a time' },
    { tag: '2026-11-23T08-15-00Z', reason: 'a time, with what a tag may hold' },
    { tag: '3f9c2d1', reason: 'a commit' },
    { tag: '3f9c2d1e5b7a9c0d2e4f6a8b1c3d5e7f9a0b2c4d', reason: 'a whole commit' },
    { tag: 'sha-3f9c2d1', reason: 'a commit that says so' },
    { tag: 'git-3f9c2d1', reason: 'a commit that says so' },
    { tag: 'v1.4.2-5-g3f9c2d1', reason: 'git describe' },
    { tag: '1.4.2-1763884800-3f9c2d1', reason: 'a version, a time and a commit' },
    { tag: '', reason: 'nothing at all' },
    { tag: '___', reason: 'nothing but separators' },
  ])('$tag is of the default family ($reason)', ({ tag }) => {
    expect(tagFamily(tag)).toBe(DEFAULT_FAMILY);
  });
});

describe('a tag with a name', () => {
  test.each([
    { tag: 'orders-1.4.2', family: 'orders', reason: 'one of several functions in a repository' },
    { tag: 'orders-3f9c2d1', family: 'orders', reason: 'the same, by commit' },
    { tag: 'orders-latest', family: 'orders', reason: 'the same, moving' },
    { tag: 'Orders_1.4.2', family: 'orders', reason: 'the same in other letters' },
    { tag: 'order-history-7', family: 'order-history', reason: 'a name of two words' },
    { tag: '3.12-slim', family: 'slim', reason: 'a variant' },
    { tag: 'slim', family: 'slim', reason: 'the moving tag of a variant' },
    { tag: '3.12-alpine3.18', family: 'alpine', reason: 'a variant with its own version' },
    { tag: '17-jdk-alpine', family: 'jdk-alpine', reason: 'two words' },
    { tag: '8u151-jre8', family: 'jre', reason: 'the version of a variant is none of the name' },
    { tag: '1.25.0-debian-12-r3', family: 'debian', reason: 'Bitnami' },
    { tag: 'bookworm-20261120', family: 'bookworm', reason: 'a name and a date' },
    { tag: 'web-connector-7.4.5', family: 'web-connector', reason: 'the version last' },
    { tag: '17.03.0-ce-rc1-git', family: 'ce-git', reason: '`git` is a variant of docker, not a commit' },
    { tag: 's3-proxy-1.2', family: 's3-proxy', reason: 'a digit that is part of a name' },
    { tag: 'main-3f9c2d1-1763884800', family: 'main', reason: 'a branch' },
    { tag: 'pr-123', family: 'pr', reason: 'pull requests' },
    { tag: 'decaf', family: 'decaf', reason: 'hexadecimal letters, too few for a commit' },
    { tag: 'windowsservercore-ltsc2022', family: 'windowsservercore-ltsc', reason: 'Windows' },
  ])('$tag is of family $family ($reason)', ({ tag, family }) => {
    expect(tagFamily(tag)).toBe(family);
  });

  it('is not of the family of another name', () => {
    expect(tagFamily('billing-2.0')).not.toBe(tagFamily('orders-1.9'));
  });
});

// With nested quantifiers each of these takes longer than the universe has existed.
test.each([
  { tag: `${'1'.repeat(299)}z!`, reason: 'digits and something else' },
  { tag: `1${'.a1'.repeat(99)}!`, reason: 'numbers with letters' },
  { tag: `1${'b1'.repeat(149)}!`, reason: 'letters that are versions, too' },
  { tag: `${'a'.repeat(299)}!`, reason: 'letters of a hash' },
])(
  'a tag of 300 characters is no trouble ($reason)',
  ({ tag }) => {
    expect(tagFamily(tag)).toBe(tag);
  },
  2_000,
);
