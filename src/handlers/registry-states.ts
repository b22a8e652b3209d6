import type { Registries, RegistryState } from '../domain/ports.ts';
import { formatRegistry, type RegistryId } from '../domain/registry.ts';

/** The state of each of the registries that these are of, by `formatRegistry`: one small read for each registry. */
export async function statesOf(
  registries: Registries,
  ids: readonly RegistryId[],
): Promise<ReadonlyMap<string, RegistryState>> {
  const distinct = new Map(ids.map((id) => [formatRegistry(id), id]));
  const states = [...distinct].map(async ([name, id]) => [name, await registries.find(id)] as const);
  return new Map(await Promise.all(states));
}
