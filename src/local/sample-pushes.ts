import type { MemorySource } from './manifest-source.ts';
import type { ImageChange, PushedManifest } from './push-event.ts';
import { putAttestation, putChart, putIndex, putSbom } from './sample-artifacts.ts';
import { type BaseName, baseSteps } from './sample-bases.ts';
import type { Build } from './sample-builds.ts';
import { type Builder, type PutManifest, putImage } from './sample-image.ts';
import type { SampleService } from './sample-service.ts';
import { CACHE_PREFIX } from './sample-settings.ts';

const DAY_SECONDS = 86_400;
const JAVA_BASE = 'platform/java-base';
const CHART = 'charts/storefront';

/** A push at a second counted from the beginning of the sample. */
export interface TimedPush extends Omit<PushedManifest, 'at'> {
  readonly second: number;
}

export interface TimedChange extends TimedPush, Omit<ImageChange, 'at'> {}

/**
 * Puts one build and answers its events as ECR sends them: the children of an index, untagged, before the index
 * with its tags; one event per tag.
 */
export function pushBuild(
  source: MemorySource,
  { repository, attestedFrom = Number.POSITIVE_INFINITY }: SampleService,
  { images, tags }: Build,
  day: number,
): TimedPush[] {
  const second = Math.round(day * DAY_SECONDS);
  const indexed = images.map((image) => ({
    manifest: putImage(source, repository, image),
    architecture: image.architecture,
  }));
  const tagged = (digest: string) =>
    tags.map((tag, position) => ({ repository, digest, tag, second: second + 2 + position }));
  const [first] = indexed;
  if (!first) return [];
  const isAttested = day >= attestedFrom;
  if (indexed.length === 1 && !isAttested) return tagged(first.manifest.digest);
  const attestation = isAttested ? putAttestation(source, repository, first.manifest.digest) : null;
  const children = [...indexed.map(({ manifest }) => manifest), ...(attestation ? [attestation] : [])];
  return [
    ...children.map(({ digest }) => ({ repository, digest, tag: null, second })),
    ...tagged(putIndex(source, repository, indexed, attestation).digest),
  ];
}

/** A base that is in the registry, too. */
interface StoredBase {
  readonly base: BaseName;
  readonly repository: string;
  readonly builder: Builder;
  /** The days of its builds. */
  readonly days: readonly number[];
  /** Each build has one of its own, or all the same. */
  readonly tagOf: (generation: number) => string;
}

/**
 * Puts the bases that are in the registry itself, before anything is built on them: the internal one, with an SBOM the last
 * time, and what is pulled through the cache of a public registry.
 */
export function pushBases(
  source: MemorySource,
  seed: number,
  refreshes: Readonly<Record<BaseName, readonly number[]>>,
  correttoDay: number,
): TimedPush[] {
  const java = { base: 'java', repository: JAVA_BASE, builder: 'classic' } as const;
  const cached = { repository: `${CACHE_PREFIX}/docker/library/python`, builder: 'buildkit' } as const;
  const corretto = `${CACHE_PREFIX}/amazoncorretto/amazoncorretto`;
  const bases: StoredBase[] = [
    { ...java, days: [0, ...refreshes.java], tagOf: (generation) => `21.0.${generation + 3}` },
    { ...cached, base: 'python', days: [0, ...refreshes.python], tagOf: () => '3.12' },
    { ...cached, base: 'python-slim', days: [0, ...refreshes['python-slim']], tagOf: () => '3.12-slim' },
    { base: 'corretto', repository: corretto, builder: 'buildkit', days: [correttoDay], tagOf: () => '21' },
  ];
  return bases.flatMap((base) => pushBase(source, seed, base));
}

function pushBase(
  source: MemorySource,
  seed: number,
  { base, repository, builder, days, tagOf }: StoredBase,
): TimedPush[] {
  const pushes: TimedPush[] = [];
  let last: PutManifest | null = null;
  for (const [generation, day] of days.entries()) {
    const steps = baseSteps(base, { seed, generation, architecture: 'amd64' });
    last = putImage(source, repository, { steps, architecture: 'amd64', builder });
    const second = Math.round(day * DAY_SECONDS);
    pushes.push({ repository, digest: last.digest, tag: tagOf(generation), second });
  }
  if (last === null || repository !== JAVA_BASE) return pushes;
  const { digest } = putSbom(source, repository, last);
  return [...pushes, { repository, digest, tag: null, second: (pushes.at(-1)?.second ?? 0) + 5 }];
}

/** A Helm chart is pushed now and then. */
export function pushCharts(source: MemorySource): TimedPush[] {
  return [4, 37, 75].map((day, position) => {
    const tag = `0.${position + 1}.0`;
    return {
      repository: CHART,
      digest: putChart(source, CHART, tag).digest,
      tag,
      second: day * DAY_SECONDS,
    };
  });
}
