import type { History } from '../domain/ports.ts';
import type { ImageRef } from '../domain/registry.ts';
import { untilDone } from './dynamodb-attempts.ts';
import { isOdd } from './dynamodb-facts.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import * as places from './dynamodb-places.ts';
import * as records from './dynamodb-records.ts';

type Place = Parameters<History['moveSeries']>[1];

/** Puts an image's row into another series: one write, and none where the row is there, or was placed by another tag. */
export async function moveSeries(items: Items, ref: ImageRef, { series, seriesFrom }: Place): Promise<void> {
  const once = async () => {
    const found = await items.get(keys.imageKey(ref));
    if (!found || !('kind' in found)) return true;
    const row = records.ImageItem.parse(found);
    if (row.series === series || row.seriesFrom !== seriesFrom) return true;
    const live = places.placeKey({ ...row, series }, isOdd(row.generation));
    const set = { series, live, revision: row.revision + 1 };
    return (await items.update(row, { set }, { revision: { is: row.revision } })) || undefined;
  };
  const { digest } = ref;
  await untilDone(items, once, { message: 'too many writers met on one image', details: { digest } });
}
