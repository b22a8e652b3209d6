import type { Alert } from './alert.ts';
import { type AlertDocument, alertDocument } from './alert-document.ts';
import { wordingOf } from './alert-wording.ts';
import { asciiEnding } from './plain-text.ts';

// SNS: less than 100 characters, no line break, no control character; ASCII is the safe choice for mail.
const SUBJECT_MAX_LENGTH = 99;

/** An alert as it is sent. */
export interface AlertMessage {
  /** At most 99 characters of printable ASCII, one line. */
  readonly subject: string;
  /** For people, on a phone as well: short lines, the first of them says what happened, where and how much. */
  readonly text: string;
  /** For programs. */
  readonly json: AlertDocument;
}

export function renderAlert(alert: Alert): AlertMessage {
  const json = alertDocument(alert);
  const { finding, severity, state, id, revision } = json;
  const { where, headline, happened, why } = wordingOf(finding, state === 'grew');
  const strategy = 'strategy' in finding ? finding.strategy : null;
  const [before, after] = [`Layerwatch [${severity}] `, ` ${headline}`];
  const text = [
    happened,
    '',
    ...why,
    '',
    strategy ? `What to do (strategy ${strategy}):` : 'What to do:',
    ...finding.remedy.map((step, position) => `${position + 1}. ${step}`),
    '',
    `Severity ${severity}, as of ${json.updatedAt}`,
    `Alert ${id}, revision ${revision}, ${state}`,
  ];
  return {
    subject: before + asciiEnding(where, SUBJECT_MAX_LENGTH - before.length - after.length) + after,
    text: text.join('\n'),
    json,
  };
}
