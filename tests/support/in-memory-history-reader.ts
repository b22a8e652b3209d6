import { UNKNOWN_BASE } from '../../src/domain/base.ts';
import { placeLayers } from '../../src/domain/placed-layers.ts';
import { InvalidQueryError } from '../../src/domain/errors.ts';
import { duplicateBytes } from '../../src/domain/findings/duplicate-layer.ts';
import { repositoriesOf } from '../../src/domain/findings/finding.ts';
import { distinctLayers, sizeOf } from '../../src/domain/image.ts';
import type { Page, PageRequest } from '../../src/domain/page.ts';
import type * as ports from '../../src/domain/reader-ports.ts';
import {
  formatRegistry,
  formatRepository,
  type RegistryId,
  type RepositoryId,
} from '../../src/domain/registry.ts';
import * as recorded from './recorded-history.ts';

/** Answers from plain arrays, every number summed up anew: slow, and easy to believe. */
export function createInMemoryHistoryReader(history: recorded.RecordedHistory): ports.HistoryReader {
  return {
    async registryIds(filter) {
      return recorded
        .groupBy(history.images.filter(within(filter)), formatRegistry)
        .flatMap(([first]) => (first ? [{ accountId: first.accountId, region: first.region }] : []));
    },
    async registries(filter) {
      return recorded
        .groupBy(history.images.filter(within(filter)), formatRegistry)
        .map((images) => recorded.registryTotals(images, history.asOf));
    },
    async repositories(filter, page) {
      const images = history.images.filter(within(filter));
      const totals = recorded
        .groupBy(images, formatRepository)
        .map((group) => recorded.repositoryTotals(group, history.images));
      return pageOf('repositories', totals, page);
    },
    async images(repository, { from = '', to = '~' }, page) {
      const found = history.images.filter(
        (image) => isIn(image, repository) && image.pushedAt >= from && image.pushedAt < to,
      );
      return pageOf(
        'images',
        found.sort(newestFirst).map((image) => recorded.toEntry(history.images, image)),
        page,
      );
    },
    async locations(digest) {
      return history.images
        .filter((image) => image.digest === digest)
        .sort((a, b) => Number(a.deletedAt !== null) - Number(b.deletedAt !== null))
        .map(({ accountId, region, repository }) => ({ accountId, region, repository, digest }));
    },
    async image(ref) {
      const image = history.images.find((one) => one.digest === ref.digest && isIn(one, ref));
      if (!image) return null;
      const { mediaType, artifactType, subject, children } = image;
      const entry = recorded.toEntry(history.images, image);
      const placed = placeLayers(image, entry.base ?? UNKNOWN_BASE);
      const layers = placed.map((layer) => ({
        ...layer,
        repositoryCount: recorded.findLayer(history.images, image, layer.digest)?.repositoryCount ?? 0,
      }));
      return { ...entry, mediaType, artifactType, subject, layers, children };
    },
    async layer(registry, digest) {
      return recorded.findLayer(history.images, registry, digest);
    },
    async holders(registry, digest, page) {
      const images = recorded.holding(history.images, registry, digest);
      return pageOf('holders', recorded.groupBy(images, formatRepository).map(toHolder), page);
    },
    async consolidations(filter, page) {
      return pageOf('consolidations', (history.groups ?? []).filter(within(filter)), page);
    },
    async duplicates(filter, page) {
      const layers = recorded
        .groupBy(history.images.filter(within(filter)), formatRegistry)
        .flatMap(recorded.sharedLayers);
      return pageOf(
        'duplicates',
        layers.sort((a, b) => duplicateBytes(b) - duplicateBytes(a)),
        page,
      );
    },
    async alerts({ repository, owner, kind, severity, state, accountId, region }, page) {
      const found = recorded
        .keptAlerts(history)
        .filter(
          ({ alert }) =>
            within({ accountId, region })(alert.subject) &&
            (!repository || repositoriesOf(alert.finding).includes(repository)) &&
            (!owner || alert.owners.includes(owner)) &&
            (!kind || alert.kind === kind) &&
            (!severity || alert.severity === severity) &&
            (!state || alert.state === state || (state === 'active' && alert.state !== 'resolved')),
        );
      return pageOf(
        'alerts',
        found.sort((a, b) => (a.alert.updatedAt > b.alert.updatedAt ? -1 : 1)),
        page,
      );
    },
    ...createInMemorySimulationReader(history),
  };
}

function createInMemorySimulationReader({ images }: recorded.RecordedHistory): ports.SimulationReader {
  const liveIn = (repository: RepositoryId) =>
    images.filter((image) => image.deletedAt === null && isIn(image, repository));
  return {
    async repositorySizes(registry, names) {
      const sizes = names.map((repository): [string, ports.RepositorySize] => {
        const live = liveIn({ ...registry, repository });
        const storedBytes = sizeOf(live.flatMap(({ layers }) => layers));
        return [repository, { liveImages: live.length, storedBytes }];
      });
      return new Map(sizes.filter(([, { liveImages }]) => liveImages > 0));
    },
    async liveImages(repository) {
      return liveIn(repository).map(({ digest, kind, layers }) => ({
        ...{ digest, kind },
        layers: distinctLayers(layers).map((layer) => layer.digest),
      }));
    },
    async childrenOf(repository, indexes) {
      const wanted = liveIn(repository).filter(({ digest }) => indexes.includes(digest));
      return new Map(wanted.map(({ digest, children }) => [digest, children]));
    },
    async describeLayers(registry, layers) {
      return layers.flatMap((layer) => {
        const found = recorded.findLayer(images, registry, layer.digest);
        if (!found) return [];
        const { sizeBytes, instruction, repositoryCount } = found;
        return [{ ...layer, sizeBytes, instruction, repositoryCount }];
      });
    },
  };
}

function toHolder(images: readonly recorded.RecordedImage[]): ports.LayerHolder {
  const { accountId, region, repository, pushedAt, digest } = recorded.first(
    [...images].sort(newestFirst).reverse(),
  );
  const digests = [...images].sort(newestFirst).map((image) => image.digest);
  return {
    ...{ accountId, region, repository },
    ...{ since: pushedAt, firstDigest: digest, images: digests.slice(0, 10), imageCount: digests.length },
  };
}

function within(filter: { readonly [name in keyof RepositoryId]?: string | undefined }) {
  return (it: RegistryId & { readonly repository?: string }): boolean =>
    (filter.accountId ?? it.accountId) === it.accountId &&
    (filter.region ?? it.region) === it.region &&
    (filter.repository ?? it.repository) === it.repository;
}

function isIn(image: RepositoryId, repository: RepositoryId): boolean {
  return formatRepository(image) === formatRepository(repository);
}

function newestFirst(a: recorded.RecordedImage, b: recorded.RecordedImage): number {
  return a.pushedAt > b.pushedAt ? -1 : 1;
}

function pageOf<T>(list: string, items: readonly T[], { limit, cursor }: PageRequest): Page<T> {
  const start = cursor === null ? 0 : Number(new RegExp(`^${list}:(\\d+)$`).exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new InvalidQueryError('the cursor is not one of this list');
  const end = start + limit;
  return { items: items.slice(start, end), cursor: end < items.length ? `${list}:${end}` : null };
}
