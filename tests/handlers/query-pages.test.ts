import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { alertOf, imageGrewFinding } from '../support/findings.ts';
import { createQueryClient } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage } from '../support/recorded-images.ts';

// 205 repositories that share 205 layers, one of them with 205 images, and 205 alerts: more than any page holds.
const COUNT = 205;
const layers = Array.from({ length: COUNT }, (_, number) => layer(`layer ${number}`, 1_000 + number));
const [shared = layer('shared', 1)] = layers;
const images = [
  ...Array.from({ length: COUNT }, (_, number) =>
    recordedImage({ ...IRELAND, repository: `team/${1_000 + number}` }, '2026-11-01T00:00:00Z', [shared]),
  ),
  ...layers.map((one, number) =>
    recordedImage(
      { ...IRELAND, repository: 'team/1000' },
      `2026-11-02T00:${10 + (number % 50)}:${10 + Math.floor(number / 50)}Z`,
      [one],
    ),
  ),
  recordedImage({ ...IRELAND, repository: 'team/1001' }, '2026-11-03T00:00:00Z', layers),
];
const alerts = Array.from({ length: COUNT }, (_, number) =>
  alertOf(imageGrewFinding(), {
    id: `${number}`.padStart(20, '0'),
    updatedAt: new Date(Date.UTC(2026, 10, 1, 0, number)).toISOString(),
  }),
);
const client = createQueryClient({ images, alerts });

const LISTS = [
  ['repositories', '/v1/repositories?', COUNT],
  ['images', '/v1/images?repository=team/1000&', COUNT + 1],
  ['holders of a layer', `/v1/layers/${shared.digest}?`, COUNT],
  ['duplicates', '/v1/duplicates?', COUNT],
  ['alerts', '/v1/alerts?', COUNT],
] as const;

describe.each(LISTS)('the pages of %s', (_name, url, count) => {
  it('are of fifty items unless another limit is asked for', async () => {
    const { body } = await client.get(url);

    expect(body).toMatchObject({ items: { length: 50 }, cursor: expect.any(String) });
  });

  it.each([40, 100, 200])('together hold every item once, in one order, %s at a time', async (limit) => {
    const whole = [...(await pages(`${url}limit=200`))].flat();

    const parts = await pages(`${url}limit=${limit}`);

    expect(parts.map((items) => items.length)).toEqual([
      ...Array.from({ length: Math.floor(count / limit) }, () => limit),
      count % limit,
    ]);
    expect(parts.flat()).toEqual(whole);
    expect(new Set(whole.map((item) => JSON.stringify(item)))).toHaveProperty('size', count);
  });

  it('cannot be turned with the cursor of another list', async () => {
    const { status, body } = await client.get(`${url}cursor=${encodeURIComponent('elsewhere:50')}`);

    expect(status).toBe(400);
    expect(body).toMatchObject({ detail: 'the cursor is not one of this list' });
  });
});

const Page = z.object({ items: z.array(z.unknown()), cursor: z.nullable(z.string()) });

async function pages(url: string): Promise<unknown[][]> {
  const found: unknown[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await client.get(cursor ? `${url}&cursor=${encodeURIComponent(cursor)}` : url);
    const page = z.parse(Page, body);
    found.push(page.items);
    cursor = page.cursor;
  }
  return found;
}
