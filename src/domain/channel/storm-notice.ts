import { plural } from '../wording/wording.ts';
import { SEVERITIES, type StormSummary } from '../storm-summary.ts';
import { formatTime, type Notice } from './notice.ts';
import { stormDocument } from './storm-document.ts';

/** The notice of a storm: what came, how much of it, and where to read all of it. */
export function stormNotice(storm: StormSummary): Notice {
  const { from, to, count, byKind, bySeverity, worst } = stormDocument(storm);
  const severity = SEVERITIES.find((each) => bySeverity.some((entry) => entry.severity === each)) ?? 'low';
  const minutes = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  const alerts = plural(count, 'alert', 'alerts');
  const within = `in ${plural(minutes, 'minute', 'minutes')}`;
  const kinds = byKind.map((entry) => `${entry.count} ${entry.kind}`);
  // Of the times only the digits: the id may hold nothing else.
  const id = `storm-${from.replace(/\D/g, '').slice(0, 14)}`;
  return {
    id,
    thread: `layerwatch-${id}`,
    tone: severity,
    title: {
      before: `[${severity}] `,
      where: alerts,
      headline: within + mostly(storm),
    },
    lead: `${alerts} ${within}: ${kinds.join(', ')}.`,
    sections: [
      {
        heading: null,
        lines: [`${bySeverity.map((entry) => `${entry.count} ${entry.severity}`).join(', ')}.`],
        isCode: false,
      },
    ],
    stepsHeading: '',
    steps: [],
    details: [
      {
        heading: count > worst.length ? 'The worst of them' : 'They are',
        lines: worst.flatMap(({ alertId, severity: each, where, headline }) => [
          `- [${each}] ${where} ${headline}`,
          `  Alert ${alertId}`,
        ]),
        isCode: false,
      },
    ],
    footer: [
      'They are not sent one by one. All of them are kept, last updated first: GET /v1/alerts',
      ...byKind.slice(0, 1).map(({ kind }) => `Those of one kind: GET /v1/alerts?kind=${kind}`),
      `From ${formatTime(from)} to ${formatTime(to)}`,
    ],
    keywords: ['alert-storm', severity],
    facts: { kind: 'alert-storm', severity, alerts: `${count}`, from, to },
  };
}

/** The kind that most of them are of. */
function mostly({ count, byKind }: StormSummary): string {
  const [most] = byKind;
  if (!most) return '';
  return `, ${most.count === count ? 'all' : most.count} of them ${most.kind}`;
}
