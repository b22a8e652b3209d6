import {
  ECRClient,
  ECRServiceException,
  ExclusionAlreadyExistsException,
  LimitExceededException,
  ListPullTimeUpdateExclusionsCommand,
  RegisterPullTimeUpdateExclusionCommand,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEcrPullTimeExclusions } from '../../src/adapters/ecr-pull-time-exclusions.ts';
import type { RegistryId } from '../../src/domain/registry.ts';

const REGISTRY = { accountId: '210987654321', region: 'eu-west-1' };
const ROLE = 'arn:aws:iam::210987654321:role/layerwatch/reader';
const OTHER = 'arn:aws:iam::210987654321:role/scanner';
const $metadata = {};

const client = new ECRClient({ region: 'eu-west-1' });
const ecr = mockClient(client);
beforeEach(() => ecr.reset());

const exclusions = createEcrPullTimeExclusions({ clientFor: () => client });

describe('list', () => {
  test('has the roles of all pages', async () => {
    ecr
      .on(ListPullTimeUpdateExclusionsCommand)
      .resolvesOnce({ pullTimeUpdateExclusions: [OTHER], nextToken: 'more' })
      .resolves({ pullTimeUpdateExclusions: [ROLE] });

    const roles = await exclusions.list(REGISTRY);

    expect([...roles]).toEqual([OTHER, ROLE]);
    expect(ecr.commandCalls(ListPullTimeUpdateExclusionsCommand).map(({ args }) => args[0].input)).toEqual([
      { maxResults: 1_000 },
      { maxResults: 1_000, nextToken: 'more' },
    ]);
  });

  test('is empty where nothing is excluded', async () => {
    ecr.on(ListPullTimeUpdateExclusionsCommand).resolves({});

    expect((await exclusions.list(REGISTRY)).size).toBe(0);
  });

  test('a page that cannot be had fails the whole list', async () => {
    ecr
      .on(ListPullTimeUpdateExclusionsCommand)
      .resolvesOnce({ pullTimeUpdateExclusions: [ROLE], nextToken: 'more' })
      .rejects(exception('ThrottlingException'));

    await expect(exclusions.list(REGISTRY)).rejects.toMatchObject({
      name: 'RegistryUnavailableError',
      details: { registry: '210987654321/eu-west-1' },
    });
  });

  test('denied is denied', async () => {
    ecr.on(ListPullTimeUpdateExclusionsCommand).rejects(exception('AccessDeniedException'));

    await expect(exclusions.list(REGISTRY)).rejects.toMatchObject({ name: 'AccessDeniedError' });
  });
});

describe('register', () => {
  test('names the role to the registry that was named', async () => {
    const asked: RegistryId[] = [];
    const clientFor = (id: RegistryId) => {
      asked.push(id);
      return client;
    };
    ecr.on(RegisterPullTimeUpdateExclusionCommand).resolves({});

    await createEcrPullTimeExclusions({ clientFor }).register(REGISTRY, ROLE);

    expect(asked).toEqual([REGISTRY]);
    expect(ecr.commandCalls(RegisterPullTimeUpdateExclusionCommand)[0]?.args[0].input).toEqual({
      principalArn: ROLE,
    });
  });

  test('a role that is excluded already is as it was wanted', async () => {
    ecr
      .on(RegisterPullTimeUpdateExclusionCommand)
      .rejects(new ExclusionAlreadyExistsException({ message: '', $metadata }));

    await expect(exclusions.register(REGISTRY, ROLE)).resolves.toBeUndefined();
  });

  test.each([
    // An account has room for a hundred.
    [new LimitExceededException({ message: '', $metadata }), 'RegistryUnavailableError'],
    [exception('ThrottlingException'), 'RegistryUnavailableError'],
    [exception('AccessDeniedException'), 'AccessDeniedError'],
  ])('%s fails with %s', async (cause, name) => {
    ecr.on(RegisterPullTimeUpdateExclusionCommand).rejects(cause);

    await expect(exclusions.register(REGISTRY, ROLE)).rejects.toMatchObject({
      name,
      cause,
      details: { registry: '210987654321/eu-west-1', awsError: cause.name },
    });
  });
});

function exception(name: string): ECRServiceException {
  return new ECRServiceException({ name, $fault: 'client', $metadata });
}
