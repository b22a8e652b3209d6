import { expect } from 'vitest';
import * as z from 'zod/mini';
import { type LocalService, startLocalService } from '../../src/local/local-service.ts';
import { readRecords } from '../../src/local/ndjson.ts';
import { createPlayback } from '../../src/local/playback.ts';
import { changesOf } from '../../src/local/recorded-changes.ts';
import { readRecordedImages } from '../../src/local/recorded-images.ts';
import { RecordedPush } from '../../src/local/recorded-pushes.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';

interface ReplayServiceOptions {
  readonly images: string;
  readonly pushes: string;
  readonly limit: number;
  readonly expireUntagged: boolean;
}

/**
 * The service in this process, after the first records: the report of `npm run replay` has no repositories and no
 * images. A process can hold one such service, and once.
 */
export async function startReplayedService({
  images,
  pushes,
  limit,
  expireUntagged,
}: ReplayServiceOptions): Promise<LocalService> {
  const gaveUp: unknown[] = [];
  const content = await readRecordedImages(images);
  const registry = createReplayedRegistry(content);
  const service = await startLocalService({
    source: registry,
    onMessage: () => {},
    onDeadLetter: (event) => gaveUp.push(event),
  });
  const playback = createPlayback(registry, service);
  let records = 0;
  for await (const record of readRecords(pushes, RecordedPush)) {
    if (records === limit) break;
    records += 1;
    for (const change of (await changesOf(record, { content, registry, expireUntagged })) ?? [])
      await playback.play(change);
  }
  await playback.finish();
  expect(gaveUp).toEqual([]);
  return service;
}

// Only what the recomputation knows as well; the answers' own schemas are tested elsewhere.
const Repository = z.object({
  repository: z.string(),
  images: z.number(),
  logicalBytes: z.number(),
  storedBytes: z.number(),
  exclusiveBytes: z.number(),
});
const Image = z.object({ digest: z.string(), deletedAt: z.nullable(z.string()) });

export function askRepositories(service: LocalService): Promise<z.infer<typeof Repository>[]> {
  return askAll(service, '/v1/repositories', {}, Repository);
}

/** Every image of the repository that was ever pushed, deleted ones included. */
export function askImages(service: LocalService, repository: string): Promise<z.infer<typeof Image>[]> {
  return askAll(service, '/v1/images', { repository }, Image);
}

async function askAll<T>(
  service: LocalService,
  path: string,
  parameters: Readonly<Record<string, string>>,
  schema: z.ZodMiniType<T>,
): Promise<T[]> {
  const List = z.object({ items: z.array(schema), cursor: z.nullable(z.string()) });
  const found: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ ...parameters, limit: '7', ...(cursor !== '' && { cursor }) });
    const request = { method: 'GET', path, query: `${query}`, headers: {}, body: '' };
    const { status, body } = await service.query(request);
    expect(status).toBe(200);
    const page: z.infer<typeof List> = z.parse(List, JSON.parse(`${body}`));
    found.push(...page.items);
    cursor = page.cursor;
  }
  return found;
}
