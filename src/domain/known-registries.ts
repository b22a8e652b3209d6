import type { Registries, RegistryState } from './ports.ts';
import { formatRegistry } from './registry.ts';

/** How long a registry's state may be out of date: its settings may change at any time. */
const REMEMBERED_MS = 60_000;

/** Registries whose history starts from nothing, together with them: it is whole from the first push on. */
export function completeFromStart(registries: Registries): Registries {
  return {
    find: async (registry) => ({ ...(await registries.find(registry)), isComplete: true }),
  };
}

/** Asks for a registry that is complete once a minute; one that is not may become so at any moment. */
export function rememberComplete(registries: Registries, now: () => Date): Registries {
  const remembered = new Map<string, { readonly state: RegistryState; readonly until: number }>();
  return {
    async find(registry) {
      const name = formatRegistry(registry);
      const time = now().getTime();
      const known = remembered.get(name);
      if (known && time < known.until) return known.state;
      const state = await registries.find(registry);
      if (state.isComplete) remembered.set(name, { state, until: time + REMEMBERED_MS });
      else remembered.delete(name);
      return state;
    },
  };
}
