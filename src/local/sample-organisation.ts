import type { EcrSettings } from './ecr-settings.ts';
import { createMemorySource, type ManifestSource } from './manifest-source.ts';
import type { ImageChange, PushedManifest } from './push-event.ts';
import { createRandom, type Random } from './random.ts';
import { type BaseName, REFRESH_DAYS } from './sample-bases.ts';
import { type BuildTime, createBuilder } from './sample-builds.ts';
import { expireBuilds } from './sample-lifecycle.ts';
import { pushBases, pushBuild, pushCharts, type TimedChange, type TimedPush } from './sample-pushes.ts';
import type { SampleService } from './sample-service.ts';
import { SERVICES } from './sample-services.ts';
import { sampleSettings } from './sample-settings.ts';

/** The sample's history is this long and ends now. */
const DAYS = 90;
/** Services are built on a refreshed base within this many days. */
const REBUILD_DAYS = 2;

/** A regression that was planted, to be found again. */
interface PlantedRegression {
  readonly repository: string;
  readonly tag: string;
  readonly instruction: string;
}

/** An organisation that does not exist, with what it pushed in the last 90 days, and what it deleted. */
export interface SampleOrganisation {
  /** Everything it ever pushed. */
  readonly source: ManifestSource;
  /** Its repositories, which were created before anything was pushed to them. */
  readonly repositories: readonly string[];
  readonly settings: EcrSettings;
  /** Pushes and deletions in order of time. */
  readonly changes: readonly ImageChange[];
  /** The pushes among them. */
  readonly pushes: readonly PushedManifest[];
  readonly regressions: readonly PlantedRegression[];
}

/** The same seed makes the same images and tags; only the times move with `now`. */
export function createSampleOrganisation(seed: number, now: Date): SampleOrganisation {
  const random = createRandom(seed);
  const source = createMemorySource();
  const refreshes = refreshDays(random);
  const regressions: PlantedRegression[] = [];
  const correttoDay = SERVICES.find(({ moves }) => moves?.base === 'corretto')?.moves?.day ?? DAYS;
  const pushes = [...pushBases(source, seed, refreshes, correttoDay), ...pushCharts(source)];
  const deletions: TimedChange[] = [];
  for (const service of SERVICES) {
    const build = createBuilder(service, seed, random);
    const builds: TimedPush[][] = [];
    for (const time of buildTimes(service, refreshes, random)) {
      const built = build(time);
      if (built.planted !== null)
        regressions.push({
          repository: service.repository,
          tag: built.tags[0] ?? '',
          instruction: built.planted,
        });
      builds.push(pushBuild(source, service, built, time.day));
    }
    pushes.push(...builds.flat());
    if (service.keep !== undefined) deletions.push(...expireBuilds(builds, service.keep));
  }
  const beginning = Math.floor(now.getTime() / 1000) - DAYS * 86_400;
  const changes = [...pushes.map((push): TimedChange => ({ ...push, action: 'PUSH' })), ...deletions]
    .sort((a, b) => a.second - b.second)
    .map(({ second, ...change }): ImageChange => ({ ...change, at: formatTime(beginning + second) }));
  return {
    source,
    repositories: [...new Set(pushes.map(({ repository }) => repository))].sort(),
    settings: sampleSettings(now),
    regressions,
    changes,
    pushes: changes.filter(({ action }) => action === 'PUSH'),
  };
}

/** Bases with the same days are refreshed together: they share layers. */
function refreshDays(random: Random): Record<BaseName, readonly number[]> {
  const later = 2 * random.fraction();
  const moved = (base: BaseName) => REFRESH_DAYS[base].map((day) => day + later);
  return {
    'lambda-python': moved('lambda-python'),
    'lambda-node': moved('lambda-node'),
    debian: moved('debian'),
    python: moved('python'),
    'python-slim': moved('python-slim'),
    java: moved('java'),
    alpine: moved('alpine'),
    corretto: moved('corretto'),
  };
}

/** At the service's own pace, and soon after each refresh of its base. */
function buildTimes(
  { base, pace, stale, moves }: SampleService,
  refreshes: Readonly<Record<BaseName, readonly number[]>>,
  random: Random,
): BuildTime[] {
  const days: number[] = [];
  for (let day = 0.2 + 3 * random.fraction(); day < DAYS - 1; day += pace * (0.5 + random.fraction()))
    days.push(day);
  if (!stale) for (const day of refreshes[base]) days.push(day + 0.2 + REBUILD_DAYS * random.fraction());
  return days
    .sort((a, b) => a - b)
    .map((day) => {
      const now = moves && day >= moves.day ? moves.base : base;
      const generation = stale ? 0 : refreshes[now].filter((refresh) => refresh < day).length;
      return { day, base: now, generation };
    });
}

/** RFC 3339 to the second, as ECR's events have it. */
function formatTime(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000Z', 'Z');
}
