import type { Alert } from '../../src/domain/alert.ts';
import type { AlertMute, KeptAlert } from '../../src/domain/alert-ports.ts';
import { type Base, recogniseBase } from '../../src/domain/base.ts';
import { chainIds } from '../../src/domain/chain.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { ConsolidationFinding } from '../../src/domain/findings/consolidation.ts';
import type { SharedLayer } from '../../src/domain/findings/duplicate-layer.ts';
import { distinctLayers, type Image, sizeOf } from '../../src/domain/image.ts';
import type { PushResult } from '../../src/domain/ports.ts';
import type { ImageEntry } from '../../src/domain/reader-ports.ts';
import { formatRegistry, formatRepository, type RegistryId } from '../../src/domain/registry.ts';
import type { StorageClass } from '../../src/domain/registry-ports.ts';
import type { RegistryTotals, RepositoryTotals } from '../../src/domain/totals.ts';

/** An image as a history keeps it. */
export interface RecordedImage extends Image, PushResult {
  readonly storageClass: StorageClass;
  readonly deletedAt: string | null;
}

/** Everything there is to ask about. It may change between questions. */
export interface RecordedHistory {
  readonly images: readonly RecordedImage[];
  readonly alerts: readonly Alert[];
  /** By the id of the alert. */
  readonly mutes?: ReadonlyMap<string, AlertMute>;
  readonly groups?: readonly ConsolidationFinding[];
  /** When the registries' numbers last changed, by registry; RFC 3339. */
  readonly asOf: Readonly<Record<string, string>>;
}

/** The alerts, as if all of them were published. */
export function keptAlerts({ alerts, mutes }: RecordedHistory): KeptAlert[] {
  return alerts.map((alert) => ({
    alert,
    publishedRevision: alert.revision,
    publishedState: alert.state,
    claimedUntil: alert.updatedAt,
    mute: mutes?.get(alert.id) ?? null,
  }));
}

export function registryTotals(
  images: readonly RecordedImage[],
  asOf: RecordedHistory['asOf'],
): RegistryTotals {
  const { accountId, region } = first(images);
  const live = images.filter(isLive);
  const layers = distinctLayers(live.flatMap((image) => image.layers));
  const repositories = groupBy(live, formatRepository);
  const storedBytes = sum(repositories.map((group) => sizeOf(group.flatMap((image) => image.layers))));
  const uniqueBytes = sum(layers.map((layer) => layer.sizeBytes));
  return {
    accountId,
    region,
    repositories: repositories.length,
    images: live.length,
    layers: layers.length,
    logicalBytes: sum(live.map((image) => image.sizeBytes)),
    storedBytes,
    uniqueBytes,
    duplicateBytes: storedBytes - uniqueBytes,
    asOf: asOf[formatRegistry({ accountId, region })] ?? '2026-11-01T00:00:00Z',
  };
}

export function repositoryTotals(
  images: readonly RecordedImage[],
  all: readonly RecordedImage[],
): RepositoryTotals {
  const { accountId, region, repository } = first(images);
  const live = images.filter(isLive);
  const layers = distinctLayers(live.flatMap((image) => image.layers));
  const exclusive = layers.filter(
    ({ digest }) => findLayer(all, { accountId, region }, digest)?.repositoryCount === 1,
  );
  return {
    ...{ accountId, region, repository },
    images: live.length,
    logicalBytes: sum(live.map((image) => image.sizeBytes)),
    storedBytes: sizeOf(layers),
    exclusiveBytes: sizeOf(exclusive),
    lastPushedAt:
      images
        .map(({ pushedAt }) => pushedAt)
        .sort()
        .at(-1) ?? null,
  };
}

export function sharedLayers(images: readonly RecordedImage[]): SharedLayer[] {
  return distinctLayers(images.flatMap((image) => image.layers)).flatMap(({ digest }) => {
    const layer = findLayer(images, first(images), digest);
    return layer && layer.repositoryCount > 1 ? [layer] : [];
  });
}

export function findLayer(
  all: readonly RecordedImage[],
  registry: RegistryId,
  digest: Digest,
): SharedLayer | null {
  const images = holding(all, registry, digest);
  const layer = images[0]?.layers.find((one) => one.digest === digest);
  if (!layer) return null;
  const repositories = [...new Set(images.map(({ repository }) => repository))].sort();
  const { accountId, region } = registry;
  return { accountId, region, ...layer, repositoryCount: repositories.length, repositories };
}

export function holding(
  all: readonly RecordedImage[],
  registry: RegistryId,
  digest: Digest,
): RecordedImage[] {
  return all.filter(
    (image) =>
      isLive(image) &&
      formatRegistry(image) === formatRegistry(registry) &&
      image.layers.some((layer) => layer.digest === digest),
  );
}

function isLive(image: RecordedImage): boolean {
  return image.deletedAt === null;
}

/** The groups in the order of their names. */
export function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): T[][] {
  const groups = Map.groupBy(items, nameOf);
  return [...groups.keys()].sort().map((name) => groups.get(name) ?? []);
}

export function first<T>([item]: readonly T[]): T {
  if (item === undefined) throw new Error('a group is never empty');
  return item;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function toEntry(images: readonly RecordedImage[], image: RecordedImage): ImageEntry {
  const { accountId, region, repository, digest, kind, platform, sizeBytes, newBytes } = image;
  const { tags, pushedAt, series, seriesFrom, findings, storageClass, deletedAt } = image;
  return {
    ...{ accountId, region, repository, digest, kind, platform, sizeBytes, newBytes },
    ...{ tags, pushedAt, series, seriesFrom, findings, storageClass, deletedAt },
    layerCount: image.layers.length,
    base: kind === 'image' ? baseOf(images, image) : null,
  };
}

/** Compares the image with every other one. */
function baseOf(images: readonly RecordedImage[], image: RecordedImage): Base {
  const others = images.filter(({ kind }) => kind === 'image');
  const chains = Map.groupBy(others, ({ layers }) => chainIds(layers).at(-1) ?? image.digest);
  const counts = image.layers.map(
    ({ digest }) => [digest, findLayer(images, image, digest)?.repositoryCount ?? 0] as const,
  );
  return recogniseBase(image, {
    chains: new Map(
      [...chains].map(([chainId, some]) => [
        chainId,
        some.map((one) => ({
          ...one,
          at: one.pushedAt,
          isBare: one.layers.every(({ instruction }) => instruction === null),
        })),
      ]),
    ),
    repositoryCounts: new Map(counts),
  });
}
