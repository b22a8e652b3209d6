import { plainLine } from '../plain-text.ts';
import type { Notice } from './notice.ts';
import { MRKDWN, SECTION_MIN_LENGTH, spell, spellPieces, spellSection, spellTitle } from './spelling.ts';

/**
 * A custom notification for Amazon Q Developer in chat applications, which shows it in Slack or Teams. Anything else that is
 * published to its topic is dropped without a word.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
interface ChatMessage {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly additionalContext: Readonly<Record<string, string>>;
    readonly enableCustomActions: false;
  };
}

// The first four are AWS's limits; the others are ours, so that a message stays one.
const TITLE_MAX_LENGTH = 250;
const DESCRIPTION_MAX_LENGTH = 8_000;
const STEP_MAX_LENGTH = 350;
const KEYWORD_MAX_LENGTH = 75;
const LEAD_MAX_LENGTH = 2_000;
const FACT_MAX_LENGTH = 300;
const STEPS_MAX = 20;

export function renderChat(notice: Notice): ChatMessage {
  const { id, thread, tone, title, steps, keywords, facts } = notice;
  const shownTitle = spellTitle(title, tone, TITLE_MAX_LENGTH, MRKDWN);
  const nextSteps = steps
    .flatMap((lines) => spellPieces(lines.join(' · '), STEP_MAX_LENGTH, MRKDWN))
    .slice(0, STEPS_MAX);
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: shownTitle,
      description: describe(notice),
      ...(nextSteps.length > 0 && { nextSteps }),
      keywords: keywords.map((keyword) => spell(keyword, KEYWORD_MAX_LENGTH, MRKDWN)),
    },
    metadata: {
      threadId: thread,
      summary: shownTitle,
      eventType: 'Layerwatch',
      additionalContext: Object.fromEntries(
        Object.entries(facts).map(([name, value]) => [name, plainLine(value, FACT_MAX_LENGTH)]),
      ),
      enableCustomActions: false,
    },
  };
}

/** The lead and the footer always, and as much of the rest as there is room for. */
function describe({ lead, sections, details, footer }: Notice): string {
  const first = spell(lead, LEAD_MAX_LENGTH, MRKDWN);
  const last = spellSection({ heading: null, lines: footer, isCode: false }, SECTION_MIN_LENGTH);
  let room = DESCRIPTION_MAX_LENGTH - first.length - last.length - 2;
  const texts: string[] = [];
  for (const section of [...sections, ...details]) {
    room -= 2;
    if (room < SECTION_MIN_LENGTH) break;
    const text = spellSection(section, room);
    room -= text.length;
    texts.push(text);
  }
  return [first, ...texts, last].join('\n\n');
}
