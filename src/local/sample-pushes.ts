import type { MemorySource } from './manifest-source.ts';
import type { ImageChange, PushedManifest } from './push-event.ts';
import { putAttestation, putChart, putIndex, putSbom } from './sample-artifacts.ts';
import { baseSteps } from './sample-bases.ts';
import type { Build } from './sample-builds.ts';
import { putImage } from './sample-image.ts';
import type { SampleService } from './sample-services.ts';

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
  { repository, attested }: SampleService,
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
  if (indexed.length === 1 && !attested) return tagged(first.manifest.digest);
  const attestation = attested ? putAttestation(source, repository, first.manifest.digest) : null;
  const children = [...indexed.map(({ manifest }) => manifest), ...(attestation ? [attestation] : [])];
  return [
    ...children.map(({ digest }) => ({ repository, digest, tag: null, second })),
    ...tagged(putIndex(source, repository, indexed, attestation).digest),
  ];
}

/** The internal base lives in the registry itself: it is pushed before anything is built on it, with an SBOM the last time. */
export function pushJavaBase(
  source: MemorySource,
  seed: number,
  refreshDays: readonly number[],
): TimedPush[] {
  const builds = [0, ...refreshDays].map((day, generation) => ({
    second: Math.round(day * DAY_SECONDS),
    tag: `21.0.${generation + 3}`,
    image: putImage(source, JAVA_BASE, {
      steps: baseSteps('java', { seed, generation, architecture: 'amd64' }),
      architecture: 'amd64',
      builder: 'classic',
    }),
  }));
  const pushes = builds.map(({ second, tag, image }) => ({
    repository: JAVA_BASE,
    digest: image.digest,
    tag,
    second,
  }));
  const last = builds.at(-1);
  if (!last) return pushes;
  const { digest } = putSbom(source, JAVA_BASE, last.image);
  return [...pushes, { repository: JAVA_BASE, digest, tag: null, second: last.second + 5 }];
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
