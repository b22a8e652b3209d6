import type { Alert } from './alert.ts';
import type { SeriesEntry } from './examine-ports.ts';
import { type ExamineSeriesDependencies, examineSeries } from './examine-series.ts';
import type { Finding, FindingKind } from './findings/finding.ts';
import { findSettingIgnored } from './findings/setting-ignored.ts';
import { raiseAlert, resolveAlert } from './raise-alert.ts';
import type { RepositoryId } from './registry.ts';
import { type RepositoryRules, thresholdsFor } from './repository-settings.ts';

/**
 * Looks through a repository for what no push shows: what changed slowly, what is out of date, what is over; raises and ends
 * alerts accordingly. Known news write nothing. Answers what was found.
 */
export async function examineRepository(
  deps: ExamineSeriesDependencies,
  repository: RepositoryId,
  rules: RepositoryRules,
): Promise<readonly Finding[]> {
  const own = { ...deps, thresholds: thresholdsFor(deps.thresholds, rules) };
  const at = deps.now().toISOString();
  const all = new Map<string, SeriesEntry[]>();
  for await (const entry of deps.archive.series(repository)) {
    const name = nameOf(entry);
    all.set(name, [...(all.get(name) ?? []), entry]);
  }
  const moved = await endOfGone(deps, repository, all, at);
  const findings: Finding[] = [];
  for (const entries of all.values())
    findings.push(...(await examineSeries(own, repository, entries, { rules, moved })));
  const ignored = findSettingIgnored(repository, rules);
  if (ignored) findings.push(ignored);
  if (ignored) await raiseAlert(deps, ignored, at);
  else
    await endKind(
      deps,
      repository,
      'setting-ignored',
      `All settings of ${repository.repository} can be used.`,
    );
  if (rules.lambda === false)
    await endKind(
      deps,
      repository,
      'not-for-lambda',
      `${repository.repository} is not for Lambda: its people say so.`,
    );
  return findings;
}

/**
 * Ends the alerts about series that are gone. Where the image of one is in another series by now, which is because their
 * people have changed a setting, nobody is told; answers these.
 */
async function endOfGone(
  deps: ExamineSeriesDependencies,
  repository: RepositoryId,
  all: ReadonlyMap<string, readonly SeriesEntry[]>,
  at: string,
): Promise<readonly Alert[]> {
  const moved: Alert[] = [];
  const live = new Set([...all.values()].flat().map(({ digest }) => digest));
  for await (const alert of deps.alerts.open(repository)) {
    const { id, subject, seenIn } = alert;
    if (subject.type !== 'series' || isPresent(subject, all)) continue;
    const hasMoved = seenIn !== null && live.has(seenIn);
    const end = hasMoved
      ? 'Its images are in another series now.'
      : `No image of ${subject.repository} (${subject.series}) is left.`;
    await resolveAlert(hasMoved ? { ...deps, isQuiet: true } : deps, id, end, at);
    if (hasMoved) moved.push(alert);
  }
  return moved;
}

async function endKind(
  deps: ExamineSeriesDependencies,
  repository: RepositoryId,
  kind: FindingKind,
  end: string,
): Promise<void> {
  for await (const alert of deps.alerts.open(repository))
    if (alert.kind === kind) await resolveAlert(deps, alert.id, end, deps.now().toISOString());
}

/** What is about an index has no platform: it is there as long as any image of the series is. */
function isPresent(
  subject: Pick<SeriesEntry, 'series' | 'platform'>,
  all: ReadonlyMap<string, unknown>,
): boolean {
  if (all.has(nameOf(subject))) return true;
  return subject.platform === null && [...all.keys()].some((name) => name.startsWith(`${subject.series}|`));
}

function nameOf({ series, platform }: Pick<SeriesEntry, 'series' | 'platform'>): string {
  return `${series}|${platform ?? ''}`;
}
