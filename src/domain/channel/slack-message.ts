import type { Notice, NoticeSection } from './notice.ts';
import { MRKDWN, numbered, PLAIN, spell, spellPages, spellSection, spellTitle } from './spelling.ts';

/** What a Slack incoming webhook takes. https://docs.slack.dev/reference/block-kit/blocks */
export interface SlackMessage {
  /** For notifications and screen readers. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

type SlackBlock =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: SlackText }
  | { readonly type: 'context'; readonly elements: readonly SlackText[] };

/** `verbatim`: nothing that is not marked up is made a link or a mention. */
interface SlackText {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim: true;
}

// Slack refuses a message that breaks any one of these, as a whole.
const HEADER_MAX_LENGTH = 150;
const SECTION_MAX_LENGTH = 3_000;
const CONTEXT_ELEMENTS_MAX = 10;
const BLOCKS_MAX = 50;
// Ours: what a lock screen shows, and more.
const FALLBACK_MAX_LENGTH = 300;
const FOOTER_MAX_LENGTH = 500;

export function renderSlack({
  tone,
  title,
  lead,
  sections,
  stepsHeading,
  steps,
  details,
  footer,
}: Notice): SlackMessage {
  const toDo = { heading: stepsHeading, lines: numbered(steps) };
  const texts = [
    ...sections.map(sectionText),
    // What is to be done is said in full.
    ...(steps.length > 0 ? spellPages(toDo, SECTION_MAX_LENGTH) : []),
    ...details.map(sectionText),
  ];
  const elements = footer
    .slice(0, CONTEXT_ELEMENTS_MAX)
    .map((line) => markedUp(spell(line, FOOTER_MAX_LENGTH, MRKDWN)));
  return {
    text: spellTitle(title, tone, FALLBACK_MAX_LENGTH, MRKDWN),
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: spellTitle(title, tone, HEADER_MAX_LENGTH, PLAIN) },
      },
      { type: 'section', text: markedUp(spell(lead, SECTION_MAX_LENGTH, MRKDWN)) },
      // Without the header, the lead and the footer.
      ...texts.slice(0, BLOCKS_MAX - 3).map((text) => ({ type: 'section', text: markedUp(text) }) as const),
      ...(elements.length > 0 ? [{ type: 'context', elements } as const] : []),
    ],
  };
}

function sectionText(section: NoticeSection): string {
  return spellSection(section, SECTION_MAX_LENGTH);
}

/** A text of nothing would be refused. */
function markedUp(text: string): SlackText {
  return { type: 'mrkdwn', text: text || '…', verbatim: true };
}
