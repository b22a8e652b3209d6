import { expect, it, test } from 'vitest';
import { nearestOf } from '../../src/domain/nearest.ts';

const KNOWN = ['series', 'owner', 'mute', 'growth-percent', 'growth-bytes'];

test.each([
  { word: 'growth-percent', near: 'growth-percent', reason: 'itself' },
  { word: 'growht-percent', near: 'growth-percent', reason: 'two letters changed places' },
  { word: 'growth-precent', near: 'growth-percent', reason: 'two letters changed places' },
  { word: 'growth-byte', near: 'growth-bytes', reason: 'a letter is missing' },
  { word: 'Growth_Bytes', near: 'growth-bytes', reason: 'another way to write it' },
  { word: 'growthPercent', near: 'growth-percent', reason: 'another way to write it' },
  { word: 'owners', near: 'owner', reason: 'a letter too many' },
  { word: 'muted', near: 'mute', reason: 'a letter too many' },
  { word: 'mate', near: 'mute', reason: 'one letter is wrong' },
  { word: 'mare', near: null, reason: 'half of it is wrong' },
  { word: 'growth', near: null, reason: 'it could be two' },
  { word: 'threshold', near: null, reason: 'something else' },
  { word: '', near: null, reason: 'nothing' },
  { word: 'größe-bytes', near: null, reason: 'letters of other alphabets' },
])('$word is taken for $near ($reason)', ({ word, near }) => {
  expect(nearestOf(word, KNOWN)).toBe(near);
});

it('a very long word is near to nothing, also to itself', () => {
  const word = 'x'.repeat(61);

  expect(nearestOf(word, [word])).toBeNull();
});
