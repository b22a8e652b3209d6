import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { atMostOf, formatChange, formatCost, listLines, plural } from '../wording/wording.ts';
import type { BestThing, DigestRegistry, KindCount, WeeklyDigest } from '../weekly-digest.ts';
import { SEVERITIES } from '../storm-summary.ts';
import { type DigestDocument, digestDocument } from './digest-document.ts';
import { formatDay, type Notice, type NoticeSection } from './notice.ts';

const REGISTRIES_SHOWN = 10;

/** The notice of a week: the sum of it, the best things to do, then what happened. */
export function digestNotice(digest: WeeklyDigest): Notice {
  const document = digestDocument(digest);
  const { from, to, best, registryCount, registries } = document;
  const id = `digest-${formatDay(to).replace(/[^\d-]/g, '')}`;
  const where =
    registries[0] && registryCount === 1
      ? formatRegistry(registries[0])
      : plural(registryCount, 'registry', 'registries');
  const { registries: all } = digest;
  return {
    id,
    thread: `layerwatch-${id}`,
    tone: 'report',
    title: { before: `Week to ${formatDay(to)}: `, where, headline: held(all, false) },
    lead: `${where} ${held(all, true)}.`,
    sections: [{ heading: null, lines: countLines(document), isCode: false }],
    stepsHeading: 'Best things to do, most bytes saved for each step',
    steps: best.map(bestLines),
    details: [
      section('Opened this week', document.opened.map(kindLine)),
      section('Resolved this week', resolvedLines(document)),
      section('Open now', openLines(document)),
      section(registryCount === 1 ? 'The registry' : 'The registries', registriesLines(document)),
    ].filter(({ lines }) => lines.length > 0),
    footer: [`From ${formatDay(from)} to ${formatDay(to)}`, 'All alerts, last updated first: GET /v1/alerts'],
    keywords: ['weekly-digest'],
    facts: { kind: 'weekly-digest', from, to },
  };
}

function section(heading: string, lines: readonly string[]): NoticeSection {
  return { heading, lines, isCode: false };
}

/** What all registries hold together, in full with what has changed where that is known of all of them. */
function held(registries: readonly DigestRegistry[], isFull: boolean): string {
  const total = (name: 'storedBytes' | 'duplicateBytes') => sum(registries.map((registry) => registry[name]));
  const changes = registries.flatMap(({ change }) => (isFull && change ? [change] : []));
  const changed = (name: 'storedBytes' | 'duplicateBytes') =>
    against(
      changes.length > 0 && changes.length === registries.length
        ? sum(changes.map((change) => change[name]))
        : undefined,
    );
  const atMost = registries.some(({ bound }) => bound === 'upper') ? 'at most ' : '';
  const duplicate = `${atMost}${formatBytes(total('duplicateBytes'))} ${isFull ? 'of it duplicates' : 'duplicate'}`;
  return [
    `${registries.length === 1 ? 'stores' : 'store'} ${formatBytes(total('storedBytes'))}${changed('storedBytes')}`,
    total('duplicateBytes') === 0 ? 'no duplicates' : `${duplicate}${changed('duplicateBytes')}`,
    ...(registries.some(({ complete }) => !complete) ? ['as far as scanned'] : []),
  ].join(', ');
}

function countLines({ opened, resolved, openAlerts, muted }: DigestDocument): string[] {
  const open = sum(openAlerts.map(({ count }) => count));
  const counts = [
    `${plural(sum(opened.map(({ count }) => count)), 'alert', 'alerts')} opened`,
    `${resolved.count} resolved`,
    `${open} open`,
    ...(muted > 0 ? [`${muted} muted`] : []),
  ];
  return [`${counts.join(', ')}.`];
}

function bestLines({ where, headline, savedBytes, steps, firstStep, alertId }: BestThing): string[] {
  const saves = `Saves at most ${formatBytes(savedBytes)} in ${plural(steps, 'step', 'steps')}.`;
  return [`${where} ${headline}`, `${saves} ${steps > 1 ? 'First: ' : ''}${firstStep}`, `Alert ${alertId}`];
}

function kindLine({ kind, count }: KindCount): string {
  return `- ${count} ${kind}`;
}

function resolvedLines({ resolved: { count, alerts } }: DigestDocument): string[] {
  const named = alerts.map(
    ({ where, headline, resolvedAt }) => `${where} ${headline} (${formatDay(resolvedAt)})`,
  );
  return listLines(named, count);
}

/** One line for each kind, most severe first within it. */
function openLines({ openAlerts }: DigestDocument): string[] {
  const kinds = new Set(openAlerts.map(({ kind }) => kind));
  return [...kinds]
    .map((kind) => {
      const entries = openAlerts.filter((entry) => entry.kind === kind);
      const severities = SEVERITIES.flatMap((severity) => {
        const count = sum(entries.filter((entry) => entry.severity === severity).map((entry) => entry.count));
        return count > 0 ? [`${count} ${severity}`] : [];
      });
      return { count: sum(entries.map(({ count }) => count)), kind, severities };
    })
    .sort((a, b) => b.count - a.count)
    .map(({ count, kind, severities }) => `- ${count} ${kind} (${severities.join(', ')})`);
}

function registriesLines({ registries, registryCount }: DigestDocument): string[] {
  const shown = registries.slice(0, REGISTRIES_SHOWN);
  const others = registryCount - shown.length;
  return [...shown.flatMap(registryLines), ...(others > 0 ? [`- and ${others} more`] : [])];
}

function registryLines(registry: DigestRegistry): string[] {
  const { storedBytes, uniqueBytes, duplicateBytes, bound, duplicateCostUsd, change } = registry;
  const duplicates = `${atMostOf({ bound })}${formatBytes(duplicateBytes)} of duplicates`;
  const cost = duplicateBytes === 0 ? '' : `, ${formatCost(duplicateCostUsd, '')} a month`;
  const held = `${plural(registry.repositories, 'repository', 'repositories')}, ${plural(registry.images, 'image', 'images')}`;
  return [
    `- ${formatRegistry(registry)}: ${held}`,
    `  ${formatBytes(storedBytes)} stored${against(change?.storedBytes)}, ${formatBytes(uniqueBytes)} if each layer were stored once`,
    `  ${duplicates}${against(change?.duplicateBytes)}${cost}`,
    ...(registry.complete ? [] : ['  not fully scanned yet: these numbers still grow']),
  ];
}

function against(change: number | undefined): string {
  return change === undefined ? '' : ` (${formatChange(change)})`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
