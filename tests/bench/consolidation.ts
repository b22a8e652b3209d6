import { groupsOf, type RegistryGroups } from '../../src/domain/consolidation/groups-of.ts';
import { FULL_EFFORT, partition } from '../../src/domain/consolidation/partition.ts';
import type { CommonLayer, HoldingRepository } from '../../src/domain/consolidation/repository-group.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { createRandom, type Random } from '../../src/local/random.ts';
import { fakeDigest } from '../support/builders.ts';
import {
  allPartitions,
  randomBytes,
  randomPart,
  partitionValue,
} from '../domain/consolidation/all-partitions.ts';
import { type Measurement, round } from './measurement.ts';

const REPOSITORIES = 100_000;
const LAYERS = 300_000;
const SAMPLES = 400;

/**
 * How long the groups of a large registry take, beside reading its list of holders once, and how many pairs of
 * repositories are not looked at; and what joining pairs alone saves of what the best partition does.
 */
export async function measureConsolidation(): Promise<Measurement> {
  return {
    title: `Groups of repositories (${REPOSITORIES} repositories, ${LAYERS} shared layers), and of random parts of 8 beside all 4,140 partitions`,
    rows: [
      measureRegistry('one that has teams and bases', teamsAndBases),
      measureRegistry('no large layers, at random', smallLayersAtRandom),
      measureRegistry('wide layers, at random', wideLayersAtRandom),
      ...measureQuality(),
    ],
  };
}

function measureRegistry(name: string, make: (random: Random) => CommonLayer[]) {
  const layers = make(createRandom(1));
  const repositories = Array.from({ length: REPOSITORIES }, (_, number) => holding(number));
  const reading = time(() => readHolders(layers));
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  let groups: RegistryGroups | null = null;
  const grouping = time(() => {
    groups = groupsOf(repositories, layers, DEFAULT_THRESHOLDS);
  });
  const found = groups as RegistryGroups | null;
  const sizes = layers.map(({ repositories: holders }) => holders.length);
  return {
    name,
    seconds: round(grouping / 1_000),
    'times reading once': round(grouping / reading, 1),
    'heap MB': round((process.memoryUsage().heapUsed - before) / 1e6, 0),
    holdings: sizes.reduce((sum, size) => sum + size, 0),
    'million pairs': round(sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0) / 1e6, 0),
    groups: found?.groups.length ?? 0,
    largest: Math.max(
      0,
      ...(found?.groups.filter(({ isBase }) => !isBase) ?? []).map(({ repositories }) => repositories.length),
    ),
    'covered %': round((100 * (found?.coveredBytes ?? 0)) / (found?.duplicateBytes || 1), 1),
    complete: String(found?.isComplete),
  };
}

/** Share of the best saving less prices, of random layers of eight repositories at a random price. */
function measureQuality(): Measurement['rows'] {
  const random = createRandom(2);
  const partitions = allPartitions(8);
  const parts = Array.from({ length: SAMPLES }, () => randomPart(random, 8));
  const best = parts.map(({ edges, price }) =>
    partitions.reduce((most, groups) => Math.max(most, partitionValue(groups, edges, price)), 0),
  );
  return [
    { name: 'best partition', exactGroups: FULL_EFFORT.exactGroups },
    { name: 'joined pairs alone', exactGroups: 0 },
  ].map(({ name, exactGroups }) => {
    const shares = parts.flatMap(({ edges, price }, number) => {
      const most = best[number] ?? 0;
      const { groups } = partition(8, edges, price, { ...FULL_EFFORT, exactGroups });
      return most > 0 ? [partitionValue(groups, edges, price) / most] : [];
    });
    shares.sort((a, b) => a - b);
    const at = (part: number) => round(shares[Math.floor(part * (shares.length - 1))] ?? Number.NaN, 4);
    return { name, 'of the best: min': at(0), p1: at(0.01), p5: at(0.05), median: at(0.5) };
  });
}

/** Teams of twenty; ten layers of bases for most, two hundred builds of runtimes, few of which are popular. */
function teamsAndBases(random: Random): CommonLayer[] {
  const base = Array.from({ length: 10 }, () => {
    const holders = [...Array(REPOSITORIES).keys()].filter(() => random.fraction() < 0.6);
    return { sizeBytes: randomBytes(random), holders };
  });
  const builds = Array.from({ length: 200 }, (): number[] => []);
  for (let repository = 0; repository < REPOSITORIES; repository++)
    for (let count = random.between(1, 3); count > 0; count--)
      builds[Math.floor(builds.length * random.fraction() ** 3)]?.push(repository);
  const runtimes = builds.flatMap((holders) =>
    Array.from({ length: 3 }, () => ({ sizeBytes: randomBytes(random), holders })),
  );
  const shared = [...base, ...runtimes];
  const own = Array.from({ length: LAYERS - shared.length }, () => {
    const team = 20 * random.between(0, REPOSITORIES / 20 - 1);
    const holders = Array.from({ length: random.between(2, 8) }, () => team + random.between(0, 19));
    return { sizeBytes: randomBytes(random), holders };
  });
  return [...shared, ...own].map(common);
}

/** Hostile: repositories have much in common with all others together, and next to nothing with any of them. */
function smallLayersAtRandom(random: Random): CommonLayer[] {
  return Array.from({ length: LAYERS }, () => ({
    sizeBytes: random.between(1_000_000, 20_000_000),
    holders: Array.from({ length: random.between(2, 20) }, () => random.between(0, REPOSITORIES - 1)),
  })).map(common);
}

/** More hostile: a thousand of the layers are in three thousand repositories each. */
function wideLayersAtRandom(random: Random): CommonLayer[] {
  return Array.from({ length: LAYERS }, (_, number) => ({
    sizeBytes: 10_000_000,
    holders: Array.from({ length: number < 1_000 ? 3_000 : 2 }, () => random.between(0, REPOSITORIES - 1)),
  })).map(common);
}

function common(
  { sizeBytes, holders }: { readonly sizeBytes: number; readonly holders: readonly number[] },
  number: number,
): CommonLayer {
  const repositories = [...new Set(holders)].map(nameOf);
  return { digest: fakeDigest(`layer ${number}`), sizeBytes, instruction: null, repositories };
}

function holding(number: number): HoldingRepository {
  return { repository: nameOf(number), encryption: null, isPullThrough: false, owners: [] };
}

function nameOf(number: number): string {
  return NAMES[number] ?? '';
}

/** One text each, as if they had been read from a store and looked up. */
const NAMES = Array.from(
  { length: REPOSITORIES },
  (_, number) => `team-${Math.floor(number / 20)}/service-${number}`,
);

/** What any way of grouping has to do at least: look up every holder of every layer. */
function readHolders(layers: readonly CommonLayer[]): number {
  const places = new Map(NAMES.map((name, place) => [name, place]));
  let sum = 0;
  for (const { repositories } of layers) for (const name of repositories) sum += places.get(name) ?? 0;
  return sum;
}

/** Milliseconds. */
function time(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
