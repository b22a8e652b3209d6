import { describe, expect, test } from 'vitest';
import { createPullTimeGuard } from '../../src/domain/guarded-registry.ts';
import type { PullTimeExclusions } from '../../src/domain/registry-ports.ts';
import type { RegistryId } from '../../src/domain/registry.ts';
import { fakeExclusions } from '../support/pull-time-exclusions.ts';

const REGISTRY = { accountId: '210987654321', region: 'eu-west-1' };
const REPOSITORY = { ...REGISTRY, repository: 'team/web' };
const READER = 'arn:aws:iam::210987654321:role/reader';

describe('the check alone', () => {
  test('asks for the registry of a repository', async () => {
    const asked: RegistryId[] = [];
    const exclusions: PullTimeExclusions = {
      list: async (registry) => {
        asked.push(registry);
        return new Set([READER]);
      },
      register: () => Promise.reject(new Error('nothing is to be registered')),
    };

    await createPullTimeGuard({ exclusions, roleArns: [READER], policy: 'check' }).ensure(REPOSITORY);

    expect(asked).toEqual([REGISTRY]);
  });

  test.each([
    ['check', 'refuses'],
    ['register', 'refuses'],
    ['ignore', 'allows'],
  ] as const)('with no role named, policy %s %s', async (policy, verdict) => {
    const check = createPullTimeGuard({ exclusions: fakeExclusions([READER]), roleArns: [], policy });

    const outcome = await check.ensure(REGISTRY).then(
      () => 'allows',
      (error: Error) => (error.name === 'PullTimeNotExcludedError' ? 'refuses' : error),
    );

    expect(outcome).toBe(verdict);
  });
});
