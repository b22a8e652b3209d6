import { describe, expect, it, test } from 'vitest';
import { type KnownGroup, matchGroups } from '../../../src/domain/consolidation/match-groups.ts';
import type { RepositoryGroup } from '../../../src/domain/consolidation/repository-group.ts';

/** One repository for each letter. */
function group(letters: string, isBase = false): RepositoryGroup {
  const repositories = [...letters].map((repository) => ({
    repository,
    encryption: null,
    isPullThrough: false,
    owners: [],
  }));
  return { isBase, repositories, layers: [], savedBytes: 1 };
}

function known(groupId: string, letters: string): KnownGroup {
  return { groupId, repositories: [...letters] };
}

function idsOf(before: readonly KnownGroup[], now: readonly string[]): string[] {
  return matchGroups(
    before,
    now.map((letters) => group(letters)),
  ).map(({ groupId }) => groupId);
}

describe('matchGroups', () => {
  test.each([
    { reason: 'the same members', before: [known('x', 'abc')], now: ['abc'], ids: ['x'] },
    { reason: 'one joined', before: [known('x', 'bcd')], now: ['abcd'], ids: ['x'] },
    { reason: 'the first one by name went', before: [known('x', 'abcd')], now: ['bcd'], ids: ['x'] },
    { reason: 'it grew tenfold', before: [known('x', 'ab')], now: ['abcdefghijklmnopqrst'], ids: ['x'] },
    { reason: 'all but two went', before: [known('x', 'abcdefghij')], now: ['ab'], ids: ['x'] },
    {
      reason: 'only some of its members were kept',
      before: [known('x', 'abc')],
      now: ['abcdefghi'],
      ids: ['x'],
    },
    {
      reason: 'it split up: the larger part goes on',
      before: [known('x', 'abcdefg')],
      now: ['abc', 'defg'],
      ids: [null, 'x'],
    },
    {
      reason: 'it split in the middle: the first by name goes on',
      before: [known('x', 'abcd')],
      now: ['cd', 'ab'],
      ids: [null, 'x'],
    },
    {
      reason: 'two became one: the larger goes on',
      before: [known('x', 'ab'), known('y', 'cde')],
      now: ['abcde'],
      ids: ['y'],
    },
    {
      reason: 'two as large became one: the first by id goes on',
      before: [known('y', 'cd'), known('x', 'ab')],
      now: ['abcd'],
      ids: ['x'],
    },
    {
      reason: 'one member went to a new group',
      before: [known('x', 'abcdef')],
      now: ['ABCDEFa', 'bcdef'],
      ids: [null, 'x'],
    },
    {
      reason: 'no more than half of the smaller one is in both',
      before: [known('x', 'ab')],
      now: ['bc'],
      ids: [null],
    },
    { reason: 'others altogether', before: [known('x', 'ab')], now: ['cd'], ids: [null] },
    {
      reason: 'one group was told of twice',
      before: [known('x', 'ab'), known('x', 'cd')],
      now: ['ab', 'cd'],
      ids: ['x', null],
    },
  ])('knows a group again, or does not ($reason)', ({ before, now, ids }) => {
    expect(idsOf(before, now)).toEqual(ids.map((id) => id ?? expect.stringMatching(/^[a-f0-9]{16}$/)));
  });

  it('gives a new group the id of its first members, whoever it stands beside', () => {
    const [alone] = idsOf([], ['ab']);

    expect(idsOf([], ['cd', 'ab'])[1]).toBe(alone);
    expect(idsOf([], ['ac'])[0]).not.toBe(alone);
  });

  it('does not give the id of a group to one that has the first members of it today', () => {
    const [id = ''] = idsOf([], ['ab']);

    const ids = idsOf([known(id, 'cde')], ['cde', 'ab']);

    expect(ids[0]).toBe(id);
    expect(ids[1]).not.toBe(id);
    expect(idsOf([known(id, 'xyz')], ['ab'])[0]).not.toBe(id);
  });

  it('has one id for the group of the bases, whatever it and the others hold', () => {
    const now = [group('abc'), group('abcdef', true)];

    const matched = matchGroups([known('base', 'abc'), known('x', 'abcdef')], now);

    expect(matched.map(({ groupId }) => groupId)).toEqual(['x', 'base']);
    expect(matched[0]).toMatchObject(now[0] ?? {});
  });

  it('does not depend on the order of what is known', () => {
    const before = [known('z', 'abc'), known('y', 'def'), known('x', 'ghi')];

    expect(idsOf([...before].reverse(), ['abdg', 'cefh'])).toEqual(idsOf(before, ['abdg', 'cefh']));
  });
});
