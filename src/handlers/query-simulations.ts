import { monthlyCostUsd } from '../domain/cost.ts';
import { InvalidQueryError } from '../domain/errors.ts';
import type { HistoryReader, RegistryFilter } from '../domain/reader-ports.ts';
import { formatRegistry, type RegistryId } from '../domain/registry.ts';
import { simulate } from '../domain/simulate.ts';
import { NoParameters } from './api-parameters.ts';
import { Simulation, SimulationRequest } from './api-simulations.ts';
import { ProblemError } from './query-problem.ts';
import { defineRoute } from './query-route.ts';

const LAYERS_SHOWN = 20;
const CHOICES_NAMED = 20;

export const simulationsRoute = defineRoute({
  method: 'POST',
  path: '/v1/simulations',
  operationId: 'simulate',
  summary: 'What deleting these images, or merging these repositories, would really free',
  refused: 'A registry, a repository or an image is not known to be there, or there is too much to read.',
  parameters: NoParameters,
  body: SimulationRequest,
  answer: Simulation,
  async respond({ reader, registries, thresholds, now }, _parameters, asked) {
    const { accountId, region, delete: deletion = {}, merge = [] } = asked;
    const asOf = now().toISOString();
    const registry = await theRegistry(reader, { accountId, region });
    const { isComplete, blobMounting } = await registries.find(registry);
    const outcome = await simulate(
      reader,
      { ...registry, isComplete, blobMounting },
      {
        images: deletion.images ?? [],
        repositories: deletion.repositories ?? [],
        merges: merge.map(({ repositories }) => repositories),
      },
    );
    if (outcome.outcome === 'refused') throw new ProblemError(422, outcome.reason);
    return {
      accountId: registry.accountId,
      region: registry.region,
      asOf,
      freedBytes: outcome.freedBytes,
      freedLowerBytes: outcome.freedLowerBytes,
      bound: outcome.bound,
      monthlyCostUsd: monthlyCostUsd(outcome.freedBytes, thresholds.storagePricePerGbMonth),
      complete: isComplete,
      storedBytesBefore: outcome.storedBytesBefore,
      storedBytesAfter: outcome.storedBytesAfter,
      keptBytes: outcome.keptBytes,
      layerCount: outcome.layers.length,
      layers: outcome.layers.slice(0, LAYERS_SHOWN),
      notes: outcome.notes,
    };
  },
});

/** The registry that is named, or the only one there is: layers are never shared across registries. */
async function theRegistry(reader: HistoryReader, named: RegistryFilter): Promise<RegistryId> {
  const [first, ...others] = await reader.registryIds(named);
  if (!first) throw new ProblemError(422, 'nothing is known of such a registry');
  if (others.length === 0) return first;
  const choices = [first, ...others].slice(0, CHOICES_NAMED).map(formatRegistry).join(', ');
  const more = others.length >= CHOICES_NAMED ? ` and ${others.length + 1 - CHOICES_NAMED} more` : '';
  throw new InvalidQueryError(
    `there are ${others.length + 1} registries: choose one with accountId and region (${choices}${more})`,
  );
}
