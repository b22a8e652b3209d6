import { expect, it } from 'vitest';
import { completeFromStart, rememberComplete } from '../../src/domain/known-registries.ts';
import type { Registries, RegistryState } from '../../src/domain/ports.ts';
import { at, REGISTRY } from '../support/builders.ts';
import { registryStates } from '../support/registry-states.ts';

const OTHER = { ...REGISTRY, region: 'us-east-1' };

/** Registries whose states come one after the other, the last one for ever. */
function changing(...states: readonly Partial<RegistryState>[]): Registries & { readonly asked: number } {
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    find: (registry) => {
      const state = states[asked] ?? states.at(-1);
      asked += 1;
      return registryStates({}, state).find(registry);
    },
  };
}

it('a registry whose history starts from nothing is complete, and otherwise as it is', async () => {
  const registries = completeFromStart(registryStates({}, { isComplete: false, blobMounting: false }));

  expect(await registries.find(REGISTRY)).toMatchObject({ isComplete: true, blobMounting: false });
});

it('a complete registry is asked for once a minute, since its settings may change', async () => {
  let now = new Date(at());
  const registries = changing({ blobMounting: false }, { blobMounting: true });
  const remembered = rememberComplete(registries, () => now);

  const found: (boolean | null)[] = [];
  for (const seconds of [0, 30, 59.9, 60, 61]) {
    now = new Date(at(seconds));
    found.push((await remembered.find(REGISTRY)).blobMounting);
  }

  expect(found).toEqual([false, false, false, true, true]);
  expect(registries.asked).toBe(2);
});

it('a registry that is not complete is asked for each time, and remembered once it is', async () => {
  const registries = changing({ isComplete: false }, { isComplete: false }, { isComplete: true });
  const remembered = rememberComplete(registries, () => new Date(at()));

  const found: boolean[] = [];
  for (let call = 0; call < 5; call++) found.push((await remembered.find(REGISTRY)).isComplete);

  expect(found).toEqual([false, false, true, true, true]);
  expect(registries.asked).toBe(3);
});

it('registries are remembered apart', async () => {
  const registries = registryStates({ '123456789012/us-east-1': { blobMounting: true } });
  const remembered = rememberComplete(registries, () => new Date(at()));

  const found = [await remembered.find(REGISTRY), await remembered.find(OTHER)];

  expect(found.map(({ blobMounting }) => blobMounting)).toEqual([null, true]);
});
