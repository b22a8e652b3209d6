import type { Digest } from '../domain/digest.ts';
import type { RegistryId } from '../domain/registry.ts';
import { type Item, type Items, queryAll } from './dynamodb-items.ts';
import { parseHolderSortKey } from './dynamodb-keys.ts';
import { holdersOf } from './dynamodb-queries.ts';

/** A layer is shown with so many of the repositories that hold it. */
const SHOWN = 10;

/** The first ten holders of a layer, by the name of the repository. */
export async function firstHolders(
  items: Items,
  registry: RegistryId,
  layer: Digest,
  consistent: boolean,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of queryAll(items, { ...holdersOf(registry, layer), consistent, limit: 2 * SHOWN })) {
    found.push(item);
    if (found.length === SHOWN) break;
  }
  return found;
}

/** The first ten repositories that hold the layer, by name. */
export async function holderNames(
  items: Items,
  registry: RegistryId,
  layer: Digest,
  consistent: boolean,
): Promise<string[]> {
  return (await firstHolders(items, registry, layer, consistent)).map(({ sk }) => parseHolderSortKey(sk));
}
