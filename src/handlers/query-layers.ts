import { monthlyCostUsd } from '../domain/cost.ts';
import type { Digest } from '../domain/digest.ts';
import { boundOf, duplicateBytes, type SharedLayer } from '../domain/findings/duplicate-layer.ts';
import type { RegistryState } from '../domain/ports.ts';
import type { HistoryReader, RegistryFilter } from '../domain/reader-ports.ts';
import { formatRegistry } from '../domain/registry.ts';
import { DuplicateLayerList, Layer } from './api-layers.ts';
import { DuplicatesParameters, LayerParameters } from './api-parameters.ts';
import { onlyRegistry } from './query-registry.ts';
import { defineRoute } from './query-route.ts';
import { statesOf } from './registry-states.ts';

export const layerRoute = defineRoute({
  path: '/v1/layers/{digest}',
  operationId: 'getLayer',
  summary: 'One layer of a registry and the repositories that hold it',
  notFound: 'No watched registry holds the layer.',
  parameters: LayerParameters,
  answer: Layer,
  async respond({ reader, registries }, { digest, limit, cursor = null, ...filter }) {
    const layer = onlyRegistry(await findLayer(reader, digest, filter), `layer ${digest}`);
    const [page, state] = await Promise.all([
      reader.holders(layer, digest, { limit, cursor }),
      registries.find(layer),
    ]);
    const items = page.items.map((holder) => ({
      repository: holder.repository,
      since: holder.since,
      firstDigest: holder.firstDigest,
      images: holder.images,
      imageCount: holder.imageCount,
    }));
    return { ...toLayer(layer, state), items, cursor: page.cursor };
  },
});

export const duplicatesRoute = defineRoute({
  path: '/v1/duplicates',
  operationId: 'listDuplicates',
  summary: 'The layers that are held by several repositories, most duplicate bytes first',
  parameters: DuplicatesParameters,
  answer: DuplicateLayerList,
  async respond({ reader, registries, thresholds }, { limit, cursor = null, ...filter }) {
    const page = await reader.duplicates(filter, { limit, cursor });
    const states = await statesOf(registries, page.items);
    const items = page.items.map((layer) => ({
      ...toLayer(layer, states.get(formatRegistry(layer))),
      repositories: layer.repositories.slice(0, 10),
      monthlyCostUsd: monthlyCostUsd(duplicateBytes(layer), thresholds.storagePricePerGbMonth),
    }));
    return { items, cursor: page.cursor };
  },
});

/** The layer in each of the registries that hold it: one read for a registry that is named whole. */
async function findLayer(
  reader: HistoryReader,
  digest: Digest,
  { accountId, region }: RegistryFilter,
): Promise<SharedLayer[]> {
  const registries =
    accountId && region ? [{ accountId, region }] : await reader.registryIds({ accountId, region });
  const layers = await Promise.all(registries.map((registry) => reader.layer(registry, digest)));
  return layers.filter((layer) => layer !== null);
}

function toLayer(layer: SharedLayer, state: RegistryState | undefined) {
  return {
    accountId: layer.accountId,
    region: layer.region,
    digest: layer.digest,
    diffId: layer.diffId,
    sizeBytes: layer.sizeBytes,
    repositoryCount: layer.repositoryCount,
    duplicateBytes: duplicateBytes(layer),
    bound: boundOf(state?.blobMounting ?? null),
    instruction: layer.instruction,
  };
}
