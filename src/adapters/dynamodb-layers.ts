import type { Digest } from '../domain/digest.ts';
import { duplicateBytes, type HeldLayer } from '../domain/findings/duplicate-layer.ts';
import { distinctLayers, type Image, type Layer } from '../domain/image.ts';
import type { RepositoryId } from '../domain/registry.ts';
import type { Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { partition } from './dynamodb-queries.ts';
import { HolderItem, LayerSumItem, SumItem } from './dynamodb-records.ts';
import { emptySum, type Fact, type Sum, type Sums } from './dynamodb-sums.ts';

/** The layers an image brought to its repository. */
export interface BroughtLayers {
  readonly holders: readonly HolderItem[];
  /** Those of them that other repositories of the registry hold too. */
  readonly shared: readonly HeldLayer[];
  /** The holders of the shared ones, as facts of the repository's and the registry's sums. */
  readonly sharedFacts: readonly Fact[];
  /** Sums of which all but our own repository know: they are settled once the facts above are counted. */
  readonly unsettled: readonly keys.Key[];
}

/** Which repositories hold a layer: one item per (layer, repository), and a sum from the second repository on. */
export class LayerIndex {
  readonly #items: Items;
  readonly #sums: Sums;

  constructor(items: Items, sums: Sums) {
    this.#items = items;
    this.#sums = sums;
  }

  /** Adds the image's repository to the holders of its layers; those in `held` are known to be there. */
  async bring(image: Image, held: ReadonlySet<Digest>): Promise<BroughtLayers> {
    const layers = distinctLayers(image.layers).filter(({ digest }) => !held.has(digest));
    const existing = await this.#items.getMany(layers.map(({ digest }) => keys.holderKey(image, digest)));
    const byDigest = new Map(
      existing.map((item) => HolderItem.parse(item)).map((holder) => [holder.digest, holder]),
    );
    const all = await Promise.all(
      layers.map((layer) => byDigest.get(layer.digest) ?? this.#hold(image, layer)),
    );
    const holders = all.filter(({ firstDigest }) => firstDigest === image.digest);
    const shared = await Promise.all(holders.map((holder) => this.#share(image, holder)));
    const unsettled = holders
      .filter((_holder, index) => shared[index]?.settled === false)
      .map(({ digest }) => keys.layerSumKey(image, digest));
    if (unsettled.length > 0) await this.#tellFounders(image, unsettled);
    return {
      holders,
      shared: shared.flatMap((one) => one?.layer ?? []),
      sharedFacts: holders.filter((_holder, index) => shared[index]).map(sharedFact),
      unsettled,
    };
  }

  async #hold(image: Image, layer: Layer): Promise<HolderItem> {
    const holder: HolderItem = {
      ...keys.holderKey(image, layer.digest),
      ...layer,
      since: image.pushedAt,
      firstDigest: image.digest,
    };
    if (await this.#items.putNew(holder)) return holder;
    return HolderItem.parse(await this.#items.get(holder));
  }

  /** Counts the holder where it is not the layer's only one; answers how widely the layer is held then. */
  async #share(
    repository: RepositoryId,
    holder: HolderItem,
  ): Promise<{ readonly layer: HeldLayer; readonly settled: boolean } | null> {
    const seen = await this.#sumIfShared(holder);
    if (!seen) return null;
    const { accountId, region } = repository;
    const { digest, diffId, instruction, sizeBytes } = holder;
    const layer = { accountId, region, digest, diffId, instruction, sizeBytes };
    let founders: readonly string[] | undefined;
    const sum = await this.#sums.add({
      key: keys.layerSumKey(repository, digest),
      mark: 'inLayer',
      at: holder.since,
      facts: async ({ version, settled }) => {
        // The sum begins with all who hold the layer by then; later each holder adds itself.
        const found = settled ? [holder] : await this.#allHolders(holder.pk);
        founders = version === 0 ? found.map(({ sk }) => sk) : undefined;
        return found.map((each) => ({ key: pickKey(each), counts: { layers: 1 } }));
      },
      // What this image does not know, another one may have told: it is not overwritten with nothing.
      attributes: ({ layers }) => ({
        ...layer,
        diffId: diffId ?? undefined,
        instruction: instruction ?? undefined,
        founders,
        ...rank({ ...layer, repositoryCount: layers }),
      }),
      seen,
    });
    return { layer: { ...layer, repositoryCount: sum.counts.layers }, settled: sum.settled === true };
  }

  /** The layer's sum, perhaps still to begin, where another repository holds the layer; one read tells. */
  async #sumIfShared({ pk }: HolderItem): Promise<Sum | null> {
    // From behind: the sum sorts after the holders.
    const { items } = await this.#items.query({
      ...partition(pk),
      consistent: true,
      newestFirst: true,
      limit: 2,
    });
    const [last] = items;
    if (last?.sk === keys.LAYER_SUM) return SumItem.parse(last);
    return items.length < 2 ? null : emptySum({ pk, sk: keys.LAYER_SUM });
  }

  /**
   * Tells the registry, and the repositories that held a layer when its sum began, that it is shared now: one
   * addition per sum, however many layers. Our own repository learns it with the image (`sharedFacts`), and only then
   * is the sum settled: another delivery of the same image may have been through before the layer was shared.
   */
  async #tellFounders(image: Image, unsettled: readonly keys.Key[]): Promise<void> {
    const { accountId, region, repository, pushedAt: at } = image;
    const layers = (await this.#items.getMany(unsettled)).map((item) => LayerSumItem.parse(item));
    const byShard = Map.groupBy(layers, ({ digest }) => keys.shardKey(image, digest).sk);
    for (const [first, ...rest] of byShard.values())
      if (first)
        await this.#sums.add({
          key: keys.shardKey(image, first.digest),
          mark: 'inRegistry',
          facts: [first, ...rest].map(distinctFact),
          at,
        });
    const others = layers.flatMap(({ pk, founders }) => founders.map((sk) => ({ pk, sk })));
    const own = `${keys.HOLDER_PREFIX}${repository}`;
    const found = await this.#items.getMany(others.filter(({ sk }) => sk !== own));
    for (const [sk, holders] of Map.groupBy(found, (item) => item.sk)) {
      const founder = { accountId, region, repository: keys.parseHolderSortKey(sk) };
      await this.#count(
        founder,
        holders.map((item) => sharedFact(HolderItem.parse(item))),
        at,
      );
    }
  }

  /** Adds shared holders to their repository's and registry's sums and marks them. */
  async #count(repository: RepositoryId, facts: readonly Fact[], at: string): Promise<void> {
    await this.#sums.add({ key: keys.repositorySumKey(repository), mark: 'inRepository', facts, at });
    await this.#sums.add({
      key: keys.shardKey(repository, repository.repository),
      mark: 'inRegistry',
      facts,
      at,
    });
    await this.#sums.mark(
      facts.map(({ key }) => key),
      { inRepository: true, inRegistry: true, inLayer: true },
    );
  }

  async #allHolders(layer: string): Promise<HolderItem[]> {
    const holders: HolderItem[] = [];
    for await (const item of this.#items.queryAll({
      ...partition(layer, keys.HOLDER_PREFIX),
      consistent: true,
    }))
      holders.push(HolderItem.parse(item));
    return holders;
  }
}

/** Sorts the layer among the registry's, and all registries', duplicates. */
function rank(layer: HeldLayer) {
  const sk = keys.rankKey(duplicateBytes(layer), layer.digest);
  return { pk1: keys.duplicatesPartition(layer), sk1: sk, pk2: keys.DUPLICATES, sk2: sk };
}

function distinctFact(sum: LayerSumItem): Fact {
  return { key: pickKey(sum), counts: { distinctSharedLayers: 1, distinctSharedBytes: sum.sizeBytes } };
}

function sharedFact(holder: HolderItem): Fact {
  return { key: pickKey(holder), counts: { sharedLayers: 1, sharedBytes: holder.sizeBytes } };
}

function pickKey({ pk, sk }: keys.Key): keys.Key {
  return { pk, sk };
}
