import type { Digest } from '../../src/domain/digest.ts';
import type { ImageKind } from '../../src/domain/image.ts';
import {
  formatRegistry,
  formatRepository,
  type ImageRef,
  type RegistryId,
} from '../../src/domain/registry.ts';

/** An image as far as sums go. */
export interface StoredImage extends ImageRef {
  readonly kind: ImageKind;
  readonly pushedAt: string;
  readonly layers: readonly { readonly digest: Digest; readonly sizeBytes: number }[];
}

/** A layer of a registry and who holds it. */
export interface HeldLayer extends RegistryId {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly duplicateBytes: number;
  /** By name; the images by digest. */
  readonly holders: readonly { readonly repository: string; readonly images: readonly Digest[] }[];
}

/**
 * Everything there is to count, from the bare list of images and nothing of the product: the documented formulas,
 * word by word.
 */
export function recount(images: readonly StoredImage[]) {
  const registries = [...Map.groupBy(images, formatRegistry)].sort(byName).map(([, all]) => recountOne(all));
  return {
    registries: registries.map(({ totals }) => totals),
    repositories: registries.flatMap(({ repositories }) => repositories),
    layers: registries.flatMap(({ layers }) => layers),
  };
}

function recountOne(images: readonly StoredImage[]) {
  const { accountId = '', region = '' }: Partial<RegistryId> = images[0] ?? {};
  const repositories = [...Map.groupBy(images, formatRepository)].sort(byName).map(([, all]) => ({
    repository: all[0]?.repository ?? '',
    images: all,
    layers: layersOf(all),
  }));
  const layers: HeldLayer[] = [...layersOf(images)].sort(byName).map(([digest, sizeBytes]) => {
    const holders = repositories.filter((each) => each.layers.has(digest));
    return {
      accountId,
      region,
      digest,
      sizeBytes,
      duplicateBytes: sizeBytes * (holders.length - 1),
      holders: holders.map(({ repository, images: own }) => ({
        repository,
        images: own
          .filter((image) => image.layers.some((layer) => layer.digest === digest))
          .map((image) => image.digest)
          .sort(),
      })),
    };
  });
  const exclusive = new Set(layers.filter(({ holders }) => holders.length === 1).map(({ digest }) => digest));
  const storedBytes = sum(repositories.map((each) => sum(each.layers.values())));
  const uniqueBytes = sum(layers.map(({ sizeBytes }) => sizeBytes));
  return {
    layers,
    totals: {
      accountId,
      region,
      repositories: repositories.length,
      images: images.filter(({ kind }) => kind === 'image').length,
      layers: layers.length,
      logicalBytes: sum(images.map((image) => sum(layersOf([image]).values()))),
      storedBytes,
      uniqueBytes,
      duplicateBytes: storedBytes - uniqueBytes,
    },
    repositories: repositories.map(({ repository, images: all, layers: own }) => ({
      accountId,
      region,
      repository,
      images: all.filter(({ kind }) => kind === 'image').length,
      logicalBytes: sum(all.map((image) => sum(layersOf([image]).values()))),
      storedBytes: sum(own.values()),
      exclusiveBytes: sum([...own].filter(([digest]) => exclusive.has(digest)).map(([, size]) => size)),
      lastPushedAt:
        all
          .map(({ pushedAt }) => pushedAt)
          .sort()
          .at(-1) ?? null,
    })),
  };
}

/** The distinct layers with their sizes. */
function layersOf(images: readonly StoredImage[]): Map<Digest, number> {
  return new Map(images.flatMap(({ layers }) => layers.map(({ digest, sizeBytes }) => [digest, sizeBytes])));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
