import { PullTimeNotExcludedError } from './errors.ts';
import type { PullTimeExclusions, Registry } from './registry-ports.ts';
import { formatRegistry, type RegistryId } from './registry.ts';

/** What to do in a registry where a reading role is not excluded: refuse, exclude it, or read all the same. */
export type PullTimePolicy = 'check' | 'register' | 'ignore';

export interface PullTimeGuardOptions {
  readonly exclusions: PullTimeExclusions;
  /** The roles that read images, as IAM names them (`arn:aws:iam::…:role/…`). None named is none excluded. */
  readonly roleArns: readonly string[];
  readonly policy: PullTimePolicy;
}

/** Answers whether images may be read without harm. */
export interface PullTimeGuard {
  /** Throws PullTimeNotExcludedError where reading would move pull times, ServiceError where nobody knows. */
  ensure(registry: RegistryId): Promise<void>;
}

/**
 * A guard that asks a registry until the answer is yes, and then no more. Callers that come while it asks share one
 * answer; a no, or none, is asked for again by the next.
 */
export function createPullTimeGuard(options: PullTimeGuardOptions): PullTimeGuard {
  const checks = new Map<string, Promise<void>>();
  return {
    async ensure({ accountId, region }) {
      if (options.policy === 'ignore') return;
      const registry = { accountId, region };
      const key = formatRegistry(registry);
      const check =
        checks.get(key) ??
        checkExclusions(registry, options).catch((error: unknown) => {
          checks.delete(key);
          throw error;
        });
      checks.set(key, check);
      await check;
    },
  };
}

/**
 * A registry whose images are read only where that does no harm. Reading a manifest or config counts as a pull;
 * describing an image does not, so that is always allowed.
 */
export function guardReads(registry: Registry, guard: PullTimeGuard): Registry {
  return {
    async getManifests(repository, digests) {
      await guard.ensure(repository);
      return registry.getManifests(repository, digests);
    },
    async getConfig(repository, config) {
      await guard.ensure(repository);
      return registry.getConfig(repository, config);
    },
    describe: (repository, references) => registry.describe(repository, references),
  };
}

async function checkExclusions(
  registry: RegistryId,
  { exclusions, roleArns, policy }: PullTimeGuardOptions,
): Promise<void> {
  const excluded = await exclusions.list(registry);
  const missing = roleArns.filter((arn) => !excluded.has(arn));
  if (missing.length === 0 && roleArns.length > 0) return;
  if (missing.length === 0 || policy !== 'register') throw notExcluded(registry, missing);
  for (const arn of missing) await exclusions.register(registry, arn);
}

function notExcluded(registry: RegistryId, missing: readonly string[]): PullTimeNotExcludedError {
  return new PullTimeNotExcludedError(
    'No image was read: reading would move the time of its last pull, on which lifecycle rules rely. Exclude the ' +
      'reading role in this registry (aws ecr register-pull-time-update-exclusion --principal-arn <role>), or set ' +
      'the parameter PullTimePolicy to register (Layerwatch excludes it) or ignore (read all the same)',
    { details: { registry: formatRegistry(registry), role: missing.join(' ') || 'none named' } },
  );
}
