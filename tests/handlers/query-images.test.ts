import { describe, expect, it } from 'vitest';
import { UNKNOWN_BASE } from '../../src/domain/base.ts';
import { digestOf } from '../../src/domain/digest.ts';
import type { Layer } from '../../src/domain/image.ts';
import type { ImageRef, RepositoryId } from '../../src/domain/registry.ts';
import { toBase } from '../../src/handlers/api-bases.ts';
import { imageGrewFinding } from '../support/findings.ts';
import { createQueryClient } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage, VIRGINIA } from '../support/recorded-images.ts';

const web = { ...IRELAND, repository: 'team/web' };
const api = { ...IRELAND, repository: 'team/api' };
const elsewhere = { ...VIRGINIA, repository: 'team/web' };
const base = layer('base', 100);
const first = recordedImage(web, '2026-11-01T10:00:00Z', [base, layer('web 1', 20)], {
  deletedAt: '2026-11-20T00:00:00Z',
});
const second = recordedImage(web, '2026-11-02T10:00:00Z', [base, layer('web 2', 30, null)], {
  newBytes: 30,
  findings: [imageGrewFinding()],
});
const index = recordedImage(web, '2026-11-02T10:00:01Z', [], {
  kind: 'index',
  digest: digestOf('index'),
  platform: null,
  children: [second.digest],
});
const third = recordedImage(api, '2026-11-03T10:00:00Z', [base]);
const copy = { ...second, ...elsewhere, pushedAt: '2026-11-04T10:00:00Z' };
const client = createQueryClient({ images: [first, second, index, third, copy] });
const IN_IRELAND = '/v1/images?repository=team/web&accountId=111111111111&region=eu-west-1';

/** The base that is all of an image of one layer. */
function standsOn(repository: RepositoryId, { digest }: ImageRef, only: Layer): object {
  const { diffId, sizeBytes } = only;
  return {
    ...toBase(UNKNOWN_BASE),
    ...{ evidence: 'layers', name: repository.repository, repository, digest },
    ...{ chainId: diffId, layerCount: 1, sizeBytes, boundary: 'layers' },
  };
}

describe('GET /v1/images', () => {
  it('lists the history of a repository, newest push first', async () => {
    const { body } = await client.get(IN_IRELAND);

    const common = { ...web, tags: ['1.0.0'], series: 'default', storageClass: 'standard' };
    const arm = { kind: 'image', platform: 'linux/arm64', layerCount: 2, base: standsOn(api, third, base) };
    expect(body).toEqual({
      items: [
        {
          ...{
            ...common,
            kind: 'index',
            platform: null,
            digest: index.digest,
            pushedAt: '2026-11-02T10:00:01Z',
          },
          ...{ sizeBytes: 0, layerCount: 0, newBytes: 0, deletedAt: null, base: null },
        },
        {
          ...{ ...common, ...arm, digest: second.digest, pushedAt: '2026-11-02T10:00:00Z' },
          ...{ sizeBytes: 130, newBytes: 30, deletedAt: null },
        },
        {
          ...{ ...common, ...arm, digest: first.digest, pushedAt: '2026-11-01T10:00:00Z' },
          ...{ sizeBytes: 120, newBytes: 120, deletedAt: '2026-11-20T00:00:00Z' },
        },
      ],
      cursor: null,
    });
  });

  it('does not ask for the registry of a name that only one registry has', async () => {
    const { body } = await client.get('/v1/images?repository=team/api');

    expect(body).toMatchObject({ items: [{ ...api, digest: third.digest }] });
  });

  it('lets one half of the registry decide where that is enough', async () => {
    const { body } = await client.get('/v1/images?repository=team/web&region=us-east-1');

    expect(body).toMatchObject({ items: [{ ...elsewhere, digest: copy.digest }] });
  });

  it('names the registries to choose from where several have the name', async () => {
    const { status, body } = await client.get('/v1/images?repository=team/web');

    expect(status).toBe(400);
    expect(body).toMatchObject({
      detail:
        'repository team/web is in 2 registries: choose one with accountId and region (111111111111/eu-west-1, 222222222222/us-east-1)',
    });
  });

  it.each([
    ['no registry has it', '/v1/images?repository=team/wbe'],
    [
      'the named registry has it not',
      '/v1/images?repository=team/api&accountId=222222222222&region=us-east-1',
    ],
  ])('answers 404 for a repository where %s', async (_reason, url) => {
    const { status, body } = await client.get(url);

    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: expect.stringMatching(/^repository team\/\w+ is not known$/) });
  });

  it.each([
    ['from is included', 'from=2026-11-02T10:00:00Z', [index, second]],
    ['to is not included', 'to=2026-11-02T10:00:00Z', [first]],
    ['both', 'from=2026-11-02T10:00:00Z&to=2026-11-02T10:00:01Z', [second]],
    ['another offset', 'from=2026-11-02T11:00:00%2B01:00&to=2026-11-02T11:00:01%2B01:00', [second]],
    ['a time without pushes', 'from=2026-12-01T00:00:00Z', []],
  ])('keeps to a time range: %s', async (_reason, range, images) => {
    const { status, body } = await client.get(`${IN_IRELAND}&${range}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ items: images.map(({ digest }) => ({ digest })) });
  });
});

describe('GET /v1/images/{digest}', () => {
  it('tells everything about an image', async () => {
    const { body } = await client.get(`/v1/images/${second.digest}`);

    expect(body).toEqual({
      ...{
        ...web,
        digest: second.digest,
        kind: 'image',
        mediaType: second.mediaType,
        platform: 'linux/arm64',
      },
      ...{ tags: ['1.0.0'], series: 'default', pushedAt: '2026-11-02T10:00:00Z', deletedAt: null },
      ...{ sizeBytes: 130, layerCount: 2, newBytes: 30, children: [], storageClass: 'standard' },
      ...{ artifactType: null, subject: null, base: standsOn(api, third, base) },
      layers: [
        { ...base, position: 1, sharePercent: 76.9, origin: 'base', repositoryCount: 2 },
        { ...layer('web 2', 30, null), position: 2, sharePercent: 23.1, origin: 'own', repositoryCount: 1 },
      ],
      findings: [imageGrewFinding()],
      locations: [web, elsewhere],
    });
  });

  it('says that an archived image is one', async () => {
    const archived = { ...third, storageClass: 'archive' } as const;

    const { body } = await createQueryClient({ images: [archived] }).get(`/v1/images/${third.digest}`);

    expect(body).toMatchObject({ storageClass: 'archive', deletedAt: null });
  });

  it('answers for a repository that still has it, where others had it', async () => {
    const deleted = { ...second, deletedAt: '2026-11-20T00:00:00Z' };
    const images = [deleted, { ...copy, repository: 'team/xyz' }];

    const { body } = await createQueryClient({ images }).get(`/v1/images/${second.digest}`);

    expect(body).toMatchObject({
      repository: 'team/xyz',
      deletedAt: null,
      locations: [web, { ...elsewhere, repository: 'team/xyz' }],
    });
  });

  it('lists the children of an index', async () => {
    const { body } = await client.get(`/v1/images/${index.digest}`);

    expect(body).toMatchObject({ kind: 'index', layers: [], children: [second.digest] });
  });

  it.each([
    ['accountId', 'accountId=222222222222'],
    ['region', 'region=us-east-1'],
    ['all three', 'accountId=222222222222&region=us-east-1&repository=team/web'],
  ])('answers for the repository that is chosen by %s', async (_reason, chosen) => {
    const { body } = await client.get(`/v1/images/${second.digest}?${chosen}`);

    expect(body).toMatchObject({
      ...elsewhere,
      pushedAt: '2026-11-04T10:00:00Z',
      locations: [web, elsewhere],
    });
  });

  it.each([
    ['encoded', encodeURIComponent(second.digest)],
    ['with a slash behind it', `${second.digest}/`],
  ])('understands a digest that is %s', async (_reason, digest) => {
    const { status } = await client.get(`/v1/images/${digest}`);

    expect(status).toBe(200);
  });

  it.each([
    ['nobody has', digestOf('unknown'), 'is not known'],
    ['the chosen repository has not', `${second.digest}?repository=team/api`, 'is not known there'],
  ])('answers 404 for an image that %s', async (_reason, digest, detail) => {
    const { status, body } = await client.get(`/v1/images/${digest}`);

    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: `image ${digest.split('?')[0]} ${detail}` });
  });
});
