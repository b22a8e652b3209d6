import type { Registries, RegistryState } from '../../src/domain/ports.ts';
import { formatRegistry } from '../../src/domain/registry.ts';

/** A registry that has been scanned once, and never asked whether it lets layers be mounted. */
const SCANNED: RegistryState = {
  isComplete: true,
  blobMounting: null,
  lastReconciledAt: null,
  drift: null,
};

/** Registries as they are said to be, by `formatRegistry`; the others are `rest`, or else scanned. */
export function registryStates(
  states: Readonly<Record<string, Partial<RegistryState>>> = {},
  rest: Partial<RegistryState> = {},
): Registries {
  return {
    find: async (registry) => ({ ...SCANNED, ...(states[formatRegistry(registry)] ?? rest) }),
  };
}
