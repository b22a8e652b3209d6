import { duplicateBytes } from '../../src/domain/findings/duplicate-layer.ts';
import type { Page, PageRequest } from '../../src/domain/page.ts';
import type { History } from '../../src/domain/ports.ts';
import type { HistoryReader } from '../../src/domain/reader-ports.ts';
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

/**
 * What the store says of everything that there is, and of the images that are gone (null where none ever was);
 * `expectedAnswers` is what it is to say.
 */
export async function askEverything(
  { reader, history }: Store,
  images: readonly StoredImage[],
  gone: readonly StoredImage[] | null = null,
) {
  const deleted = gone ?? [];
  const { layers } = recount(images);
  const repositories = repositoriesOf(images);
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
    layers: await Promise.all(layers.map((layer) => askLayer(reader, layer, deleted))),
    images: (await Promise.all(repositories.map((id) => askImages({ reader, history }, id)))).flat(),
    // What is gone took bytes with it that it had brought.
    newBytes: gone ? [] : await Promise.all(repositories.map((id) => newBytesOf(reader, id))),
    deleted: (await Promise.all(repositoriesOf([...images, ...deleted]).map((id) => askDeleted(reader, id))))
      .flat()
      .sort(),
  };
}

/** The same from the lists of images. */
export function expectedAnswers(images: readonly StoredImage[], gone: readonly StoredImage[] | null = null) {
  const deleted = gone ?? [];
  const { registries, repositories, layers } = recount(images);
  const counts = new Map(layers.map((layer) => [keyOf(layer), layer.holders.length]));
  return {
    registries,
    // What was pushed last may be gone again.
    repositories: repositories.map((totals) => {
      const pushed = [...images, ...deleted].filter((image) => isIn(image, totals));
      return {
        ...totals,
        lastPushedAt: pushed
          .map(({ pushedAt }) => pushedAt)
          .sort()
          .at(-1),
      };
    }),
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
    newBytes: (gone ? [] : [...Map.groupBy(images, formatRepository).keys()]).map(
      (name) => repositories.find((id) => formatRepository(id) === name)?.storedBytes,
    ),
    deleted: deleted.map((image) => `${formatRepository(image)} ${image.digest}`).sort(),
  };
}

async function askLayer(
  reader: HistoryReader,
  { accountId, region, digest }: HeldLayer,
  deleted: readonly StoredImage[],
) {
  const gone = deleted.map((image) => image.digest);
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
      isFirstKnown: [...images, ...gone].includes(firstDigest),
    })),
  };
}

async function askImages({ reader, history }: Store, id: RepositoryId) {
  const all = await allPages((page) => reader.images(id, {}, page), 4);
  const entries = all.filter(({ deletedAt }) => deletedAt === null);
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
      return { digest, kind, pushedAt, complete: known.get(digest)?.isComplete, sizeBytes, layers };
    }),
  );
}

async function askDeleted(reader: HistoryReader, id: RepositoryId): Promise<string[]> {
  const entries = await allPages((page) => reader.images(id, {}, page), 100);
  return entries
    .filter(({ deletedAt }) => deletedAt !== null)
    .map(({ digest }) => `${formatRepository(id)} ${digest}`);
}

/** Each byte a repository stores was new with exactly one of its images. */
async function newBytesOf(reader: HistoryReader, id: RepositoryId): Promise<number> {
  const entries = await allPages((page) => reader.images(id, {}, page), 100);
  return entries.reduce((sum, { newBytes }) => sum + newBytes, 0);
}

function isIn(image: StoredImage, repository: RepositoryId): boolean {
  return formatRepository(image) === formatRepository(repository);
}

function repositoriesOf(images: readonly StoredImage[]): RepositoryId[] {
  return [...Map.groupBy(images, formatRepository).values()].flatMap(([first]) => first ?? []);
}

function keyOf(layer: Pick<HeldLayer, 'accountId' | 'region' | 'digest'>): string {
  return `${formatRegistry(layer)} ${layer.digest}`;
}

function placeOf({ pushedAt, digest }: StoredImage): string {
  return `${pushedAt}|${digest}`;
}
