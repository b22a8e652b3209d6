import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CODE,
  MRKDWN,
  numbered,
  PLAIN,
  spell,
  spellEnding,
  spellPages,
  spellPieces,
  spellSection,
  spellTitle,
} from '../../../src/domain/channel/spelling.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(fc.constantFrom('<!channel>', '&', '```', '📦', '<@U1>', ' ', '\n', '\ud83d'), { maxLength: 300 })
    .map((all) => all.join('')),
);
const HALF = /\p{Cs}/u;
/** An ampersand that begins none of the three entities. */
const CUT_ENTITY = /&(?!(?:amp|lt|gt);)/;

describe('text from outside', () => {
  test.each([
    ['<@U012ABC> look', '&lt;@U012ABC&gt; look', 'a mention of a person'],
    ['<!channel>', '&lt;!channel&gt;', 'a mention of everybody'],
    [
      '<https://evil.example|our wiki>',
      '&lt;https:\u200b//evil.example|our wiki&gt;',
      'a link that says another place',
    ],
    ['a && b', 'a &amp;&amp; b', 'ampersands'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;', 'what is escaped already'],
    [
      '@channel, @Here and @everyone',
      '@\u200bchannel, @\u200bHere and @\u200beveryone',
      'mentions without markup',
    ],
    ['team/web@sha256:1234', 'team/web@sha256:1234', 'a digest, which stays as it is'],
    ['curl http://evil.example', 'curl http:\u200b//evil.example', 'an address that Slack would link'],
    [
      'see https://docs.docker.com.evil.example/',
      'see https:\u200b//docs.docker.com.evil.example/',
      'an address that looks like one of ours',
    ],
    [
      'see https://docs.docker.com/build/',
      'see https://docs.docker.com/build/',
      'the pages of remedies, which stay links',
    ],
    ['two\r\nlines', 'two lines', 'line breaks'],
  ])('%s is written as %s (%s)', (text, written) => {
    expect(spell(text, 300, MRKDWN)).toBe(written);
  });

  test('in a heading of plain text has no angle brackets', () => {
    expect(spell('<!channel> a & b', 300, PLAIN)).toBe('‹!channel› a & b');
  });

  test('cannot end a code block', () => {
    expect(spell('```` <b>', 300, CODE)).toBe('`\u200b`\u200b`` &lt;b&gt;');
  });

  test('is never longer than it may be, nor cut inside of a character or an entity', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 10, max: 400 }), (text, max) => {
        for (const written of [
          spell(text, max, MRKDWN),
          spellEnding(text, max, MRKDWN),
          spell(text, max, CODE),
        ]) {
          expect(written.length).toBeLessThanOrEqual(max);
          expect(written).not.toMatch(HALF);
          expect(written).not.toMatch(CUT_ENTITY);
          expect(written).not.toMatch(/[<>\n]/);
        }
      }),
    );
  });
});

describe('the end of a name', () => {
  test('is what is kept of it', () => {
    expect(spellEnding('organisation/team/web', 10, MRKDWN)).toBe('…/team/web');
    expect(spellEnding('team/web', 10, MRKDWN)).toBe('team/web');
  });
});

describe('a step that is too long', () => {
  test('goes on in another one, parted between words', () => {
    expect(spellPieces('one two three four', 9, MRKDWN)).toEqual(['one two', '… three', '… four']);
    expect(spellPieces('short', 9, MRKDWN)).toEqual(['short']);
  });

  test('loses nothing but what is longer than a piece', () => {
    expect(spellPieces(`a ${'b'.repeat(20)} c`, 9, MRKDWN)).toEqual(['a', '… bbbbbb…', '… c']);
  });

  test('has no piece that is too long', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const piece of spellPieces(text, 60, MRKDWN)) expect(piece.length).toBeLessThanOrEqual(60);
      }),
    );
  });
});

describe('a title', () => {
  const title = {
    before: '[high] ',
    where: `${'organisation/'.repeat(30)}web:1.4.2`,
    headline: 'grew by 290.2 MB to 540.2 MB',
  };

  test('that is too long loses the beginning of the name', () => {
    const written = spellTitle(title, 'high', 150, MRKDWN);

    expect(written).toHaveLength(150);
    expect(written).toMatch(/^🔴 \[high\] ….*\/web:1\.4\.2 grew by 290\.2 MB to 540\.2 MB$/);
  });

  test('keeps the end of the name where the headline is too long, too', () => {
    const written = spellTitle({ ...title, headline: 'grew '.repeat(90) }, 'critical', 150, PLAIN);

    expect(written.length).toBeLessThanOrEqual(150);
    expect(written).toMatch(/^🚨 \[high\] ….*\/web:1\.4\.2 grew grew.*…$/);
  });

  test.each([
    ['critical', '🚨'],
    ['high', '🔴'],
    ['medium', '🟠'],
    ['low', '🟡'],
    ['good', '✅'],
    ['report', '📋'],
  ] as const)('that is %s begins with %s', (tone, mark) => {
    expect(spellTitle(title, tone, 250, MRKDWN).startsWith(`${mark} [high] `)).toBe(true);
  });
});

describe('a section', () => {
  const lines = Array.from({ length: 100 }, (_, position) => `- layer ${position} ${'x'.repeat(40)}`);

  test('counts the lines that do not fit', () => {
    const text = spellSection({ heading: 'Layers', lines, isCode: true }, 1_500);

    expect(text.length).toBeLessThanOrEqual(1_500);
    expect(text).toMatch(/^\*Layers\*\n```\n- layer 0 x+\n[^`]*\n… and 7\d more lines\n```$/);
  });

  test('keeps indentation and empty lines', () => {
    const section = { heading: null, lines: ['Made by:', '', '  RUN   make'], isCode: true };

    expect(spellSection(section, 1_500)).toBe('```\nMade by:\n\n  RUN make\n```');
  });

  test('never is longer than it may be', () => {
    fc.assert(
      fc.property(fc.array(hostile), fc.option(hostile), fc.boolean(), (all, heading, isCode) => {
        expect(spellSection({ heading, lines: all, isCode }, 1_500).length).toBeLessThanOrEqual(1_500);
      }),
    );
  });

  test('in pages holds every line', () => {
    const pages = spellPages({ heading: 'What to do', lines }, 1_500);

    expect(pages.every((page) => page.length <= 1_500)).toBe(true);
    expect(pages.join('\n').split('\n')).toEqual(['*What to do*', ...lines]);
  });

  test('in pages may do without a heading', () => {
    expect(spellPages({ heading: null, lines: ['one'] }, 1_500)).toEqual(['one']);
  });
});

test('steps are numbered, and what belongs to one is below it', () => {
  expect(numbered([['first', 'more of it'], ['second'], []])).toEqual([
    '1. first',
    '   more of it',
    '2. second',
    '3. ',
  ]);
});
