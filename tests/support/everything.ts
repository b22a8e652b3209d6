import type { Digest } from '../../src/domain/digest.ts';
import { duplicateBytes } from '../../src/domain/findings/duplicate-layer.ts';
import type { History, HistoryReader, Page, PageRequest } from '../../src/domain/ports.ts';
import { formatRegistry, formatRepository, type RepositoryId } from '../../src/domain/registry.ts';
import { type HeldLayer, recount, type StoredImage } from './recount.ts';

export interface Store {
  readonly reader: HistoryReader;
  readonly history: History;
}

/** Every item of a list, page after page. Throws where a page is longer than was asked for. */
export async function allPages<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  limit: number,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read({ limit, cursor });
    if (page.items.length > limit) throw new Error(`${page.items.length} items on a page of ${limit}`);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== null);
  return items;
}

/** What the store says of everything that there is; `expectedAnswers` is what it is to say. */
export async function askEverything({ reader, history }: Store, images: readonly StoredImage[]) {
  const { layers } = recount(images);
  const repositories = [...Map.groupBy(images, formatRepository).values()].flatMap(([first]) => first ?? []);
  const duplicates = await allPages((page) => reader.duplicates({}, page), 3);
  const wasted = duplicates.map(duplicateBytes);
  return {
    registries: (await reader.registries({})).map(({ asOf: _asOf, ...totals }) => totals),
    repositories: await allPages((page) => reader.repositories({}, page), 3),
    mostWastefulFirst: wasted.every(
      (bytes, position) => position === 0 || bytes <= (wasted[position - 1] ?? 0),
    ),
    // Layers that waste the same come in no order.
    duplicates: duplicates
      .map((layer) => ({
        registry: formatRegistry(layer),
        digest: layer.digest,
        repositories: layer.repositories,
        repositoryCount: layer.repositoryCount,
        duplicateBytes: duplicateBytes(layer),
      }))
      .sort((a, b) => (`${a.registry} ${a.digest}` < `${b.registry} ${b.digest}` ? -1 : 1)),
    layers: await Promise.all(layers.map(({ digest, ...registry }) => askLayer(reader, registry, digest))),
    images: (await Promise.all(repositories.map((id) => askImages({ reader, history }, id)))).flat(),
    newBytes: await Promise.all(repositories.map((id) => newBytesOf(reader, id))),
  };
}

/** The same from the list of images. */
export function expectedAnswers(images: readonly StoredImage[]) {
  const { registries, repositories, layers } = recount(images);
  const counts = new Map(layers.map((layer) => [keyOf(layer), layer.holders.length]));
  return {
    registries,
    repositories,
    mostWastefulFirst: true,
    duplicates: layers
      .filter(({ holders }) => holders.length > 1)
      .map((layer) => ({
        registry: formatRegistry(layer),
        digest: layer.digest,
        repositories: layer.holders.slice(0, 10).map(({ repository }) => repository),
        repositoryCount: layer.holders.length,
        duplicateBytes: layer.duplicateBytes,
      })),
    layers: layers.map(({ duplicateBytes: _duplicateBytes, holders, ...layer }) => ({
      ...layer,
      repositories: holders.slice(0, 10).map(({ repository }) => repository),
      repositoryCount: holders.length,
      holders: holders.map((holder) => ({ ...holder, imageCount: holder.images.length, isFirstKnown: true })),
    })),
    images: [...Map.groupBy(images, formatRepository).values()]
      .flatMap((group) => [...group].sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1)))
      .map(({ digest, kind, pushedAt, layers: own, ...place }) => ({
        digest,
        kind,
        pushedAt,
        complete: true,
        sizeBytes: [...new Map(own.map((layer) => [layer.digest, layer.sizeBytes])).values()].reduce(
          (sum, size) => sum + size,
          0,
        ),
        layers: own.map((layer) => ({
          digest: layer.digest,
          sizeBytes: layer.sizeBytes,
          repositoryCount: counts.get(keyOf({ ...place, digest: layer.digest })),
        })),
      })),
    newBytes: [...Map.groupBy(images, formatRepository).keys()].map(
      (name) => repositories.find((id) => formatRepository(id) === name)?.storedBytes,
    ),
  };
}

async function askLayer(reader: HistoryReader, registry: Omit<HeldLayer, 'digest'>, digest: Digest) {
  const { accountId, region } = registry;
  const layer = await reader.layer({ accountId, region }, digest);
  const holders = await allPages((page) => reader.holders({ accountId, region }, digest, page), 2);
  return {
    accountId: layer?.accountId,
    region: layer?.region,
    digest: layer?.digest,
    sizeBytes: layer?.sizeBytes,
    repositories: layer?.repositories,
    repositoryCount: layer?.repositoryCount,
    holders: holders.map(({ repository, images, imageCount, firstDigest }) => ({
      repository,
      images: [...images].sort(),
      imageCount,
      isFirstKnown: images.includes(firstDigest),
    })),
  };
}

async function askImages({ reader, history }: Store, id: RepositoryId) {
  const entries = await allPages((page) => reader.images(id, {}, page), 4);
  const known = await history.find(
    id,
    entries.map(({ digest }) => digest),
  );
  return Promise.all(
    entries.map(async (entry) => {
      const { digest, kind, pushedAt, sizeBytes } = entry;
      const layers = (await reader.image({ ...id, digest }))?.layers.map((layer) => ({
        digest: layer.digest,
        sizeBytes: layer.sizeBytes,
        repositoryCount: layer.repositoryCount,
      }));
      return { digest, kind, pushedAt, complete: known.get(digest)?.complete, sizeBytes, layers };
    }),
  );
}

/** Each byte a repository stores was new with exactly one of its images. */
async function newBytesOf(reader: HistoryReader, id: RepositoryId): Promise<number> {
  const entries = await allPages((page) => reader.images(id, {}, page), 100);
  return entries.reduce((sum, { newBytes }) => sum + newBytes, 0);
}

function keyOf(layer: Pick<HeldLayer, 'accountId' | 'region' | 'digest'>): string {
  return `${formatRegistry(layer)} ${layer.digest}`;
}

function placeOf({ pushedAt, digest }: StoredImage): string {
  return `${pushedAt}|${digest}`;
}
