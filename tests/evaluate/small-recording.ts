import type { RecordedPush } from '../../src/local/recorded-pushes.ts';
import { createMemorySource, type ManifestSource } from '../../src/local/manifest-source.ts';
import { at, buildImage, type Step } from '../support/builders.ts';
import { type Run, run } from './run.ts';

const DAY = 86_400;

/** A push of these steps, so many days after the recording began. */
export interface SmallPush {
  readonly day: number;
  readonly repository: string;
  readonly tags: readonly string[];
  readonly steps: readonly Step[];
}

/** Steps as `RUN <name>`, each with its megabytes: of the same name and size they are the same layer. */
export function steps(megabytes: Readonly<Record<string, number>>): Step[] {
  return Object.entries(megabytes).map(([name, size]) => ({
    seed: `${name} ${size}`,
    sizeBytes: size * 1_000_000,
    instruction: `RUN ${name}`,
  }));
}

/** A recording made by hand: its images, and its tag moves in order of time. */
export function smallRecording(pushes: readonly SmallPush[]): {
  readonly source: ManifestSource;
  readonly records: readonly RecordedPush[];
} {
  const source = createMemorySource();
  const records = pushes.flatMap(({ day, repository, tags, steps: some }) => {
    const { digest, manifest, config } = buildImage(some);
    source.putBlob(repository, config);
    source.putManifest(repository, { text: manifest, mediaType: JSON.parse(manifest).mediaType }, digest);
    return tags.map((tag): RecordedPush => {
      return { action: 'push', repository, tag, digest, at: at(Math.round(day * DAY)) };
    });
  });
  return { source, records };
}

/** Runs it through the service. */
export function runSmall(pushes: readonly SmallPush[], expireUntagged = false): Promise<Run> {
  const { source, records } = smallRecording(pushes);
  return run(inOrder(records), source, { expireUntagged, onProgress: () => {} });
}

/** The kind, state, and days after the beginning of what was told. */
export function toldIn({ service }: Run): string[] {
  const began = Date.parse(at(0));
  return service.told.map(({ alert: { kind, state }, at: time }) => {
    return `${kind} ${state} on day ${Math.floor((Date.parse(time) - began) / (1_000 * DAY))}`;
  });
}

async function* inOrder<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
