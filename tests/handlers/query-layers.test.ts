import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { createQueryClient } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage, VIRGINIA } from '../support/recorded-images.ts';
import { registryStates } from '../support/registry-states.ts';

const GIB = 2 ** 30;
const base = layer('base', 5 * GIB, 'FROM scratch');
const tools = layer('tools', 2 * GIB);
const own = layer('own', GIB);
const web = { ...IRELAND, repository: 'team/web' };
const first = recordedImage(web, '2026-11-01T10:00:00Z', [base]);
const second = recordedImage(web, '2026-11-02T10:00:00Z', [base, own]);
const services = Array.from({ length: 11 }, (_, number) =>
  recordedImage({ ...IRELAND, repository: `service-${10 + number}` }, '2026-11-03T10:00:00Z', [tools]),
);
const elsewhere = ['a', 'b', 'c'].map((repository) =>
  recordedImage({ ...VIRGINIA, repository }, '2026-11-04T10:00:00Z', [base]),
);
const api = recordedImage({ ...IRELAND, repository: 'team/api' }, '2026-11-05T10:00:00Z', [base]);
const images = [first, second, ...services, ...elsewhere, api];
const client = createQueryClient({ images });
const exact = createQueryClient(
  { images },
  { registries: registryStates({ '111111111111/eu-west-1': { blobMounting: false } }) },
);

describe('GET /v1/layers/{digest}', () => {
  it('tells which repositories hold the layer, since when and in which images', async () => {
    const { body } = await client.get(`/v1/layers/${base.digest}?accountId=111111111111`);

    expect(body).toEqual({
      ...{ ...IRELAND, ...base, repositoryCount: 2, duplicateBytes: 5 * GIB, bound: 'upper' },
      items: [
        {
          ...{ repository: 'team/api', since: '2026-11-05T10:00:00Z', firstDigest: api.digest },
          ...{ images: [api.digest], imageCount: 1 },
        },
        {
          ...{ repository: 'team/web', since: '2026-11-01T10:00:00Z', firstDigest: first.digest },
          ...{ images: [second.digest, first.digest], imageCount: 2 },
        },
      ],
      cursor: null,
    });
  });

  it('has an exact number of duplicate bytes where the registry lets no layer be mounted', async () => {
    const { body } = await exact.get(`/v1/layers/${base.digest}?accountId=111111111111`);

    expect(body).toMatchObject({ duplicateBytes: 5 * GIB, bound: 'exact' });
  });

  it('does not ask for the registry of a layer that only one registry holds', async () => {
    const { body } = await client.get(`/v1/layers/${encodeURIComponent(own.digest)}`);

    expect(body).toMatchObject({ ...IRELAND, repositoryCount: 1, duplicateBytes: 0 });
  });

  it('names the registries to choose from where several hold it', async () => {
    const { status, body } = await client.get(`/v1/layers/${base.digest}`);

    expect(status).toBe(400);
    expect(body).toMatchObject({
      detail: `layer ${base.digest} is in 2 registries: choose one with accountId and region (111111111111/eu-west-1, 222222222222/us-east-1)`,
    });
  });

  it('names at most twenty of them', async () => {
    const images = Array.from({ length: 23 }, (_, number) =>
      recordedImage(
        { accountId: `${100000000000 + number}`, region: 'eu-west-1', repository: 'a' },
        '2026-11-01T10:00:00Z',
        [base],
      ),
    );

    const { body } = await createQueryClient({ images }).get(`/v1/layers/${base.digest}`);

    expect(body).toMatchObject({
      detail: expect.stringMatching(/ is in 23 registries: .*100000000019\/eu-west-1 and 3 more\)$/),
    });
  });

  it.each([
    ['nobody holds', `${digestOf('unknown')}`],
    ['the chosen registry does not hold', `${own.digest}?accountId=222222222222&region=us-east-1`],
  ])('answers 404 for a layer that %s', async (_reason, digest) => {
    const { status, body } = await client.get(`/v1/layers/${digest}`);

    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: `layer ${digest.split('?')[0]} is not known` });
  });
});

describe('GET /v1/duplicates', () => {
  it('lists the layers of all registries, most duplicate bytes first', async () => {
    const { body } = await client.get('/v1/duplicates');

    expect(body).toEqual({
      items: [
        {
          ...{ ...IRELAND, ...tools, repositoryCount: 11, duplicateBytes: 20 * GIB, bound: 'upper' },
          ...{ repositories: services.slice(0, 10).map(({ repository }) => repository), monthlyCostUsd: 2 },
        },
        {
          ...{ ...VIRGINIA, ...base, repositoryCount: 3, duplicateBytes: 10 * GIB, bound: 'upper' },
          ...{ repositories: ['a', 'b', 'c'], monthlyCostUsd: 1 },
        },
        {
          ...{ ...IRELAND, ...base, repositoryCount: 2, duplicateBytes: 5 * GIB, bound: 'upper' },
          ...{ repositories: ['team/api', 'team/web'], monthlyCostUsd: 0.5 },
        },
      ],
      cursor: null,
    });
  });

  it('tells of each layer whether its registry makes the number exact', async () => {
    const { body } = await exact.get('/v1/duplicates');

    expect(body).toMatchObject({
      items: [
        { ...IRELAND, bound: 'exact' },
        { ...VIRGINIA, bound: 'upper' },
        { ...IRELAND, bound: 'exact' },
      ],
    });
  });

  it('keeps to the registry that is asked for', async () => {
    const { body } = await client.get('/v1/duplicates?accountId=222222222222&region=us-east-1');

    expect(body).toMatchObject({ items: [{ ...VIRGINIA, digest: base.digest }] });
  });
});
