import type { Digest } from '../domain/digest.ts';
import { BASELINE_IMAGES, type EarlierImage } from '../domain/findings/image-grew.ts';
import type { Image } from '../domain/image.ts';
import { type PlacedInOrder, predecessorsOf } from '../domain/predecessors.ts';
import type { RepositoryId } from '../domain/registry.ts';
import { lineOf } from '../domain/tagging.ts';
import { isOdd, stateOf } from './dynamodb-facts.ts';
import { inParallel, type Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import * as places from './dynamodb-places.ts';
import * as records from './dynamodb-records.ts';

/** An earlier image of a series, and whether it is still there. */
export interface Predecessor extends EarlierImage, PlacedInOrder {
  readonly isLive: boolean;
}

/** So many images after a deleted one are looked at for layers that need not be taken away in the first place. */
const FOLLOWERS = 5;

/** The images of a series before one, and after one. */
export class Series {
  readonly #items: Items;

  constructor(items: Items) {
    this.#items = items;
  }

  /** Live and deleted images of the series that this one replaces, the next one first: a deleted one was as large. */
  async earlierOf(image: Image, within: 'series' | 'line' = 'series'): Promise<readonly Predecessor[]> {
    if (image.kind !== 'image' || image.series === null) return [];
    const found = await Promise.all([true, false].map((isLive) => this.#earlier(image, isLive)));
    const below = found.flat().sort((a, b) => (a.place < b.place ? 1 : -1));
    const { pushedAt } = image;
    const line = lineOf(image);
    const replaced =
      within === 'line'
        ? below.filter((one) => one.line === line)
        : predecessorsOf({ line, pushedAt }, below);
    return replaced.slice(0, BASELINE_IMAGES);
  }

  async #earlier(image: Image, isLive: boolean) {
    const prefix = places.placePrefix(image, isLive);
    const { items } = await this.#items.query({
      index: 'live',
      partition: keys.repositoryPartition(image),
      range: { from: prefix, to: places.placeKey(image, isLive) },
      consistent: true,
      newestFirst: true,
      limit: BASELINE_IMAGES + 1,
    });
    return items
      .map((item) => records.LiveItem.parse(item))
      .flatMap(({ sk, live, sizeBytes, isLambda }) => {
        const place = places.parsePlaceKey(live);
        if (!place) return [];
        const { line, pushedAt } = place;
        const digest = keys.parseImageSortKey(sk);
        return [{ digest, sizeBytes, isLambda, isLive, line, pushedAt, place: live.slice(prefix.length) }];
      })
      .filter(({ digest }) => digest !== image.digest);
  }

  /** The layers of the predecessor, where it is there and all that follows from its push was done. */
  async layersOfComplete(image: Image, earlier: readonly Predecessor[]): Promise<ReadonlySet<Digest>> {
    const predecessor = earlier.find(({ isLive }) => isLive);
    const found =
      predecessor && (await this.#items.get(keys.imageKey({ ...image, digest: predecessor.digest })));
    const isReliable = found?.complete === true && isOdd(stateOf(found, 'generation'));
    return new Set(isReliable ? records.unpackDigests(found.layers) : []);
  }

  /** The layers of the live images that come next in the series of deleted ones: most likely to have what those had. */
  async layersAfter(
    repository: RepositoryId,
    deleted: readonly records.ImageItem[],
  ): Promise<ReadonlySet<Digest>> {
    const bySeries = Map.groupBy(deleted, (image) => places.placePrefix(image, true));
    const found = await inParallel([...bySeries], async ([prefix, images]) => {
      const ends = images.map((image) => places.placeKey(image, true)).sort();
      const { items } = await this.#items.query({
        index: 'live',
        partition: keys.repositoryPartition(repository),
        range: { from: ends.at(-1) ?? prefix, to: `${prefix}~` },
        consistent: true,
        limit: FOLLOWERS,
      });
      return items.flatMap(({ layers }) => records.unpackDigests(layers));
    });
    return new Set(found.flat());
  }
}
