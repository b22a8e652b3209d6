import type { Digest } from '../domain/digest.ts';
import { distinctLayers, type Image, type Layer } from '../domain/image.ts';
import type { RepositoryId } from '../domain/registry.ts';
import { untilDone } from './dynamodb-attempts.ts';
import { isOdd, stateOf } from './dynamodb-facts.ts';
import { type Condition, inParallel, type Item, type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { liveImages } from './dynamodb-queries.ts';
import { HoldingItem } from './dynamodb-sum-records.ts';
import { unpackDigests } from './dynamodb-records.ts';

/**
 * Which repository holds which layer: one item for each pair, derived from the rows of the live images without ever
 * being wrong for them, whichever way those who bring a layer and those who take it away meet.
 *
 * Who brings it has written the image's row, reads the items and only then, that the row is still live; and writes what
 * is missing or leaving on condition that it is as it was read. Who takes it away has ended the row, changes the item's
 * version (it is leaving now), reads the repository's live rows, and takes it away on condition that the version is
 * still its own.
 */
export class LayerIndex {
  readonly #items: Items;

  constructor(items: Items) {
    this.#items = items;
  }

  /**
   * Makes the image's repository hold its layers; those in `held` it is known to hold. Answers the items of the others,
   * or null where the image has gone in the meantime.
   */
  async bring(image: Image, generation: number, held: ReadonlySet<Digest>): Promise<Item[] | null> {
    let wanted = distinctLayers(image.layers).filter(({ digest }) => !held.has(digest));
    const brought: Item[] = [];
    const once = async () => {
      const known = await this.#read(image, wanted);
      const missing = wanted.filter(({ digest }) => !isFirm(known.get(digest)));
      brought.push(
        ...wanted.flatMap(({ digest }) => {
          const item = known.get(digest);
          return item && isFirm(item) ? [item] : [];
        }),
      );
      if (missing.length === 0) return brought;
      const row = await this.#items.get(keys.imageKey(image));
      if (stateOf(row ?? undefined, 'generation') !== generation) return null;
      const written = await Promise.all(
        missing.map((layer) => this.#hold(image, generation, layer, known.get(layer.digest))),
      );
      brought.push(...written.filter((item) => item !== null));
      wanted = missing.filter((_layer, position) => written[position] === null);
      return wanted.length === 0 ? brought : undefined;
    };
    return wanted.length === 0 ? [] : untilDone(this.#items, once, tooMany(image));
  }

  /** Takes away those of the layers that no live image of the repository has; answers all items as they are then. */
  async release(
    repository: RepositoryId,
    layers: readonly Digest[],
    expiresAt: number,
  ): Promise<readonly Item[]> {
    if (layers.length === 0) return [];
    const known = await this.#read(
      repository,
      layers.map((digest) => ({ digest })),
    );
    const leaving = await inParallel(layers, (digest) =>
      this.#leave(repository, digest, known.get(digest) ?? null, expiresAt),
    );
    const needed = new Set<Digest>();
    const doubtful = new Set(layers);
    for await (const { layers: packed } of queryAll(this.#items, {
      ...liveImages(repository),
      consistent: true,
    })) {
      for (const digest of unpackDigests(packed)) if (doubtful.has(digest)) needed.add(digest);
      if (needed.size === doubtful.size) break;
    }
    return inParallel(leaving, (item) =>
      this.#settle(repository, item, needed.has(HoldingItem.parse(item).digest)),
    );
  }

  async #read(
    repository: RepositoryId,
    layers: readonly { readonly digest: Digest }[],
  ): Promise<Map<Digest, Item>> {
    const found = await this.#items.getMany(layers.map(({ digest }) => keys.holderKey(repository, digest)));
    return new Map(found.map((item) => [HoldingItem.parse(item).digest, item]));
  }

  /** Answers null where somebody else has written meanwhile. */
  async #hold(
    image: Image,
    generation: number,
    layer: Layer,
    before: Item | undefined,
  ): Promise<Item | null> {
    const key = keys.holderKey(image, layer.digest);
    const { digest, diffId, instruction } = layer;
    const arrival = { since: image.pushedAt, firstDigest: image.digest, firstGeneration: generation };
    if (!before) {
      const item = { ...key, ...layer, ...arrival, held: 1, version: 1 };
      return (await this.#items.putNew(item)) ? item : null;
    }
    const { held, version, sizeBytes = layer.sizeBytes } = HoldingItem.parse(before);
    // Where it is only leaving, it stays what it was; the size is never changed under the sums that have counted it.
    const set = isOdd(held)
      ? { version: version + 1 }
      : { ...arrival, digest, diffId, instruction, sizeBytes, held: held + 1, version: version + 1 };
    const remove = ['leaving', 'gone', 'expiresAt'];
    if (!(await this.#items.update(key, { set, remove }, asRead(before)))) return null;
    return without({ ...before, ...set }, remove);
  }

  async #leave(
    repository: RepositoryId,
    digest: Digest,
    read: Item | null,
    expiresAt: number,
  ): Promise<Item> {
    const key = keys.holderKey(repository, digest);
    let known: Item | null | undefined = read;
    const once = async () => {
      const before = known === undefined ? await this.#items.get(key) : known;
      known = undefined;
      if (before) {
        const { version } = HoldingItem.parse(before);
        const set = { version: version + 1, leaving: true };
        if (await this.#items.update(key, { set }, { version: { is: version } }))
          return { ...before, ...set };
      } else {
        // Whoever is about to write it has not seen this, and will fail.
        const item = { ...key, digest, held: 0, version: 1, leaving: true, gone: true, expiresAt };
        if (await this.#items.putNew(item)) return item;
      }
      return undefined;
    };
    return untilDone(this.#items, once, tooMany(repository));
  }

  /** Whoever has changed the item since it was made to leave answers for it. */
  async #settle(repository: RepositoryId, leaving: Item, isNeeded: boolean): Promise<Item> {
    const { held, version } = HoldingItem.parse(leaving);
    if (!isOdd(held)) return leaving;
    const set = isNeeded ? { version: version + 1 } : { version: version + 1, held: held + 1, gone: true };
    let item = leaving;
    const once = async () => {
      if (await this.#items.update(item, { set, remove: ['leaving'] }, asRead(item)))
        return without({ ...item, ...set }, ['leaving']);
      item = (await this.#items.get(item)) ?? item;
      return stateOf(item, 'version') === version ? undefined : item;
    };
    return untilDone(this.#items, once, tooMany(repository));
  }
}

/** An item whose snapshot is all that is known of it, down to what others were told of it. */
function asRead(item: Item): Condition {
  const shared = stateOf(item, 'shared');
  return {
    version: { is: stateOf(item, 'version') },
    shared: shared === 0 ? 'absent' : { is: shared },
  };
}

function isFirm(item: Item | undefined): boolean {
  return isOdd(stateOf(item, 'held')) && item?.leaving !== true;
}

function without(item: Item, names: readonly string[]): Item {
  const { pk, sk, ...rest } = item;
  return { pk, sk, ...Object.fromEntries(Object.entries(rest).filter(([name]) => !names.includes(name))) };
}

function tooMany({ repository }: RepositoryId) {
  return { message: 'too many writers met on one layer', details: { repository } };
}
