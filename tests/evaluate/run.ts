import type { Digest } from '../../src/domain/digest.ts';
import { examineRegistry } from '../../src/domain/examine-registry.ts';
import { examineRepository } from '../../src/domain/examine-repository.ts';
import type { Finding } from '../../src/domain/findings/finding.ts';
import { BATCH_SIZE } from '../../src/local/event-queue.ts';
import type { ManifestSource } from '../../src/local/manifest-source.ts';
import { type ImageChange, LOCAL_REGISTRY } from '../../src/local/push-event.ts';
import { changesOf } from '../../src/local/recorded-changes.ts';
import type { RecordedPush } from '../../src/local/recorded-pushes.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { handleEvents } from './events.ts';
import { createService, type Service } from './service.ts';

/** What was found when an image was pushed, whether or not anybody was told. */
export interface Sighting {
  readonly repository: string;
  readonly digest: Digest;
  /** RFC 3339: when the event was handled. */
  readonly at: string;
  readonly finding: Finding;
}

/** What came of a recording. */
export interface Run {
  readonly service: Service;
  readonly sightings: readonly Sighting[];
  readonly pushes: number;
  readonly nights: number;
  /** RFC 3339: the first scan. */
  readonly began: string;
}

export interface RunOptions {
  readonly expireUntagged: boolean;
  readonly onProgress: (records: number, at: string) => void;
}

const DAY_MS = 86_400_000;
/** All repositories are looked through once in so many nights, the others only where something was pushed. */
const WHOLE_EVERY = 7;

/**
 * Everything of a recording through the use cases as they are deployed. What there was at first is a first scan, of which
 * nobody is told; then each push is an event, and each night the repositories that were pushed to are looked through, once a week all of them.
 */
export async function run(
  records: AsyncIterable<RecordedPush>,
  content: ManifestSource,
  { expireUntagged, onProgress }: RunOptions,
): Promise<Run> {
  const registry = createReplayedRegistry(content);
  const service = createService(registry);
  const sightings: Sighting[] = [];
  const waiting: ImageChange[] = [];
  const touched = new Set<string>();
  let [pushes, nights, count] = [0, 0, 0];
  let began = '';
  let night = '';
  let last = '';

  async function handle(): Promise<void> {
    const changes = waiting.splice(0);
    for (const [repository, some] of Map.groupBy(changes, (change) => change.repository)) {
      touched.add(repository);
      const outcomes = await handleEvents(service, repository, some);
      for (const [digest, outcome] of outcomes)
        if ('findings' in outcome)
          for (const finding of outcome.findings) sightings.push({ repository, digest, at: last, finding });
    }
  }

  async function examine(at: string, isWhole: boolean): Promise<void> {
    await service.passTo(at);
    nights += 1;
    const names = isWhole ? await registry.repositories() : [...touched].sort();
    touched.clear();
    for (const repository of names) {
      const id = { ...LOCAL_REGISTRY, repository };
      await examineRepository(service.deps, id, await service.deps.settings.of(id));
    }
    await examineRegistry(service.deps, LOCAL_REGISTRY, false);
  }

  for await (const record of records) {
    if (record.at !== last) {
      await handle();
      if (night === '') night = startOfDay(record.at, 1);
      // The first scan comes to its end, and with it what nobody is told of.
      if (last !== '' && nights === 0) {
        await examine(last, true);
        service.beginTelling();
      }
      for (; night <= record.at; night = startOfDay(night, 1))
        await examine(night, nights % WHOLE_EVERY === 0);
      last = record.at;
      if (began === '') began = last;
      await service.passTo(last);
    }
    for (const change of (await changesOf(record, { content, registry, expireUntagged })) ?? []) {
      await registry.apply(change);
      waiting.push(change);
      if (change.action === 'PUSH') pushes += 1;
      if (waiting.length >= BATCH_SIZE) await handle();
    }
    if (++count % 1_000 === 0) onProgress(count, record.at);
  }
  await handle();
  await examine(night, true);
  // What was folded last is told.
  await service.passTo(startOfDay(night, 1));
  return { service, sightings, pushes, nights, began };
}

function startOfDay(at: string, after: number): string {
  return new Date(Math.floor(Date.parse(at) / DAY_MS) * DAY_MS + after * DAY_MS).toISOString();
}
