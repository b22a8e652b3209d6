import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { AccessDeniedError, RegistryUnavailableError } from '../../src/domain/errors.ts';
import { createPullTimeGuard, guardReads, type PullTimePolicy } from '../../src/domain/guarded-registry.ts';
import type { PullTimeExclusions, Registry } from '../../src/domain/registry-ports.ts';
import { fakeExclusions } from '../support/pull-time-exclusions.ts';

const REGISTRY = { accountId: '210987654321', region: 'eu-west-1' };
const REPOSITORY = { ...REGISTRY, repository: 'team/web' };
const READER = 'arn:aws:iam::210987654321:role/reader';
const RECONCILER = 'arn:aws:iam::210987654321:role/reconciler';
const DIGEST = digestOf('image');

describe('a registry where the reading roles are excluded', () => {
  test('is read', async () => {
    const exclusions = fakeExclusions([READER, RECONCILER, 'arn:aws:iam::210987654321:role/scanner']);
    const { guarded, reads } = guard('check', exclusions);

    const manifests = await guarded.getManifests(REPOSITORY, [DIGEST]);
    const config = await guarded.getConfig(REPOSITORY, DIGEST);

    expect(manifests.get(DIGEST)).toEqual({ outcome: 'missing' });
    expect(config).toEqual({ outcome: 'found', text: '{}' });
    expect(reads).toEqual([`getManifests team/web ${DIGEST}`, `getConfig team/web ${DIGEST}`]);
  });

  test('is asked once, not for every repository', async () => {
    const exclusions = fakeExclusions([READER, RECONCILER]);
    const { guarded } = guard('check', exclusions);

    await guarded.getManifests(REPOSITORY, [DIGEST]);
    await guarded.getManifests({ ...REPOSITORY, repository: 'team/api' }, [DIGEST]);

    expect(exclusions.calls).toEqual(['list 210987654321/eu-west-1']);
  });

  test('is asked once by first reads that come together, and both wait for the answer', async () => {
    const answer = Promise.withResolvers<void>();
    const exclusions = fakeExclusions([READER, RECONCILER], () => answer.promise);
    const { guarded, reads } = guard('check', exclusions);

    const first = guarded.getManifests(REPOSITORY, [DIGEST]);
    const second = guarded.getConfig(REPOSITORY, DIGEST);
    await new Promise(setImmediate);
    const before = [...reads];
    answer.resolve();
    await Promise.all([first, second]);

    expect(before).toEqual([]);
    expect(reads).toHaveLength(2);
    expect(exclusions.calls).toHaveLength(1);
  });

  test('says nothing of the same account in another region', async () => {
    const exclusions = fakeExclusions([READER, RECONCILER]);
    const { guarded } = guard('check', exclusions);

    await guarded.getConfig(REPOSITORY, DIGEST);
    await guarded.getConfig({ ...REPOSITORY, region: 'eu-central-1' }, DIGEST);

    expect(exclusions.calls).toEqual(['list 210987654321/eu-west-1', 'list 210987654321/eu-central-1']);
  });
});

describe('a registry where a reading role is not excluded', () => {
  test('is not read, and the refusal says why and how to mend it', async () => {
    const { guarded, reads } = guard('check', fakeExclusions([READER]));

    const manifests = guarded.getManifests(REPOSITORY, [DIGEST]);
    const config = guarded.getConfig(REPOSITORY, DIGEST);

    const refusal = {
      name: 'PullTimeNotExcludedError',
      code: 'PULL_TIME_NOT_EXCLUDED',
      retryable: true,
      details: { registry: '210987654321/eu-west-1', role: RECONCILER },
    };
    await expect(manifests).rejects.toMatchObject(refusal);
    await expect(config).rejects.toMatchObject(refusal);
    await expect(config).rejects.toThrow(
      /last pull.*lifecycle rules.*register-pull-time-update-exclusion.*ignore/,
    );
    expect(reads).toEqual([]);
  });

  test('is asked again by the next read, and read once the role is excluded', async () => {
    const exclusions = fakeExclusions([READER]);
    const { guarded } = guard('check', exclusions);

    const first = await guarded.getConfig(REPOSITORY, DIGEST).catch((error: Error) => error.name);
    exclusions.excluded.add(RECONCILER);
    const second = await guarded.getConfig(REPOSITORY, DIGEST);

    expect(first).toBe('PullTimeNotExcludedError');
    expect(second).toMatchObject({ outcome: 'found' });
    expect(exclusions.calls).toHaveLength(2);
  });

  test('has what is missing registered where that is allowed, and then is read', async () => {
    const exclusions = fakeExclusions([READER]);
    const { guarded, reads } = guard('register', exclusions);

    await guarded.getConfig(REPOSITORY, DIGEST);
    await guarded.getConfig(REPOSITORY, DIGEST);

    expect(exclusions.calls).toEqual([
      'list 210987654321/eu-west-1',
      `register 210987654321/eu-west-1 ${RECONCILER}`,
    ]);
    expect(reads).toHaveLength(2);
  });

  test('is read unasked where the deployer says so', async () => {
    const exclusions = fakeExclusions([]);
    const { guarded, reads } = guard('ignore', exclusions);

    await guarded.getManifests(REPOSITORY, [DIGEST]);

    expect(reads).toHaveLength(1);
    expect(exclusions.calls).toEqual([]);
  });

  test('is described all the same: that moves no pull time', async () => {
    const exclusions = fakeExclusions([]);
    const { guarded, reads } = guard('check', exclusions);

    await guarded.describe(REPOSITORY, ['latest']);

    expect(reads).toEqual(['describe team/web latest']);
    expect(exclusions.calls).toEqual([]);
  });
});

describe('a registry that gives no answer', () => {
  test('is not read, and asked again by the next read', async () => {
    let answered = false;
    const exclusions = fakeExclusions([READER, RECONCILER], async () => {
      if (!answered) throw new RegistryUnavailableError('ECR did not answer');
    });
    const { guarded, reads } = guard('check', exclusions);

    const together = await Promise.allSettled([
      guarded.getConfig(REPOSITORY, DIGEST),
      guarded.getManifests(REPOSITORY, [DIGEST]),
    ]);
    answered = true;
    await guarded.getConfig(REPOSITORY, DIGEST);

    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(reads).toEqual([`getConfig team/web ${DIGEST}`]);
    expect(exclusions.calls).toHaveLength(2);
  });

  test('to a registration is not read', async () => {
    const exclusions: PullTimeExclusions = {
      list: async () => new Set(),
      register: async () => {
        throw new AccessDeniedError('ECR denied the call');
      },
    };
    const { guarded, reads } = guard('register', exclusions);

    await expect(guarded.getConfig(REPOSITORY, DIGEST)).rejects.toMatchObject({ name: 'AccessDeniedError' });
    expect(reads).toEqual([]);
  });
});

function guard(policy: PullTimePolicy, exclusions: PullTimeExclusions) {
  const reads: string[] = [];
  const registry: Registry = {
    async getManifests({ repository }, digests) {
      reads.push(`getManifests ${repository} ${digests}`);
      return new Map(digests.map((digest) => [digest, { outcome: 'missing' }]));
    },
    async getConfig({ repository }, config) {
      reads.push(`getConfig ${repository} ${config}`);
      return { outcome: 'found', text: '{}' };
    },
    async describe({ repository }, references) {
      reads.push(`describe ${repository} ${references}`);
      return new Map();
    },
  };
  return {
    reads,
    guarded: guardReads(
      registry,
      createPullTimeGuard({ exclusions, roleArns: [READER, RECONCILER], policy }),
    ),
  };
}
