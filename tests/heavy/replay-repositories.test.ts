import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type LocalService, startLocalService } from '../../src/local/local-service.ts';
import { readRecords } from '../../src/local/ndjson.ts';
import { pushEvent } from '../../src/local/push-event.ts';
import { readRecordedImages } from '../../src/local/recorded-images.ts';
import { RecordedPush } from '../../src/local/recorded-pushes.ts';
import { recompute } from './recompute.ts';
import { describeWith } from './suite.ts';

const RECORDS = 600;

const Repositories = z.object({
  items: z.array(
    z.object({
      repository: z.string(),
      images: z.number(),
      logicalBytes: z.number(),
      storedBytes: z.number(),
      exclusiveBytes: z.number(),
    }),
  ),
  cursor: z.nullable(z.string()),
});
type Repository = z.infer<typeof Repositories>['items'][number];

// The report of `npm run replay` has no repositories, so the service is run in this process and asked.
describeWith('/v1/repositories after recorded pushes', ['LAYERWATCH_DATA'], (path) => {
  let service: LocalService | undefined;

  afterAll(async () => {
    await service?.close();
  });

  test('each repository adds up as the formulas say', async () => {
    const images = join(path('LAYERWATCH_DATA'), 'images.ndjson.gz');
    const pushes = join(path('LAYERWATCH_DATA'), 'pushes.ndjson.gz');
    const gaveUp: unknown[] = [];
    service = await startLocalService({
      source: await readRecordedImages(images),
      onMessage: () => {},
      onDeadLetter: (event) => gaveUp.push(event),
    });

    await service.deliver(await events(pushes));

    expect(gaveUp).toEqual([]);
    expect(await repositories(service)).toEqual(recompute(images, pushes, RECORDS).perRepository);
  });
});

async function events(file: string) {
  const found: ReturnType<typeof pushEvent>[] = [];
  let records = 0;
  for await (const record of readRecords(file, RecordedPush)) {
    if (records === RECORDS) break;
    records += 1;
    if (record.action === 'push') found.push(pushEvent({ ...record, tag: record.tag ?? null }));
  }
  return found;
}

async function repositories(service: LocalService): Promise<Repository[]> {
  const found: Repository[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ limit: '7', ...(cursor !== '' && { cursor }) });
    const { status, body } = await service.query({
      method: 'GET',
      path: '/v1/repositories',
      query: `${query}`,
      headers: {},
      body: '',
    });
    expect(status).toBe(200);
    const page: z.infer<typeof Repositories> = z.parse(Repositories, JSON.parse(`${body}`));
    found.push(...page.items);
    cursor = page.cursor;
  }
  return found;
}
