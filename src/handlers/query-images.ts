import { InvalidQueryError } from '../domain/errors.ts';
import type { HistoryReader, ImageEntry, RegistryFilter } from '../domain/reader-ports.ts';
import { formatRepository, type RepositoryId } from '../domain/registry.ts';
import type { RepositoryTotals } from '../domain/totals.ts';
import { toBase } from './api-bases.ts';
import { ImageDetail, ImageList } from './api-images.ts';
import { ImageParameters, ImagesParameters } from './api-parameters.ts';
import { locateImage } from './image-location.ts';
import { onlyRegistry } from './query-registry.ts';
import { defineRoute } from './query-route.ts';

export const imagesRoute = defineRoute({
  path: '/v1/images',
  operationId: 'listImages',
  summary: 'The history of a repository, newest push first',
  notFound: 'No watched registry has the repository.',
  parameters: ImagesParameters,
  answer: ImageList,
  async respond({ reader }, { repository, accountId, region, from, to, limit, cursor = null }) {
    const range = { from: from && toUtc(from), to: to && toUtc(to) };
    if (range.from && range.to && range.from >= range.to)
      throw new InvalidQueryError('from must be before to');
    const { id, known } =
      accountId && region
        ? { id: { accountId, region, repository }, known: false }
        : { id: await findRepository(reader, repository, { accountId, region }), known: true };
    const page = await reader.images(id, range, { limit, cursor });
    // A misspelt name must not look like a repository without pushes.
    if (page.items.length === 0 && !known) await findRepository(reader, repository, id);
    return { items: page.items.map(toImage), cursor: page.cursor };
  },
});

export const imageRoute = defineRoute({
  path: '/v1/images/{digest}',
  operationId: 'getImage',
  summary: 'One image with its layers and findings',
  notFound: 'No watched repository has the image.',
  parameters: ImageParameters,
  answer: ImageDetail,
  async respond({ reader }, { digest, ...chosen }) {
    const { image, locations } = await locateImage(reader, digest, chosen);
    return {
      ...toImage(image),
      mediaType: image.mediaType,
      artifactType: image.artifactType,
      subject: image.subject,
      layers: image.layers.map((layer) => ({
        position: layer.position,
        digest: layer.digest,
        diffId: layer.diffId,
        sizeBytes: layer.sizeBytes,
        sharePercent: percentOf(layer.sizeBytes, image.sizeBytes),
        instruction: layer.instruction,
        origin: layer.origin,
        repositoryCount: layer.repositoryCount,
      })),
      findings: image.findings,
      children: image.children,
      locations: [...locations]
        .sort(byName)
        .map(({ accountId, region, repository }) => ({ accountId, region, repository })),
    };
  },
});

/** Throws where no registry has the repository, or several have one of its name. */
async function findRepository(
  reader: HistoryReader,
  repository: string,
  registry: RegistryFilter,
): Promise<RepositoryId> {
  const found: RepositoryTotals[] = [];
  let cursor: string | null = null;
  do {
    const page = await reader.repositories({ ...registry, repository }, { limit: 200, cursor });
    found.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  return onlyRegistry(found, `repository ${repository}`);
}

function byName(a: RepositoryId, b: RepositoryId): number {
  return formatRepository(a) < formatRepository(b) ? -1 : 1;
}

/** With one decimal; of nothing, nothing is a share. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((1_000 * part) / whole) / 10;
}

/** Always with milliseconds: such a bound compares rightly, as text, with times of whole seconds and with finer ones. */
function toUtc(time: string): string {
  return new Date(time).toISOString();
}

function toImage(entry: ImageEntry) {
  const isKnown = entry.kind !== 'unsupported';
  return {
    accountId: entry.accountId,
    region: entry.region,
    repository: entry.repository,
    digest: entry.digest,
    kind: entry.kind,
    tags: entry.tags,
    series: entry.series,
    platform: entry.platform,
    pushedAt: entry.pushedAt,
    sizeBytes: isKnown ? entry.sizeBytes : null,
    layerCount: entry.layerCount,
    newBytes: isKnown ? entry.newBytes : null,
    base: entry.base && toBase(entry.base),
    storageClass: entry.storageClass,
    deletedAt: entry.deletedAt,
  };
}
