import { describe, expect, it } from 'vitest';
import { RegistryUnavailableError, RepositoryNotFoundError } from '../../src/domain/errors.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import { at, buildImage, pushed, REPOSITORY } from '../support/builders.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

const OLD = buildImage([{ seed: 'old', sizeBytes: 30_000 }]);
const NEW = buildImage([{ seed: 'new', sizeBytes: 30_000 }]);

/** A world that knows the old image, and whose registry throws this whatever it is asked. */
async function worldWithout(error: Error): Promise<World> {
  const world = createWorld();
  world.registry.push(REPOSITORY, OLD);
  await recordPushes(world.deps, REPOSITORY, [pushed(OLD.digest, '1', at(1))]);
  const registry: Registry = {
    getManifests: () => Promise.reject(error),
    getConfig: () => Promise.reject(error),
    describe: () => Promise.reject(error),
  };
  return { ...world, deps: { ...world.deps, registry } };
}

describe('where the registry answers nothing at all', () => {
  it('fails what is new and carries on with what is known', async () => {
    const throttled = new RegistryUnavailableError('throttled');
    const { deps } = await worldWithout(throttled);

    const outcomes = await recordPushes(deps, REPOSITORY, [
      pushed(NEW.digest, '2', at(2)),
      pushed(OLD.digest, 'latest', at(3)),
    ]);

    expect(outcomes.get(NEW.digest)).toEqual({ outcome: 'failed', error: throttled });
    expect(outcomes.get(OLD.digest)).toEqual({ outcome: 'retagged', findings: [] });
  });

  it('skips what was in a repository that is gone', async () => {
    const { deps } = await worldWithout(new RepositoryNotFoundError('the repository is gone'));

    const outcomes = await recordPushes(deps, REPOSITORY, [pushed(NEW.digest, '2', at(2))]);

    expect(outcomes.get(NEW.digest)).toMatchObject({ outcome: 'skipped', reason: 'NAME_UNKNOWN' });
  });

  it('lets a bug through', async () => {
    const { deps } = await worldWithout(new TypeError('undefined is not a function'));

    await expect(recordPushes(deps, REPOSITORY, [pushed(NEW.digest)])).rejects.toThrow(TypeError);
  });
});
