import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_FAMILY, tagFamily } from '../../src/domain/series.ts';

const UUID = '9f1c2d3e-7a8b-4c5d-9e0f-1a2b3c4d5e6f';
const SHA1 = '3f9c2d1e5b7a9c0d2e4f6a8b1c3d5e7f9a0b2c4d';
const SHA256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';

describe('a tag that is nothing but a version', () => {
  test.each([
    { tag: '1', reason: 'a moving major version' },
    { tag: 'v1', reason: 'the same of Go, or of an action' },
    { tag: '1.5', reason: 'a moving minor version' },
    { tag: '1.4.2', reason: 'a version' },
    { tag: 'v1.4.2', reason: 'a version of Go' },
    { tag: 'V1.4.2', reason: 'the same in other letters' },
    { tag: '3.9.1.1', reason: 'four numbers' },
    { tag: '1.x', reason: 'a line of versions' },
    { tag: '8u151', reason: 'an update of Java' },
    { tag: '17.0.9_9', reason: 'a build of Temurin' },
    { tag: '4.0.0rc3', reason: 'a release candidate of Python' },
    { tag: '1.0.0-rc.1', reason: 'a release candidate of SemVer' },
    { tag: '2025.10.1-rc.2', reason: 'a release candidate of CalVer' },
    { tag: '2.0.0-beta.1.post2', reason: 'a beta, and what came after it' },
    { tag: '1.2.3-alpha.4', reason: '`alpha` is not `alpine`' },
    { tag: '1.4.2-dev', reason: 'behind a version `dev` says how mature it is' },
    { tag: '3.13.0a2.dev4', reason: 'a snapshot of Python' },
    { tag: '1.0-SNAPSHOT', reason: 'Maven' },
    { tag: '1.0-20240131.235959-7', reason: 'a snapshot of Maven in a repository' },
    { tag: '2.1.0.Final', reason: 'JBoss' },
    { tag: '26.0.0.CR1', reason: 'a release candidate of JBoss' },
    { tag: '1.4.2-r3', reason: 'a revision of Alpine or Bitnami' },
    { tag: '1.2.3_4', reason: 'a revision' },
    { tag: '1.4.2_7', reason: 'the plus of SemVer, as Helm writes it in a tag' },
    { tag: '1.2.3_build.5', reason: 'build metadata' },
    { tag: '1.2.3-git3f9c2d1', reason: 'a version and a commit, glued to what it is' },
    { tag: '1.2.3.3f9c2d1', reason: 'a version and a commit, behind a dot' },
    { tag: '0.0.0-20240131235959-3f9c2d1e5b7a', reason: 'a pseudo-version of Go' },
    { tag: 'latest', reason: 'the moving tag' },
    { tag: 'stable', reason: 'a channel' },
    { tag: 'edge', reason: 'a channel' },
    { tag: 'lts', reason: 'a channel' },
    { tag: 'canary', reason: 'a channel' },
    { tag: 'default', reason: 'no name either: it would be that of those without one' },
    { tag: 'default-1.0', reason: 'the same with a version' },
    { tag: 'nightly', reason: 'a channel' },
    { tag: 'nightly-20261123', reason: 'a channel and a date' },
    { tag: 'release-2024-01', reason: 'a month' },
    { tag: 'release-1.4', reason: 'a line' },
    { tag: '12345', reason: 'a build number' },
    { tag: 'build-345', reason: 'a build number with its name' },
    { tag: 'b1234', reason: 'a build number' },
    { tag: 'r123', reason: 'a revision' },
    { tag: '20261123.2', reason: 'a build number of Azure' },
    { tag: '2026-11-23', reason: 'a date' },
    { tag: '20261124', reason: 'a date' },
    { tag: '2024.01.31', reason: 'a date' },
    { tag: '2024w05', reason: 'a week' },
    { tag: '2024-W05', reason: 'a week of ISO 8601' },
    { tag: '20261123T081500Z', reason: 'a time' },
    { tag: '2026-11-23T08-15-00Z', reason: 'a time, with what a tag may hold' },
    { tag: '1699999999', reason: 'seconds' },
    { tag: '1699999999123', reason: 'milliseconds' },
    { tag: '3f9c2d1', reason: 'a commit' },
    { tag: '3F9C2D1', reason: 'the same in capital letters' },
    { tag: '1234567', reason: 'a commit, or a number' },
    { tag: 'deadbee', reason: 'one in a thousand commits has no digit; hardly a word is so' },
    {
      tag: 'facade1',
      reason: 'rather one commit in six hundred than a name without a dash before its version',
    },
    { tag: '3f9c2d1e5b7a', reason: 'a commit in twelve letters' },
    { tag: SHA1, reason: 'a whole commit' },
    { tag: 'sha-3f9c2d1', reason: 'a commit that says so' },
    { tag: 'git-3f9c2d1', reason: 'a commit that says so' },
    { tag: `sha-${SHA256}`, reason: 'a commit that says so, in a repository of the new format of git' },
    { tag: 'v1.4.2-14-g3f9c2d1', reason: 'git describe' },
    { tag: 'v1.4.2-14-g3f9c2d1-dirty', reason: 'git describe of what is not committed' },
    { tag: '1.4.2-1763884800-3f9c2d1', reason: 'a version, a time and a commit' },
    { tag: '20240131-3f9c2d1', reason: 'a date and a commit' },
    { tag: UUID, reason: 'the id of a build' },
    { tag: '1.4.2-amd64', reason: 'a series is of one platform anyway' },
    { tag: '1.4.2-linux-arm64', reason: 'a series is of one platform anyway' },
    { tag: 'latest-x86_64', reason: 'a series is of one platform anyway' },
    { tag: '1.4.2-arm64v8', reason: 'a series is of one platform anyway' },
    { tag: '', reason: 'nothing at all' },
    { tag: '___', reason: 'nothing but separators' },
  ])('$tag is of the default family ($reason)', ({ tag }) => {
    expect(tagFamily(tag)).toBe(DEFAULT_FAMILY);
  });
});

describe('a tag with a name', () => {
  test.each([
    { tag: 'orders-1.4.2', family: 'orders', reason: 'one of several functions in a repository' },
    { tag: 'orders-1.5.0', family: 'orders', reason: 'the next of it' },
    { tag: 'orders-v2', family: 'orders', reason: 'the same with a v' },
    { tag: 'orders-3f9c2d1', family: 'orders', reason: 'the same, by commit' },
    { tag: `orders-${SHA256}`, family: 'orders', reason: 'a hash that has a name' },
    { tag: `orders-${UUID}`, family: 'orders', reason: 'the same, by build' },
    { tag: 'orders-latest', family: 'orders', reason: 'the same, moving' },
    { tag: 'Orders_1.4.2', family: 'orders', reason: 'the same in other letters' },
    { tag: '1.4.2-orders', family: 'orders', reason: 'the version first' },
    { tag: 'orders.1.4.2', family: 'orders', reason: 'a dot before the version' },
    { tag: 'app-1.2.3', family: 'app', reason: 'a name that says little' },
    { tag: 'order-history-7', family: 'order-history', reason: 'a name of two words' },
    { tag: 'web-connector-7.4.5', family: 'web-connector', reason: 'the version last' },
    { tag: 'jenkins-project-123', family: 'jenkins-project', reason: 'a job and its number' },
    { tag: 'circleci-1234', family: 'circleci', reason: 'a job and its number' },
    { tag: 's3-proxy-1.2', family: 's3-proxy', reason: 'a digit that is part of a name' },
    { tag: '2fa-1.2', family: '2fa', reason: 'a name that begins with a digit' },
    { tag: 'node.js-1.2', family: 'node-js', reason: 'a name with a dot' },
    {
      tag: 'helloworldfunction-1a2b3c4d5e6f-python3.12-v1',
      family: 'helloworldfunction-python',
      reason: 'AWS SAM: the function, a hash, and the tag of the build',
    },
    { tag: '1.2.3-alpine', family: 'alpine', reason: 'a variant' },
    { tag: '3.12-slim', family: 'slim', reason: 'a variant' },
    { tag: '3.12-alpine', family: 'alpine', reason: 'another one' },
    { tag: 'slim', family: 'slim', reason: 'the moving tag of a variant' },
    { tag: '1.2.3-slim-bookworm', family: 'slim-bookworm', reason: 'a variant on one release of Debian' },
    { tag: 'lts-alpine', family: 'alpine', reason: 'a channel of a variant' },
    { tag: 'alpine3.18', family: 'alpine', reason: 'the next Alpine takes its place: that is news' },
    { tag: '3.12-alpine3.18', family: 'alpine', reason: 'a variant with its own version' },
    { tag: 'jdk17', family: 'jdk', reason: 'the next Java takes its place: that is news' },
    { tag: 'jre8', family: 'jre', reason: 'the same' },
    { tag: '8u151-jdk', family: 'jdk', reason: 'a variant' },
    { tag: '17-jdk-alpine', family: 'jdk-alpine', reason: 'two words' },
    { tag: '8u151-jre8', family: 'jre', reason: 'the version of a variant is none of the name' },
    { tag: 'python3.12', family: 'python', reason: 'a runtime with its version' },
    { tag: 'al2023', family: 'al', reason: 'Amazon Linux' },
    { tag: 'al2', family: 'al', reason: 'what it takes the place of' },
    { tag: '1.25.0-debian-12-r3', family: 'debian', reason: 'Bitnami' },
    { tag: 'bookworm-20261120', family: 'bookworm', reason: 'a name and a date' },
    { tag: '1.4.2-slim-arm64', family: 'slim', reason: 'a series is of one platform anyway' },
    { tag: '17.03.0-ce-rc1-git', family: 'ce-git', reason: '`git` is a variant of docker, not a commit' },
    { tag: 'git-1.2', family: 'git', reason: 'no commit follows' },
    { tag: 'windowsservercore-ltsc2022', family: 'windowsservercore-ltsc', reason: 'Windows' },
    { tag: 'main', family: 'main', reason: 'a branch' },
    { tag: 'main-3f9c2d1', family: 'main', reason: 'a branch and its commit' },
    { tag: 'main-3f9c2d1-1699999999', family: 'main', reason: 'a branch, its commit and a time' },
    { tag: 'develop', family: 'develop', reason: 'another branch is built otherwise' },
    { tag: 'feature-login', family: 'feature-login', reason: 'a branch' },
    { tag: 'pr-123', family: 'pr', reason: 'one pull request comes after the other' },
    { tag: 'PR-124', family: 'pr', reason: 'the next one' },
    { tag: 'dev', family: 'dev', reason: 'an environment: it may be built with other tools' },
    { tag: 'dev-123', family: 'dev', reason: 'the same by number' },
    { tag: '3f9c2d1-dev', family: 'dev', reason: 'the same the other way round: a commit has no maturity' },
    { tag: '20240131-dev', family: 'dev', reason: 'the same by date' },
    { tag: 'staging-3f9c2d1', family: 'staging', reason: 'an environment' },
    { tag: 'prod-2024-01-31', family: 'prod', reason: 'an environment' },
    { tag: 'preview-12', family: 'preview', reason: 'an environment, not the preview of a version' },
    { tag: 'decaf', family: 'decaf', reason: 'hexadecimal letters, too few for a commit' },
    { tag: 'facade', family: 'facade', reason: 'hexadecimal letters, too few for a commit' },
    { tag: 'x', family: 'x', reason: 'a letter alone is a name' },
  ])('$tag is of family $family ($reason)', ({ tag, family }) => {
    expect(tagFamily(tag)).toBe(family);
  });

  it('is not of the family of another name', () => {
    expect(tagFamily('billing-2.0')).not.toBe(tagFamily('orders-1.9'));
  });
});

test.each([
  { tag: SHA256, reason: 'an asset of the CDK: its neighbours are other functions' },
  { tag: SHA256.toUpperCase(), reason: 'the same in other letters' },
  { tag: `sha256-${SHA256}`, reason: 'what refers to a manifest, by the fallback of OCI 1.1' },
  { tag: `sha256-${SHA256}.sig`, reason: 'a signature of cosign' },
])('$tag is of no family ($reason)', ({ tag }) => {
  expect(tagFamily(tag)).toBeNull();
});

it('a family is a tag of its own family', () => {
  const words = fc.constantFrom(
    'orders',
    'jdk17',
    '1',
    '.',
    '-',
    '_',
    'v2',
    'g3f9c2d1',
    'dev',
    'x',
    'git',
    'sha',
  );
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), (parts) => {
      const family = tagFamily(parts.join(''));

      expect(family && tagFamily(family)).toBe(family);
    }),
  );
});

it('a hostile tag takes no longer than any other', () => {
  const piece = fc.constantFrom(
    '1',
    'a',
    'b',
    'rc',
    'beta',
    'f',
    '-',
    '.',
    '_',
    'v',
    'g',
    'sha256-',
    'r1',
    '0a',
    '!',
  );
  const tag = fc
    .array(piece, { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join('').repeat(128).slice(0, 127));
  fc.assert(
    fc.property(tag, fc.constantFrom('', '!', 'z', '-'), (most, last) => {
      const start = performance.now();

      tagFamily(`${most}${last}`);

      // It takes microseconds; with a pattern that looks back it would take years.
      expect(performance.now() - start).toBeLessThan(100);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  { tag: `${'1'.repeat(299)}z!`, reason: 'digits and something else' },
  { tag: `1${'a1'.repeat(149)}!`, reason: 'numbers with letters' },
  { tag: `1${'b1'.repeat(149)}!`, reason: 'letters that are versions, too' },
  { tag: `1${'rc1'.repeat(99)}!`, reason: 'words that are versions, too' },
  { tag: `${'a'.repeat(299)}!`, reason: 'letters of a hash' },
])(
  'a tag of 300 characters is no trouble ($reason)',
  ({ tag }) => {
    expect(tagFamily(tag)).toBe(tag);
  },
  2_000,
);
