import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { versionLine, versionTag } from '../../src/domain/version-order.ts';

const NUMBER = fc.nat({ max: 99_999 });

describe('versionLine', () => {
  test.each([
    { tag: '5.7.20', same: '5.7.21', reason: 'patch versions replace each other' },
    { tag: '5.7', same: '5.7.20', reason: 'a tag that moves along with the patch versions' },
    { tag: '1.4.2', same: 'v1.4.2', reason: 'a v says nothing' },
    { tag: '1.4.2', same: 'orders-1.4.2', reason: 'nor does a name in front' },
    { tag: '1.13.0', same: '1.13-rc', reason: 'nor how mature it is' },
    { tag: '1.2.0-beta.3', same: '1.2.0', reason: 'nor the number of that' },
    { tag: '2.5.0-alpha-1-jre9', same: '2.5-jre9', reason: 'nor that where a name follows' },
    { tag: '1.4.2-3f9c2d1', same: '1.4.3-0a1b2c3', reason: 'nor the hash of a commit' },
    { tag: '1.4-x86_64', same: 'arm64-1.4', reason: 'nor the platform' },
    { tag: '1.4-linux-amd64', same: '1.4', reason: 'nor that in two words' },
    { tag: '8u151-jdk', same: '8-jdk', reason: 'an update of a major version' },
    { tag: '1.8beta1', same: '1.8', reason: 'a mark glued to a number' },
    { tag: '2026-11-23', same: '2026-11-30', reason: 'dates of one month' },
    { tag: 'sha-3f9c2d1', same: 'latest', reason: 'neither has a version' },
    { tag: '6ba7b810-9dad-11d1-80b4-00c04fd430c8', same: 'latest', reason: 'a UUID is none' },
    { tag: 'gzserver8', same: '8', reason: 'the only number there is belongs to the version' },
    { tag: '007', same: '7', reason: 'leading zeros' },
  ])('is the same of $tag and $same ($reason)', ({ tag, same }) => {
    expect(versionLine(tag)).toBe(versionLine(same));
  });

  test.each([
    { lower: '5.5.58', higher: '5.7.1', reason: 'minor versions' },
    { lower: '5.9', higher: '5.10', reason: 'as numbers, not as text' },
    { lower: '9.9', higher: '10.0', reason: 'of the major version too' },
    { lower: '5.7.20', higher: '5', reason: 'the newest of all 5.x' },
    { lower: '5', higher: '6.0', reason: 'which is not of 6' },
    { lower: '5.7', higher: 'latest', reason: 'the newest of all' },
    { lower: '3.9-jdk7', higher: '3.5-jdk8', reason: 'the number of a name comes first' },
    { lower: '1.9-alpine3.5', higher: '1.8-alpine3.6', reason: 'with what follows behind a dot' },
    { lower: 'jdk8-1.4', higher: 'jdk8-1.5', reason: 'behind a dash the version begins' },
    { lower: '1.3-scala_2.10', higher: '1.2-scala_2.11', reason: 'a second version is that of a name' },
    { lower: 'build-99', higher: 'build-100', reason: 'numbers of builds' },
    { lower: '20170930', higher: '20171001', reason: 'digits alone are no hash' },
    { lower: '2026-11-30', higher: '2026-12-01', reason: 'dates of two months' },
  ])('sorts $lower below $higher ($reason)', ({ lower, higher }) => {
    expect(versionLine(lower) < versionLine(higher)).toBe(true);
  });

  it('sorts as text as the numbers do', () => {
    fc.assert(
      fc.property(NUMBER, NUMBER, NUMBER, NUMBER, (major, minor, otherMajor, otherMinor) => {
        const [one, other] = [
          versionLine(`${major}.${minor}.0`),
          versionLine(`${otherMajor}.${otherMinor}.9`),
        ];

        expect(one < other).toBe(major < otherMajor || (major === otherMajor && minor < otherMinor));
      }),
    );
  });

  it('is short and has no separator of keys in it, whatever the tag', () => {
    const tags = fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/);
    fc.assert(
      fc.property(tags, (tag) => {
        expect(versionLine(tag)).toMatch(/^[a-z0-9.,;~]{1,400}$/);
      }),
    );
  });
});

describe('versionTag', () => {
  test.each([
    { placing: '5', tags: ['5', '5.7', '5.7.20', 'latest'], tag: '5.7.20', reason: 'says most' },
    { placing: 'latest', tags: [], tag: 'latest', reason: 'the only one, of an index' },
    {
      placing: '5.7.20',
      tags: ['5.8.0', '5.7.20'],
      tag: '5.7.20',
      reason: 'of two that say as much the first',
    },
    { placing: '3.5', tags: ['3.5', '3.5.1-jdk8'], tag: '3.5', reason: 'another family does not count' },
  ])('of $tags is $tag ($reason)', ({ placing, tags, tag }) => {
    expect(versionTag(placing, tags)).toBe(tag);
    expect(versionTag(placing, [...tags].reverse())).toBe(tag);
  });
});
