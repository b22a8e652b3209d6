import type { Digest } from '../../src/domain/digest.ts';
import { HistoryUnavailableError } from '../../src/domain/errors.ts';
import type { Finding } from '../../src/domain/findings/finding.ts';
import { BASELINE_IMAGES, type EarlierImage } from '../../src/domain/findings/image-grew.ts';
import { distinctLayers, type Image, type Layer } from '../../src/domain/image.ts';
import type { History, KnownImage, PushResult, Recorded } from '../../src/domain/ports.ts';
import {
  formatRegistry,
  formatRepository,
  type ImageRef,
  type RegistryId,
  type RepositoryId,
} from '../../src/domain/registry.ts';
import { mergeTaggings, type Tagging } from '../../src/domain/tagging.ts';

/** A recorded image, and what came of its push once that is complete. */
interface Row {
  readonly image: Image;
  readonly result: PushResult | null;
}

/** A repository that holds a layer, and the image that brought it. */
interface Holder {
  readonly repository: string;
  readonly firstDigest: Digest;
  readonly layer: Layer;
}

/** The history as the port describes it, in two maps. */
export class InMemoryHistory implements History {
  /** By repository and digest. */
  readonly rows = new Map<string, Row>();
  /** By registry and layer. */
  readonly holders = new Map<string, readonly Holder[]>();

  async find(repository: RepositoryId, digests: readonly Digest[]): Promise<ReadonlyMap<Digest, KnownImage>> {
    const known = new Map<Digest, KnownImage>();
    for (const digest of digests) {
      const row = this.rows.get(keyOf({ ...repository, digest }));
      if (!row) continue;
      const { kind, children } = row.image;
      known.set(digest, { kind, children, complete: row.result !== null, ...taggingOf(row.image) });
    }
    return known;
  }

  async record(image: Image): Promise<Recorded> {
    const known = this.rows.get(keyOf(image));
    const recorded = known ? { ...image, ...taggingOf(mergeTaggings(known.image, image)) } : image;
    this.rows.set(keyOf(image), { image: recorded, result: known?.result ?? null });
    const brought = distinctLayers(image.layers)
      .map((layer) => this.#hold(image, layer))
      .filter(({ own }) => own.firstDigest === image.digest);
    return {
      newBytes: brought.reduce((sum, { own }) => sum + own.layer.sizeBytes, 0),
      earlier: await this.earlierOf(recorded),
      shared: brought
        .filter(({ holders }) => holders.length > 1)
        .map(({ own, holders }) => ({
          accountId: image.accountId,
          region: image.region,
          ...own.layer,
          repositoryCount: holders.length,
        })),
    };
  }

  #hold(image: Image, layer: Layer): { own: Holder; holders: readonly Holder[] } {
    const key = `${formatRegistry(image)} ${layer.digest}`;
    const before = this.holders.get(key) ?? [];
    const known = before.find(({ repository }) => repository === image.repository);
    const own = known ?? { repository: image.repository, firstDigest: image.digest, layer };
    const holders = known ? before : [...before, own];
    this.holders.set(key, holders);
    return { own, holders };
  }

  async holdersOf(registry: RegistryId, layer: Digest): Promise<readonly string[]> {
    const holders = this.holders.get(`${formatRegistry(registry)} ${layer}`) ?? [];
    return holders
      .map(({ repository }) => repository)
      .sort()
      .slice(0, 10);
  }

  async retag(ref: ImageRef, news: Tagging, findings: readonly Finding[]): Promise<void> {
    const row = this.rows.get(keyOf(ref));
    if (!row) return;
    const tagging = taggingOf(mergeTaggings(row.image, news));
    const result = row.result && { ...row.result, findings: [...row.result.findings, ...findings] };
    this.rows.set(keyOf(ref), { image: { ...row.image, ...tagging }, result });
  }

  async earlierOf(image: Image): Promise<readonly EarlierImage[]> {
    if (image.kind !== 'image' || image.series === null) return [];
    return [...this.rows.values()]
      .map((row) => row.image)
      .filter((other) => seriesOf(other) === seriesOf(image) && placeOf(other) < placeOf(image))
      .sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1))
      .slice(0, BASELINE_IMAGES)
      .map(({ digest, sizeBytes }) => ({ digest, sizeBytes }));
  }

  async read(ref: ImageRef): Promise<Image | null> {
    return this.rows.get(keyOf(ref))?.image ?? null;
  }

  async complete(image: Image, result: PushResult): Promise<void> {
    const row = this.rows.get(keyOf(image));
    if (row?.image.pushedAt !== image.pushedAt || row.image.seriesFrom !== image.seriesFrom)
      throw new HistoryUnavailableError('another event moved the image');
    this.rows.set(keyOf(image), { ...row, result });
  }
}

function keyOf(ref: ImageRef): string {
  return `${formatRepository(ref)}@${ref.digest}`;
}

function seriesOf(image: Image): string {
  return JSON.stringify([formatRepository(image), image.kind, image.series, image.platform]);
}

function placeOf({ pushedAt, digest }: Image): string {
  return `${pushedAt} ${digest}`;
}

function taggingOf({ tags, pushedAt, series, seriesFrom }: Tagging): Tagging {
  return { tags, pushedAt, series, seriesFrom };
}
