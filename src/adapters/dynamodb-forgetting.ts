import type { Digest } from '../domain/digest.ts';
import { HistoryUnavailableError } from '../domain/errors.ts';
import type { Forgotten, GoneImage, Inquiry } from '../domain/ports.ts';
import type { ImageRef, RepositoryId } from '../domain/registry.ts';
import type { StorageClass } from '../domain/registry-ports.ts';
import { untilDone } from './dynamodb-attempts.ts';
import type { Counting } from './dynamodb-counting.ts';
import { type Expiry, HEARD_OF_DAYS, inDays } from './dynamodb-expiry.ts';
import { isOdd, stateOf } from './dynamodb-facts.ts';
import { openInquiry } from './dynamodb-inquiries.ts';
import { inParallel, type Item, type Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import * as places from './dynamodb-places.ts';
import type { LayerIndex } from './dynamodb-layers.ts';
import { HolderItem } from './dynamodb-sum-records.ts';
import { ImageItem, unpackDigests } from './dynamodb-records.ts';
import type { Series } from './dynamodb-series.ts';
import type { Sharing } from './dynamodb-sharing.ts';

/** An image whose row says that it is gone; without the row where nothing is left to be done. */
interface Ended {
  readonly digest: Digest;
  readonly row: { readonly item: Item; readonly image: ImageItem; readonly wasComplete: boolean } | null;
}

/** Deletions: who may say that an image is gone, and how what it brought is taken back. */
export class Forgetting {
  readonly #items: Items;
  readonly #layers: LayerIndex;
  readonly #sharing: Sharing;
  readonly #counting: Counting;
  readonly #series: Series;
  readonly #expiry: Expiry;

  constructor(
    items: Items,
    layers: LayerIndex,
    sharing: Sharing,
    counting: Counting,
    series: Series,
    expiry: Expiry,
  ) {
    this.#items = items;
    this.#layers = layers;
    this.#sharing = sharing;
    this.#counting = counting;
    this.#series = series;
    this.#expiry = expiry;
  }

  async inquire(ref: ImageRef): Promise<Inquiry> {
    const { accountId, region, repository, digest } = ref;
    const heardOf = { digest, generation: 0, expiresAt: this.inDays(HEARD_OF_DAYS) };
    const inquiry = await openInquiry(this.#items, keys.imageKey(ref), heardOf, { digest });
    return { accountId, region, repository, digest, inquiry };
  }

  async keep(inquiry: Inquiry, storageClass: StorageClass): Promise<boolean> {
    return this.#items.update(
      keys.imageKey(inquiry),
      { set: { answered: inquiry.inquiry, storageClass } },
      { inquiry: { is: inquiry.inquiry } },
    );
  }

  /**
   * Rows first, so that nobody relies on them; then the layers that no live image needs; then the sums. Whoever finds
   * a row that is deleted and incomplete does it all again, and finds done what was done.
   */
  async forget(repository: RepositoryId, images: readonly GoneImage[]): Promise<Forgotten> {
    const seen = await this.#counting.read(repository);
    const at = images.reduce((latest, image) => (image.at > latest ? image.at : latest), '');
    const ended = (await inParallel(images, (image) => this.#end(image))).filter((end) => end !== null);
    const digests = new Set(ended.map(({ digest }) => digest));
    const open = ended.flatMap(({ row }) => row ?? []);
    if (open.length === 0) return { digests, shared: [] };
    const rows = open.map(({ item }) => item);
    const layers = [...new Set(rows.flatMap((row) => unpackDigests(row.layers)))];
    // Where all that follows from a push was done, others answer for the layers that they have as well.
    const wasComplete = open.every((row) => row.wasComplete);
    const kept = wasComplete
      ? await this.#series.layersAfter(
          repository,
          open.map(({ image }) => image),
        )
      : new Set<Digest>();
    const released = await this.#layers.release(
      repository,
      layers.filter((digest) => !kept.has(digest)),
      this.inDays(1),
    );
    const own = released.filter((item) => !isOdd(stateOf(item, 'held')) || isBroughtBy(item, digests));
    const { holdings, layers: shared, unsettled } = await this.#sharing.share(repository, own, at);
    await this.#counting.count(repository, [...rows, ...holdings], at, seen);
    await this.#counting.markCounted(holdings, this.inDays(1));
    await this.#sharing.settle(unsettled);
    return { digests, shared: wasComplete ? [] : shared };
  }

  async completeForgotten(gone: readonly GoneImage[]): Promise<void> {
    await inParallel(gone, ({ inquiry }) => this.#complete(inquiry));
  }

  inDays(days: number): number {
    return inDays(this.#expiry.now(), days);
  }

  /** Ends a row; answers null where the inquiry is overtaken, and the row where something is left to be done. */
  async #end({ inquiry, at }: GoneImage): Promise<Ended | null> {
    const key = keys.imageKey(inquiry);
    const { digest } = inquiry;
    const once = async () => {
      const found = await this.#items.get(key);
      if (!found || stateOf(found, 'inquiry') !== inquiry.inquiry) return null;
      const mine = { inquiry: { is: inquiry.inquiry }, generation: { is: stateOf(found, 'generation') } };
      const answered = inquiry.inquiry;
      if (!('kind' in found)) {
        if (await this.#items.update(key, { set: { answered } }, mine)) return { digest, row: null };
      } else {
        const row = ImageItem.parse(found);
        const wasLive = isOdd(row.generation);
        const deletedAt = row.deletedAt !== null && row.deletedAt > at ? row.deletedAt : at;
        const set = {
          ...{ answered, deletedAt },
          ...(wasLive && {
            ...{ generation: row.generation + 1, revision: row.revision + 1, complete: false },
            live: places.placeKey(row, false),
          }),
        };
        if (await this.#items.update(key, { set }, { ...mine, revision: { is: row.revision } })) {
          const isDone = !wasLive && row.complete === true;
          const item: Item = { ...found, ...set };
          const wasComplete = wasLive && row.complete === true;
          return { digest, row: isDone ? null : { item, image: row, wasComplete } };
        }
      }
      return undefined;
    };
    return untilDone(this.#items, once, tooMany(inquiry));
  }

  async #complete(inquiry: Inquiry): Promise<void> {
    const key = keys.imageKey(inquiry);
    const row = await this.#items.get(key);
    const generation = stateOf(row ?? undefined, 'generation');
    // One that came again is not ours to end; of one that was only heard of there is nothing to take back.
    if (!row || isOdd(generation) || row.complete === true || !('kind' in row)) return;
    const expiresAt = this.inDays(this.#expiry.historyDays);
    const marks = { generationInRepository: generation, generationInRegistry: generation };
    const condition = { generation: { is: generation }, answered: { is: inquiry.inquiry } };
    if (!(await this.#items.update(key, { set: { complete: true, ...marks, expiresAt } }, condition)))
      throw overtaken(inquiry);
    const content = { pk: 'present', generation: { below: generation } } as const;
    await this.#items.update(keys.contentKey(inquiry), { set: { expiresAt } }, content);
  }
}

function tooMany({ digest }: ImageRef) {
  return { message: 'too many asked about one image', details: { digest } };
}

function overtaken({ digest }: ImageRef): HistoryUnavailableError {
  return new HistoryUnavailableError('somebody else asked about the image meanwhile', {
    details: { digest },
  });
}

function isBroughtBy(item: Item, images: ReadonlySet<Digest>): boolean {
  const holder = HolderItem.safeParse(item);
  return holder.success && images.has(holder.data.firstDigest);
}
