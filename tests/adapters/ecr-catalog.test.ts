import {
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  DescribeRepositoriesCommand,
  ECRClient,
  ECRServiceException,
  type Repository,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEcrCatalog } from '../../src/adapters/ecr-catalog.ts';
import { digestOf } from '../../src/domain/digest.ts';
import type { ListedImage } from '../../src/domain/registry-ports.ts';

const REGISTRY = { accountId: '210987654321', region: 'eu-west-1' };
const REPOSITORY = { ...REGISTRY, repository: 'team/web' };
const KEY = 'arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const PAGE = { limit: 200, cursor: null };

const client = new ECRClient({ region: 'eu-west-1' });
const ecr = mockClient(client);
beforeEach(() => ecr.reset());

const catalog = createEcrCatalog({ clientFor: () => client });

describe('repositories', () => {
  test('are asked for a page at a time, from where the last one ended', async () => {
    ecr
      .on(DescribeRepositoriesCommand)
      .resolvesOnce({ repositories: [{ repositoryName: 'team/web' }], nextToken: 'more' })
      .resolves({ repositories: [{ repositoryName: 'team/api' }] });

    const first = await catalog.repositories(REGISTRY, PAGE);
    const last = await catalog.repositories(REGISTRY, { ...PAGE, cursor: first.cursor });

    expect(first).toMatchObject({ items: [{ ...REGISTRY, repository: 'team/web' }], cursor: 'more' });
    expect(last).toMatchObject({ items: [{ ...REGISTRY, repository: 'team/api' }], cursor: null });
    expect(ecr.commandCalls(DescribeRepositoriesCommand).map(({ args }) => args[0].input)).toEqual([
      { registryId: '210987654321', maxResults: 200 },
      { registryId: '210987654321', maxResults: 200, nextToken: 'more' },
    ]);
  });

  test('are never asked for more than a thousand at a time, which ECR would refuse', async () => {
    ecr.on(DescribeRepositoriesCommand).resolves({});

    await catalog.repositories(REGISTRY, { limit: 5_000, cursor: null });

    expect(ecr.commandCalls(DescribeRepositoriesCommand)[0]?.args[0].input.maxResults).toBe(1_000);
  });

  test.each([
    [{ encryptionType: 'AES256' }, { type: 'AES256', key: null }],
    [
      { encryptionType: 'KMS', kmsKey: KEY },
      { type: 'KMS', key: KEY },
    ],
    [
      { encryptionType: 'KMS_DSSE', kmsKey: KEY },
      { type: 'KMS_DSSE', key: KEY },
    ],
    [{ encryptionType: 'KMS' }, { type: 'KMS', key: null }],
    [undefined, { type: 'AES256', key: null }],
    [{ encryptionType: 'QUANTUM' }, { type: 'KMS', key: 'QUANTUM' }],
  ])('encrypted with %j have %j', async (encryptionConfiguration, encryption) => {
    const repository = { repositoryName: 'team/web', encryptionConfiguration } as Repository;
    ecr.on(DescribeRepositoriesCommand).resolves({ repositories: [repository] });

    const { items } = await catalog.repositories(REGISTRY, PAGE);

    expect(items).toEqual([{ ...REPOSITORY, encryption }]);
  });

  test('without a name are skipped', async () => {
    ecr.on(DescribeRepositoriesCommand).resolves({ repositories: [{}, { repositoryName: 'team/web' }] });

    const { items } = await catalog.repositories(REGISTRY, PAGE);

    expect(items).toHaveLength(1);
  });

  test('an empty registry has none', async () => {
    ecr.on(DescribeRepositoriesCommand).resolves({});

    expect(await catalog.repositories(REGISTRY, PAGE)).toEqual({ items: [], cursor: null });
  });
});

describe('images', () => {
  test('2,500 come in three pages, each once', async () => {
    const digests = Array.from({ length: 2_500 }, (_, position) => digestOf(`${position}`));
    ecr.on(DescribeImagesCommand).callsFake(async ({ nextToken, maxResults }: DescribeImagesCommandInput) => {
      const start = Number(nextToken ?? 0);
      const end = start + (maxResults ?? 100);
      const imageDetails = digests.slice(start, end).map((imageDigest) => ({ imageDigest }));
      return { imageDetails, ...(end < digests.length ? { nextToken: `${end}` } : {}) };
    });

    const pages = await allPages();

    expect(pages.map((page) => page.length)).toEqual([1_000, 1_000, 500]);
    expect(pages.flat().map(({ digest }) => digest)).toEqual(digests);
    expect(ecr.commandCalls(DescribeImagesCommand).map(({ args }) => args[0].input)).toEqual(
      [undefined, '1000', '2000'].map((nextToken) => ({
        registryId: '210987654321',
        repositoryName: 'team/web',
        maxResults: 1_000,
        nextToken,
        filter: { imageStatus: 'ANY' },
      })),
    );
  });

  test('come with their tags, time and storage class, archived ones included', async () => {
    const imagePushedAt = new Date('2026-11-20T10:00:00Z');
    ecr.on(DescribeImagesCommand).resolves({
      imageDetails: [
        { imageDigest: digestOf('a'), imageTags: ['1.0.0', 'latest'], imagePushedAt, imageStatus: 'ACTIVE' },
        { imageDigest: digestOf('b'), imagePushedAt, imageStatus: 'ARCHIVED' },
        { imageDigest: digestOf('c'), imagePushedAt, imageStatus: 'ACTIVATING' },
      ],
    });

    const { items } = await catalog.images(REPOSITORY, null);

    const pushedAt = '2026-11-20T10:00:00.000Z';
    expect(items).toEqual([
      { digest: digestOf('a'), tags: ['1.0.0', 'latest'], pushedAt, storageClass: 'standard' },
      { digest: digestOf('b'), tags: [], pushedAt, storageClass: 'archive' },
      { digest: digestOf('c'), tags: [], pushedAt, storageClass: 'archive' },
    ]);
  });

  test('one without a valid digest is skipped', async () => {
    ecr.on(DescribeImagesCommand).resolves({
      imageDetails: [{}, { imageDigest: 'sha256:abc' }, { imageDigest: digestOf('image') }],
      nextToken: 'more',
    });

    const { items, cursor } = await catalog.images(REPOSITORY, null);

    expect(items.map(({ digest }) => digest)).toEqual([digestOf('image')]);
    expect(cursor).toBe('more');
  });

  test('one without a time is the oldest of all', async () => {
    ecr.on(DescribeImagesCommand).resolves({ imageDetails: [{ imageDigest: digestOf('image') }] });

    const { items } = await catalog.images(REPOSITORY, null);

    expect(items).toMatchObject([{ pushedAt: '1970-01-01T00:00:00.000Z' }]);
  });

  test('a page may be empty and not the last', async () => {
    ecr.on(DescribeImagesCommand).resolves({ nextToken: 'more' });

    expect(await catalog.images(REPOSITORY, null)).toEqual({ items: [], cursor: 'more' });
  });
});

describe('a refusal', () => {
  const calls = [
    { what: 'repositories', call: () => catalog.repositories(REGISTRY, PAGE), subject: 'registry' },
    { what: 'images', call: () => catalog.images(REPOSITORY, null), subject: 'repository' },
    { what: 'settings', call: () => catalog.settings(REGISTRY), subject: 'registry' },
    { what: 'repositoryTags', call: () => catalog.repositoryTags(REPOSITORY), subject: 'repository' },
  ];
  const answers = [
    { error: 'ThrottlingException', name: 'RegistryUnavailableError', retryable: true },
    { error: 'ServerException', name: 'RegistryUnavailableError', retryable: true },
    { error: 'AccessDeniedException', name: 'AccessDeniedError', retryable: true },
    { error: 'RepositoryNotFoundException', name: 'RepositoryNotFoundError', retryable: false },
  ];

  test.each(calls.flatMap((call) => answers.map((answer) => ({ ...call, ...answer }))))(
    'of $what with $error is $name',
    async ({ call, subject, error, name, retryable }) => {
      const cause = exception(error);
      ecr.onAnyCommand().rejects(cause);

      const details = { [subject]: expect.stringContaining('210987654321/eu-west-1'), awsError: error };
      await expect(call()).rejects.toMatchObject({ name, retryable, cause, details });
    },
  );
});

async function allPages(): Promise<(readonly ListedImage[])[]> {
  const pages: (readonly ListedImage[])[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof catalog.images>> = await catalog.images(REPOSITORY, cursor);
    pages.push(page.items);
    cursor = page.cursor;
  } while (cursor !== null);
  return pages;
}

function exception(name: string): ECRServiceException {
  return new ECRServiceException({ name, $fault: 'client', $metadata: {} });
}
