import type { AlertDocument } from '../alert-document.ts';
import { wordingOf } from '../alert-wording.ts';
import { plural } from '../wording/wording.ts';
import { formatTime, type Notice } from './notice.ts';

const DAY_MS = 86_400_000;

/** What is told of an alert: its document, whole or as it came over the wire. */
export type ToldAlert = Pick<
  AlertDocument,
  | 'id'
  | 'kind'
  | 'severity'
  | 'state'
  | 'revision'
  | 'finding'
  | 'owners'
  | 'openedAt'
  | 'updatedAt'
  | 'resolution'
>;

/** The notice of an alert, from its wording alone: a new kind needs nothing here. */
export function alertNotice(alert: ToldAlert): Notice {
  const { id, kind, severity, state, revision, owners, updatedAt, finding } = alert;
  const { where, headline, happened, why } = wordingOf(finding, state === 'grew');
  const { accountId, region, remedy } = finding;
  const matter = {
    id: `${id}-${revision}`,
    thread: `layerwatch-${id}`,
    details: [],
    footer: [
      `Severity ${severity}, ${state === 'resolved' ? 'resolved' : 'as of'} ${formatTime(updatedAt)}`,
      ...(owners.length > 0 ? [`Looked after by ${owners.join(', ')}`] : []),
      `Alert ${id}, revision ${revision}, ${state}`,
    ],
    keywords: [kind, severity, state],
    facts: { alert: id, kind, severity, state, accountId, region },
  };
  if (state === 'resolved')
    return {
      ...matter,
      tone: 'good',
      title: { before: 'Resolved: ', where, headline },
      lead: `This is no longer so: ${happened}`,
      sections: [{ heading: null, lines: resolvedLines(alert), isCode: false }],
      stepsHeading: '',
      steps: [],
    };
  const strategy = 'strategy' in finding && finding.strategy ? ` (strategy ${finding.strategy})` : '';
  return {
    ...matter,
    tone: severity,
    title: { before: `[${severity}] `, where, headline },
    lead: happened,
    sections: why.length > 0 ? [{ heading: null, lines: why, isCode: true }] : [],
    stepsHeading: `What to do${strategy}`,
    steps: remedy.map((step) => [step]),
  };
}

function resolvedLines({ resolution, openedAt, updatedAt }: ToldAlert): string[] {
  const days = Math.floor((Date.parse(updatedAt) - Date.parse(openedAt)) / DAY_MS);
  const openFor = days > 0 ? plural(days, 'day', 'days') : 'less than a day';
  return [...(resolution ? [resolution] : []), `It was open for ${openFor}. There is nothing left to do.`];
}
