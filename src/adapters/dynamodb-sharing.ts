import type { HeldLayer } from '../domain/findings/duplicate-layer.ts';
import type { RepositoryId } from '../domain/registry.ts';
import { untilDone } from './dynamodb-attempts.ts';
import type { Counting } from './dynamodb-counting.ts';
import { isOdd, markName, stateOf } from './dynamodb-facts.ts';
import { inParallel, type Item, type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { describeLayer, heldLayer } from './dynamodb-layer-sums.ts';
import { partition } from './dynamodb-queries.ts';
import { HolderItem, LayerSumItem } from './dynamodb-sum-records.ts';
import { emptySum, parseSum, type Sum, type Sums } from './dynamodb-sums.ts';

/** What came of looking at how widely some layers of a repository are held. */
export interface Shares {
  /** The items, as they are now. */
  readonly holdings: readonly Item[];
  /** The layers of the repository that others hold, too. */
  readonly layers: readonly HeldLayer[];
  /** Sums of layers of which all but this repository know whether they are shared. */
  readonly unsettled: readonly Sum[];
}

interface Share {
  readonly holding: Item;
  readonly sum: Sum | null;
}

/**
 * How many repositories hold a layer: a sum for each layer from the second repository on. Whether there are two is told
 * to every repository that holds it, as a number on its item: by the version of the sum, so that whoever is late with
 * old news does not overwrite newer ones.
 */
export class Sharing {
  readonly #items: Items;
  readonly #sums: Sums;
  readonly #counting: Counting;

  constructor(items: Items, sums: Sums, counting: Counting) {
    this.#items = items;
    this.#sums = sums;
    this.#counting = counting;
  }

  /** Counts layers that a repository got or lost. To be followed by counting the answered items, and `settle`. */
  async share(repository: RepositoryId, holdings: readonly Item[], at: string): Promise<Shares> {
    const shares = await inParallel(holdings, (item) => this.#share(repository, item, at));
    const unsettled = shares.flatMap(({ sum }) => (sum && sum.told < sum.state ? [sum] : []));
    if (unsettled.length > 0) await this.#tellOthers(repository, unsettled, at);
    return {
      holdings: shares.map(({ holding }) => holding),
      layers: shares.flatMap(({ holding, sum }) =>
        sum && isOdd(stateOf(holding, 'held')) && isOdd(sum.state)
          ? [heldLayer(repository, HolderItem.parse(holding), sum)]
          : [],
      ),
      unsettled,
    };
  }

  /** All concerned know, and their sums have counted it. */
  async settle(sums: readonly Sum[]): Promise<void> {
    for (const { pk, sk, state } of sums) {
      const change = { set: { told: state, stateInRegistry: state } };
      await this.#items.update({ pk, sk }, change, { state: { is: state } });
    }
  }

  async #share(repository: RepositoryId, item: Item, at: string): Promise<Share> {
    // What was never held only keeps others from writing it: nobody has counted it.
    const seen = 'sizeBytes' in item ? await this.#sumIfShared(item.pk) : null;
    if (!seen) return { holding: item, sum: null };
    const sum = await this.#sums.count({
      key: { pk: seen.pk, sk: seen.sk },
      mark: 'InLayer',
      at,
      // The sum begins with all who hold the layer by then; later each repository counts itself. Where they are more than
      // are counted at once, it begins with whoever has been through before there was a sum, and will not come again.
      facts: async ({ version }) => {
        const all = version === 0 ? (await this.#allHoldings(item.pk)).sort(throughFirst) : [item];
        return all.map(({ pk, sk }) => ({ key: { pk, sk }, name: 'held', counts: { layers: 1 } }));
      },
      isOn: ({ layers }) => layers > 1,
      attributes: (next) => describeLayer(repository, HolderItem.parse(item), next),
      seen: { sum: seen, items: [] },
    });
    return { holding: await this.#tell(item, sum), sum };
  }

  /** The layer's sum, perhaps still to begin, where more than one repository has held the layer; one read tells. */
  async #sumIfShared(pk: string): Promise<Sum | null> {
    // From behind: the sum sorts after the holders.
    const query = { ...partition(pk), consistent: true, newestFirst: true, limit: 2 };
    const { items } = await this.#items.query(query);
    const [last] = items;
    if (last?.sk === keys.LAYER_SUM) return parseSum(last);
    return items.length < 2 ? null : emptySum({ pk, sk: keys.LAYER_SUM });
  }

  /** Tells one repository whether the layer is shared, and answers its item as it is then. */
  async #tell(holding: Item, counted: Sum): Promise<Item> {
    let item = holding;
    let known: Sum | null = counted;
    const once = async () => {
      const sum = known ?? (await this.#sums.read(counted));
      known = null;
      const held = stateOf(item, 'held');
      const told = stateOf(item, 'shared');
      const on = isOdd(held) && isOdd(sum.state);
      const isKnown = told >= stamp(Math.floor(sum.state / 2), 0, false);
      // Nobody tells a repository that has lost the layer anything but this, so it need not be told twice.
      if (isOdd(told) === on && (isKnown || !isOdd(held))) return item;
      const next = stamp(sum.version, held, on);
      if (next > told) {
        const condition = { held: { is: held }, shared: { below: next } };
        if (await this.#items.update(item, { set: { shared: next } }, condition))
          return { ...item, shared: next };
        item = (await this.#items.get(item)) ?? item;
      }
      return undefined;
    };
    return untilDone(this.#items, once, {
      message: 'too many writers met on one layer',
      details: { layer: counted.pk },
      attemptsMax: 30,
    });
  }

  /**
   * Tells the registry and the other repositories whether layers are shared: one addition per sum, however many
   * layers. This repository learns it when the items that `share` answers are counted, and only then all is settled.
   */
  async #tellOthers(repository: RepositoryId, sums: readonly Sum[], at: string): Promise<void> {
    const { accountId, region } = repository;
    const layers = (await this.#items.getMany(sums)).map((item) => LayerSumItem.parse(item));
    for (const [sk, shard] of Map.groupBy(layers, ({ digest }) => keys.shardKey(repository, digest).sk))
      await this.#sums.count({
        key: { pk: keys.registryPartition(repository), sk },
        mark: 'InRegistry',
        facts: shard.map(({ pk, sk, sizeBytes }) => ({
          key: { pk, sk },
          name: 'state',
          counts: { distinctSharedLayers: 1, distinctSharedBytes: sizeBytes },
        })),
        at,
      });
    const others: Item[] = [];
    for (const sum of sums)
      for (const item of await this.#allHoldings(sum.pk))
        if (keys.parseHolderSortKey(item.sk) !== repository.repository && isConcerned(item))
          others.push(await this.#tell(item, sum));
    for (const [sk, holdings] of Map.groupBy(others, (item) => item.sk)) {
      const other = { accountId, region, repository: keys.parseHolderSortKey(sk) };
      await this.#counting.count(other, holdings, at);
      await this.#counting.markShared(holdings);
    }
  }

  async #allHoldings(layer: string): Promise<Item[]> {
    const found: Item[] = [];
    const query = { ...partition(layer, keys.HOLDER_PREFIX), consistent: true };
    for await (const item of queryAll(this.#items, query)) found.push(item);
    return found;
  }
}

// A repository gets and loses a layer less often than this between two versions of the layer's sum, and for ever.
const HELD_MAX = 2 ** 20;

/** Later news are larger: by the version of the layer's sum, then by the state of the repository's own item. */
function stamp(version: number, held: number, on: boolean): number {
  return 2 * (version * HELD_MAX + held) + Number(on);
}

function throughFirst(a: Item, b: Item): number {
  const mark = markName('held', 'InRepository');
  return stateOf(b, mark) - stateOf(a, mark);
}

function isConcerned(holding: Item): boolean {
  return isOdd(stateOf(holding, 'held')) || isOdd(stateOf(holding, 'shared'));
}
