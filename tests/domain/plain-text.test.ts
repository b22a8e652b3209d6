import { describe, expect, test } from 'vitest';
import { asciiEnding, plainLine } from '../../src/domain/plain-text.ts';

describe('plainLine', () => {
  test.each([
    ['RUN npm ci', 'RUN npm ci', 'plain text stays'],
    ['a\r\nSubject: b', 'a Subject: b', 'line breaks'],
    ['a\u0000\u001b[31mb', 'a [31mb', 'control characters'],
    ['a\u202eb\u200bc', 'a b c', 'reading direction and zero width'],
    ['a\u2028b', 'a b', 'line separator'],
    ['a\ud83d', 'a', 'half of a surrogate pair'],
    ['größe 📦', 'größe 📦', 'letters of any script, and pairs that are whole'],
  ])('makes %j %j (%s)', (text, line) => {
    expect(plainLine(text, 100)).toBe(line);
  });

  test('cuts what is longer and says so', () => {
    expect(plainLine('abcdef', 6)).toBe('abcdef');
    expect(plainLine('abcdefg', 6)).toBe('abcde…');
  });

  test('does not cut a character in two', () => {
    expect(plainLine('abcd📦efg', 6)).toBe('abcd…');
  });
});

describe('asciiEnding', () => {
  test.each([
    ['team/web', 8, 'team/web', 'fits'],
    ['organisation/team/web', 11, '...team/web', 'keeps the end'],
    ['grö📦e', 10, 'gr??e', 'one question mark for each character that is not ASCII'],
  ])('makes %j in %d characters %j (%s)', (text, length, line) => {
    expect(asciiEnding(text, length)).toBe(line);
  });
});
