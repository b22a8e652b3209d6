import type { RepositoryId } from '../domain/registry.ts';
import { inParallel, type Condition, type Item, type Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { HoldingItem } from './dynamodb-sum-records.ts';
import { ImageItem } from './dynamodb-records.ts';
import { type Fact, isOdd, type Mark, markName, stateOf } from './dynamodb-facts.ts';
import type { Sum, Sums } from './dynamodb-sums.ts';

/** The sums an image of a repository is counted in, as they were before anything about the image was read. */
export interface SeenSums {
  readonly repository: Sum;
  readonly registry: Sum;
}

/** Keeps the sums of a repository and of its registry up to date with images and layers. */
export class Counting {
  readonly #items: Items;
  readonly #sums: Sums;

  constructor(items: Items, sums: Sums) {
    this.#items = items;
    this.#sums = sums;
  }

  async read(id: RepositoryId): Promise<SeenSums> {
    const [repository, registry] = await Promise.all([
      this.#sums.read(keys.repositorySumKey(id)),
      this.#sums.read(keys.shardKey(id, id.repository)),
    ]);
    return { repository, registry };
  }

  /**
   * Counts images and layers of one repository as they are in `items`; with `seen`, items were read after those sums.
   */
  async count(id: RepositoryId, items: readonly Item[], at: string, seen?: SeenSums): Promise<void> {
    const facts = items.flatMap(factsOf);
    if (facts.length === 0) return;
    const key = keys.repositorySumKey(id);
    const sum = await this.#sums.count({
      key,
      mark: 'InRepository',
      facts,
      at,
      isOn: ({ manifests }) => manifests > 0,
      seen: seen && { sum: seen.repository, items },
    });
    // The repository is a fact of its registry: one more, or one less, that holds anything.
    const isNews = sum.state !== sum.stateInRegistry;
    if (isNews && isOdd(sum.state)) await this.#items.putNew({ ...keys.registryKey(id) });
    const repository: Fact = { key, name: 'state', counts: { repositories: 1 } };
    await this.#sums.count({
      key: keys.shardKey(id, id.repository),
      mark: 'InRegistry',
      facts: isNews ? [repository, ...facts] : facts,
      at,
      seen: seen && { sum: seen.registry, items },
    });
    if (isNews) await this.#sums.mark(key, { name: 'state', state: sum.state }, 'InRegistry');
  }

  /**
   * Marks layers that `Sharing.share` has been through as counted everywhere, where they still are as they were
   * counted; those that are gone may expire then.
   */
  async markCounted(holdings: readonly Item[], expiresAt: number): Promise<void> {
    await inParallel(holdings, async (item) => {
      const held = stateOf(item, 'held');
      const marks = marksOf(item, ['InRepository', 'InRegistry', 'InLayer']);
      const isMarked = Object.entries(marks).every(([name, state]) => item[name] === state);
      if (isMarked && (isOdd(held) || 'expiresAt' in item)) return;
      await this.#items.update(
        item,
        { set: { ...marks, ...(!isOdd(held) && { expiresAt }) } },
        unchanged(item),
      );
    });
  }

  /** The same for layers of other repositories: whether the layer's sum has counted them is their own affair. */
  async markShared(holdings: readonly Item[]): Promise<void> {
    for (const item of holdings)
      await this.#items.update(item, { set: marksOf(item, ['InRepository', 'InRegistry']) }, unchanged(item));
  }
}

function marksOf(item: Item, marks: readonly Mark[]): Record<string, number> {
  const [held, shared] = [stateOf(item, 'held'), stateOf(item, 'shared')];
  return {
    ...Object.fromEntries(
      marks.filter((mark) => mark !== 'InLayer' || shared > 0).map((mark) => [markName('held', mark), held]),
    ),
    ...(shared > 0 && {
      [markName('shared', 'InRepository')]: shared,
      [markName('shared', 'InRegistry')]: shared,
    }),
  };
}

/** The item is as it was counted. */
function unchanged(item: Item): Condition {
  const shared = stateOf(item, 'shared');
  return { held: { is: stateOf(item, 'held') }, ...(shared > 0 && { shared: { is: shared } }) };
}

/** What an image, or a layer that a repository holds, adds to the sums. */
function factsOf(item: Item): Fact[] {
  const key = { pk: item.pk, sk: item.sk };
  if ('generation' in item) {
    const { kind, sizeBytes } = ImageItem.parse(item);
    const images = kind === 'image' ? 1 : 0;
    return [{ key, name: 'generation', counts: { manifests: 1, images, logicalBytes: sizeBytes } }];
  }
  const { sizeBytes } = HoldingItem.parse(item);
  if (sizeBytes === undefined) return [];
  const held: Fact = { key, name: 'held', counts: { layers: 1, storedBytes: sizeBytes } };
  const shared: Fact = { key, name: 'shared', counts: { sharedLayers: 1, sharedBytes: sizeBytes } };
  return stateOf(item, 'shared') > 0 ? [held, shared] : [held];
}
