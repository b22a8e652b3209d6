import type { Digest } from '../domain/digest.ts';
import { HistoryUnavailableError } from '../domain/errors.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { Image } from '../domain/image.ts';
import type { Attempt, Inquiry, PushResult, Recorded } from '../domain/ports.ts';
import type { ImageRef } from '../domain/registry.ts';
import type { StorageClass } from '../domain/registry-ports.ts';
import { mergeTaggings, type Tagging } from '../domain/tagging.ts';
import { untilDone } from './dynamodb-attempts.ts';
import { keepChain } from './dynamodb-chains.ts';
import { keepContents } from './dynamodb-contents.ts';
import type { Counting } from './dynamodb-counting.ts';
import { isOdd, stateOf, unchanged } from './dynamodb-facts.ts';
import type { Forgetting } from './dynamodb-forgetting.ts';
import type { Item, Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import * as places from './dynamodb-places.ts';
import type { LayerIndex } from './dynamodb-layers.ts';
import type { Series } from './dynamodb-series.ts';
import { packFindings, unpackFindings } from './dynamodb-finding-records.ts';
import { contentItem } from './dynamodb-content-records.ts';
import * as records from './dynamodb-records.ts';
import * as sumRecords from './dynamodb-sum-records.ts';
import type { Sharing } from './dynamodb-sharing.ts';

/** The row of an image that is being recorded. */
interface Arrival {
  readonly attempt: Attempt;
  readonly item: Item;
  /** Nobody else can have done anything for it yet. */
  readonly isNew: boolean;
}

/** Pushes: how an image enters the history. */
export class Recording {
  readonly #items: Items;
  readonly #layers: LayerIndex;
  readonly #sharing: Sharing;
  readonly #counting: Counting;
  readonly #forgetting: Forgetting;
  readonly #series: Series;

  constructor(
    items: Items,
    layers: LayerIndex,
    sharing: Sharing,
    counting: Counting,
    forgetting: Forgetting,
    series: Series,
  ) {
    this.#items = items;
    this.#layers = layers;
    this.#sharing = sharing;
    this.#counting = counting;
    this.#forgetting = forgetting;
    this.#series = series;
  }

  /**
   * Content, row, the holders of its layers, the sums: whoever finds the row incomplete does it all again, and finds
   * done what was done. The sums are read before anything they count.
   */
  async record(image: Image, inquiry: Inquiry | null, storageClass: StorageClass): Promise<Recorded | null> {
    const seen = await this.#counting.read(image);
    // A repository is known before anything of it is: what is left undone can then be found.
    if (seen.repository.version === 0) await this.#items.putNew({ ...keys.repositorySumKey(image) });
    const arrival = await this.#arrive(image, inquiry, storageClass);
    if (!arrival) return null;
    const { attempt, item, isNew } = arrival;
    const { generation } = attempt;
    await keepChain(this.#items, image);
    if (!isNew) await this.retag(image, image, []);
    const earlier = await this.#series.earlierOf(image);
    // A row that was there before may have brought layers that the images after it rely on: then each one is read.
    const held = isNew ? await this.#series.layersOfComplete(image, earlier) : new Set<Digest>();
    const holdings = await this.#layers.bring(image, generation, held);
    if (!holdings) return null;
    const own = holdings.filter((each) => sumRecords.HolderItem.parse(each).firstDigest === image.digest);
    const { layers, holdings: told, unsettled } = await this.#sharing.share(image, own, image.pushedAt);
    await this.#counting.count(image, [item, ...told], image.pushedAt, seen);
    await this.#counting.markCounted(told, this.#forgetting.inDays(1));
    await this.#sharing.settle(unsettled);
    const brought = told
      .map((each) => sumRecords.HolderItem.parse(each))
      .filter(({ firstGeneration }) => firstGeneration === generation);
    const newLayers = new Set(brought.map(({ digest }) => digest));
    const known = new Set(layers.map(({ digest }) => digest));
    await keepContents(this.#items, image, newLayers.difference(known));
    return {
      attempt,
      newBytes: brought.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      newLayers,
      earlier: earlier.map(({ digest, sizeBytes, isLambda }) => ({ digest, sizeBytes, isLambda })),
      shared: layers.filter(({ digest }) => newLayers.has(digest)),
    };
  }

  async #arrive(image: Image, inquiry: Inquiry | null, storageClass: StorageClass): Promise<Arrival | null> {
    const key = keys.imageKey(image);
    if (!inquiry) {
      const item = records.imageItem(image);
      await this.#keepContent(image, 1);
      if (await this.#items.putNew(item)) return { attempt: { generation: 1, number: 1 }, item, isNew: true };
    }
    const once = async () => {
      const found = await this.#items.get(key);
      if (!found) return null;
      const { generation, inquiry: asked, answered } = records.HeardOfItem.parse(found);
      const isOpen = asked > answered;
      if ((isOpen || !isOdd(generation)) && inquiry?.inquiry !== asked) return null;
      const comes = !isOdd(generation);
      if (comes) await this.#keepContent(image, generation + 1);
      const come = comes ? comeBack(image, found, generation + 1) : { set: {} };
      // Whoever comes last sees what all before have done, and answers for the image.
      const attempts = stateOf(found, 'attempts') + 1;
      const set = { ...come.set, attempts, ...(isOpen && { answered: asked, storageClass }) };
      const condition = unchanged(found, 'inquiry', 'generation', 'revision', 'attempts');
      const done = await this.#items.update(key, { ...come, set }, condition);
      if (done)
        return {
          attempt: { generation: comes ? generation + 1 : generation, number: attempts },
          item: { ...found, ...set },
          isNew: false,
        };
      return undefined;
    };
    return untilDone(this.#items, once, tooMany(image));
  }

  /** Before the row, so that a row is never without; that of a later generation stays. */
  async #keepContent(image: Image, generation: number): Promise<void> {
    const { pk, sk, ...content } = contentItem(image);
    const change = { set: { ...content, generation }, remove: ['expiresAt'] };
    await this.#items.update({ pk, sk }, change, { generation: { below: generation } });
  }

  async retag(ref: ImageRef, news: Tagging, findings: readonly Finding[]): Promise<void> {
    const once = async () => {
      const found = await this.#items.get(keys.imageKey(ref));
      if (!found || !('kind' in found)) return true;
      const row = records.ImageItem.parse(found);
      const before = records.taggingOf(row);
      const after = mergeTaggings(before, news);
      if (after === before) return true;
      const amended = { ...row, ...after };
      const set = {
        ...after,
        live: places.placeKey(amended, isOdd(row.generation)),
        time: places.timeKey(amended),
        findings: packFindings([...unpackFindings(row.findings), ...findings]),
        revision: row.revision + 1,
      };
      return (await this.#items.update(row, { set }, { revision: { is: row.revision } })) || undefined;
    };
    await untilDone(this.#items, once, tooMany(ref));
  }

  async complete(
    image: Image,
    { generation, number }: Attempt,
    { newBytes, findings }: PushResult,
  ): Promise<void> {
    const marks = { generationInRepository: generation, generationInRegistry: generation };
    const done = await this.#items.update(
      keys.imageKey(image),
      { set: { complete: true, ...marks, newBytes, findings: packFindings(findings) } },
      {
        generation: { is: generation },
        attempts: { is: number },
        pushedAt: { is: image.pushedAt },
        seriesFrom: { is: image.seriesFrom },
      },
    );
    if (!done)
      throw new HistoryUnavailableError('another event moved the image while it was recorded', {
        details: { digest: image.digest },
      });
  }
}

/** How the row of an image that is not there, or was only heard of, changes when it comes. */
function comeBack(image: Image, found: Item, generation: number) {
  const before = 'kind' in found ? records.ImageItem.parse(found) : null;
  const tagging = before ? mergeTaggings(records.taggingOf(before), image) : image;
  const { pk: _pk, sk: _sk, ...row } = records.imageItem({ ...image, ...tagging });
  return {
    set: { ...row, generation, revision: (before?.revision ?? 0) + 1 },
    remove: ['complete', 'deletedAt', 'expiresAt', 'findings', 'newBytes'],
  };
}

function tooMany({ digest }: ImageRef) {
  return { message: 'too many writers met on one image', details: { digest } };
}
