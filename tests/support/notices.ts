import fc from 'fast-check';
import type { Notice, NoticeSection } from '../../src/domain/channel/notice.ts';

/** Texts that a registry, a Dockerfile or an annotation could bring, and worse. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom(
    '<!channel> <@U012ABC> <https://evil.example|our wiki>',
    '\r\nBcc: everyone',
    '\u202egnp.exe',
    '\ud800',
    '```'.repeat(200),
    '&'.repeat(5_000),
    '📦'.repeat(3_000),
    ' '.repeat(300),
    '',
  ),
);

const hostileSections: fc.Arbitrary<NoticeSection[]> = fc.array(
  fc.record({
    heading: fc.option(hostileText),
    lines: fc.array(hostileText, { minLength: 1, maxLength: 80 }),
    isCode: fc.boolean(),
  }),
  { maxLength: 60 },
);

/** Notices of any size whose every text but the names of messages is hostile. */
export const hostileNotice: fc.Arbitrary<Notice> = fc.record({
  id: fc.constant('0123456789abcdef0123-1'),
  thread: fc.constant('layerwatch-0123456789abcdef0123'),
  tone: fc.constantFrom('critical', 'high', 'medium', 'low', 'good', 'report'),
  title: fc.record({
    before: fc.constantFrom('[critical] ', 'Resolved: ', 'Week to 2026-11-23: '),
    where: hostileText,
    headline: hostileText,
  }),
  lead: hostileText,
  sections: hostileSections,
  stepsHeading: hostileText,
  steps: fc.array(fc.array(hostileText, { minLength: 1, maxLength: 3 }), { maxLength: 60 }),
  details: hostileSections,
  footer: fc.array(hostileText, { maxLength: 20 }),
  keywords: fc.array(fc.constantFrom('image-grew', 'a'.repeat(300), '<!here>'), { maxLength: 5 }),
  facts: fc.dictionary(fc.constantFrom('kind', 'severity', 'region'), hostileText),
});
