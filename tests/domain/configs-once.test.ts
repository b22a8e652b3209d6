import { describe, expect, it } from 'vitest';
import { readConfigsOnce } from '../../src/domain/configs-once.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import type { ConfigAnswer, Registry } from '../../src/domain/registry-ports.ts';
import { configText, fakeDigest, REGISTRY, REPOSITORY } from '../support/builders.ts';
import { InMemoryRegistry } from '../support/in-memory-registry.ts';
import { createRegistryWorld, runThrough } from '../support/registry-run.ts';
import { MB, version } from '../support/versions.ts';

const [A, B, C] = [fakeDigest('a'), fakeDigest('b'), fakeDigest('c')];
const TEXT = configText();

/** A registry that has these configs, and what it was asked for. */
function createRegistry(...configs: readonly Digest[]) {
  const registry = new InMemoryRegistry();
  for (const config of configs) registry.configs.set(config, { outcome: 'found', text: TEXT });
  return { registry, ...asked(registry) };
}

function asked(registry: Registry): { readonly asking: Registry; readonly configs: Digest[] } {
  const configs: Digest[] = [];
  const asking: Registry = {
    getManifests: (repository, digests) => registry.getManifests(repository, digests),
    describe: (repository, references) => registry.describe(repository, references),
    getConfig(repository, config) {
      configs.push(config);
      return registry.getConfig(repository, config);
    },
  };
  return { asking, configs };
}

describe('a registry whose configs are read once', () => {
  it('answers as the registry does, and asks it once for each config, for one that is missing, too', async () => {
    const { asking, configs } = createRegistry(A);
    const once = readConfigsOnce(asking);

    const answers: ConfigAnswer[] = [];
    for (const config of [A, B, A, B]) answers.push(await once.getConfig(REPOSITORY, config));

    const [found, missing] = [{ outcome: 'found', text: TEXT }, { outcome: 'missing' }];
    expect(answers).toEqual([found, missing, found, missing]);
    expect(configs).toEqual([A, B]);
  });

  it('asks again where there was no answer', async () => {
    const { registry, asking, configs } = createRegistry();
    registry.configs.set(A, new RegistryUnavailableError('ECR is down'));
    const once = readConfigsOnce(asking);
    await expect(once.getConfig(REPOSITORY, A)).rejects.toThrow('ECR is down');
    registry.configs.set(A, { outcome: 'found', text: TEXT });

    const answer = await once.getConfig(REPOSITORY, A);

    expect(answer).toEqual({ outcome: 'found', text: TEXT });
    expect(configs).toEqual([A, A]);
  });

  it('forgets the oldest ones where they are too many', async () => {
    const { asking, configs } = createRegistry(A, B, C);
    const once = readConfigsOnce(asking, 2 * TEXT.length);

    for (const config of [A, B, C, B, C, A]) await once.getConfig(REPOSITORY, config);

    expect(configs).toEqual([A, B, C, A]);
  });

  it('reads and describes images as before', async () => {
    const registry = new InMemoryRegistry();
    const digest = registry.push(REPOSITORY, version('1', 10 * MB), '1.0');
    const once = readConfigsOnce(registry);

    const manifests = await once.getManifests(REPOSITORY, [digest]);
    const described = await once.describe(REPOSITORY, ['1.0']);

    expect(manifests.get(digest)).toMatchObject({ outcome: 'found' });
    expect(described.get('1.0')).toMatchObject({ digest });
  });
});

describe('the reconciliation of a repository', () => {
  it('reads the config of two images that share it once', async () => {
    const world = createRegistryWorld();
    const { manifest, config, configDigest } = version('1', 10 * MB);
    world.catalog.create(REPOSITORY.repository);
    world.registry.configs.set(configDigest, { outcome: 'found', text: config });
    world.registry.put(REPOSITORY, manifest);
    world.registry.put(REPOSITORY, manifest.replaceAll('tar+gzip', 'tar+zstd'));
    const { asking, configs } = asked(world.registry);

    const summary = await runThrough({ ...world.deps, registry: asking }, 'run-1', REGISTRY);

    expect(summary).toMatchObject({ missedPushes: 2, skipped: {} });
    expect(configs).toEqual([configDigest]);
  });
});
