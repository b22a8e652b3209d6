import { describe, expect, it } from 'vitest';
import { createQueryClient, NOW } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage, VIRGINIA } from '../support/recorded-images.ts';
import { registryStates } from '../support/registry-states.ts';

const GIB = 2 ** 30;
const base = layer('base', 10 * GIB);
const web = { ...IRELAND, repository: 'team/web' };
const api = { ...IRELAND, repository: 'team/api' };
const elsewhere = { ...VIRGINIA, repository: 'team/web' };
const images = [
  recordedImage(web, '2026-11-01T10:00:00Z', [base, layer('web 1', 2 * GIB)]),
  recordedImage(web, '2026-11-02T10:00:00Z', [base, layer('web 2', 3 * GIB)]),
  recordedImage(web, '2026-11-03T10:00:00Z', [layer('gone', GIB)], { deletedAt: '2026-11-04T10:00:00Z' }),
  recordedImage(api, '2026-11-02T11:00:00Z', [base, layer('api', GIB)]),
  recordedImage(elsewhere, '2026-11-01T12:00:00Z', [base]),
];
const asOf = {
  '111111111111/eu-west-1': '2026-11-02T11:00:05Z',
  '222222222222/us-east-1': '2026-11-01T12:00:05Z',
};

describe('GET /v1/summary', () => {
  it('adds up what each registry stores, and the registries', async () => {
    const { body } = await createQueryClient({ images, asOf }).get('/v1/summary');

    const labels = {
      ...{ bound: 'upper', complete: true, blobMounting: null, lastReconciledAt: null, drift: null },
    };
    const ireland = {
      ...IRELAND,
      ...{ repositories: 2, images: 3, layers: 4, logicalBytes: 36 * GIB, storedBytes: 26 * GIB },
      ...{ uniqueBytes: 16 * GIB, duplicateBytes: 10 * GIB, monthlyCostUsd: 2.6, duplicateCostUsd: 1 },
      ...{ ...labels, asOf: '2026-11-02T11:00:05Z' },
    };
    const virginia = {
      ...VIRGINIA,
      ...{ repositories: 1, images: 1, layers: 1, logicalBytes: 10 * GIB, storedBytes: 10 * GIB },
      ...{ uniqueBytes: 10 * GIB, duplicateBytes: 0, monthlyCostUsd: 1, duplicateCostUsd: 0 },
      ...{ ...labels, asOf: '2026-11-01T12:00:05Z' },
    };
    expect(body).toEqual({
      asOf: NOW,
      totals: {
        ...{ accountId: null, region: null, repositories: 3, images: 4, layers: 5 },
        ...{ logicalBytes: 46 * GIB, storedBytes: 36 * GIB, uniqueBytes: 26 * GIB, duplicateBytes: 10 * GIB },
        ...{ monthlyCostUsd: 3.6, duplicateCostUsd: 1 },
        ...{ ...labels, asOf: '2026-11-02T11:00:05Z' },
      },
      registries: [ireland, virginia],
    });
  });

  it('adds up only the registries that are asked for', async () => {
    const { body } = await createQueryClient({ images, asOf }).get('/v1/summary?region=us-east-1');

    expect(body).toMatchObject({
      totals: { images: 1, storedBytes: 10 * GIB, asOf: '2026-11-01T12:00:05Z' },
      registries: [VIRGINIA],
    });
  });

  it('is all zeros, as of now, while nothing is known', async () => {
    const { body } = await createQueryClient().get('/v1/summary');

    expect(body).toMatchObject({
      totals: { images: 0, storedBytes: 0, monthlyCostUsd: 0, asOf: NOW },
      registries: [],
    });
  });

  it('is certain of nothing while no registry is known', async () => {
    const { body } = await createQueryClient().get('/v1/summary');

    expect(body).toMatchObject({
      totals: {
        ...{ complete: false, bound: 'upper', blobMounting: null, lastReconciledAt: null, drift: null },
      },
    });
  });

  it('tells of each registry what reconciliation knows, and of all what holds for all', async () => {
    const registries = registryStates({
      '111111111111/eu-west-1': {
        ...{ blobMounting: false, lastReconciledAt: '2026-11-22T01:00:00.000Z' },
        drift: { missedPushes: 1, missedDeletions: 2, missedTags: 3 },
      },
      '222222222222/us-east-1': {
        ...{ isComplete: false, blobMounting: true, lastReconciledAt: '2026-11-21T01:00:00.000Z' },
        drift: { missedPushes: 10, missedDeletions: 0, missedTags: 0 },
      },
    });

    const { body } = await createQueryClient({ images }, { registries }).get('/v1/summary');

    expect(body).toMatchObject({
      totals: {
        ...{ bound: 'upper', complete: false, blobMounting: null },
        lastReconciledAt: '2026-11-21T01:00:00.000Z',
        drift: { missedPushes: 11, missedDeletions: 2, missedTags: 3 },
      },
      registries: [
        {
          ...{ ...IRELAND, bound: 'exact', complete: true, blobMounting: false },
          lastReconciledAt: '2026-11-22T01:00:00.000Z',
          drift: { missedPushes: 1, missedDeletions: 2, missedTags: 3 },
        },
        {
          ...{ ...VIRGINIA, bound: 'upper', complete: false, blobMounting: true },
          lastReconciledAt: '2026-11-21T01:00:00.000Z',
        },
      ],
    });
  });

  it.each([
    ['both disabled', false, { bound: 'exact', blobMounting: false }],
    ['both enabled', true, { bound: 'upper', blobMounting: true }],
    ['both unknown', null, { bound: 'upper', blobMounting: null }],
  ])('agrees on blob mounting where all registries do: %s', async (_reason, blobMounting, labels) => {
    const registries = registryStates({}, { blobMounting });

    const { body } = await createQueryClient({ images }, { registries }).get('/v1/summary');

    expect(body).toMatchObject({ totals: labels });
  });

  it('was reconciled never, where one registry never was; drift is that of the others', async () => {
    const drift = { missedPushes: 0, missedDeletions: 4, missedTags: 0 };
    const registries = registryStates({
      '111111111111/eu-west-1': { lastReconciledAt: '2026-11-22T01:00:00.000Z', drift },
    });

    const { body } = await createQueryClient({ images }, { registries }).get('/v1/summary');

    expect(body).toMatchObject({ totals: { lastReconciledAt: null, drift } });
  });
});

describe('GET /v1/repositories', () => {
  it('says what each repository stores, and what only it stores', async () => {
    const { body } = await createQueryClient({ images }).get('/v1/repositories?accountId=111111111111');

    expect(body).toEqual({
      items: [
        {
          ...{ ...api, images: 1, logicalBytes: 11 * GIB, storedBytes: 11 * GIB, exclusiveBytes: GIB },
          lastPushedAt: '2026-11-02T11:00:00Z',
        },
        {
          ...{ ...web, images: 2, logicalBytes: 25 * GIB, storedBytes: 15 * GIB, exclusiveBytes: 5 * GIB },
          lastPushedAt: '2026-11-03T10:00:00Z',
        },
      ],
      cursor: null,
    });
  });

  it('finds the repositories of one name in all registries', async () => {
    const { body } = await createQueryClient({ images }).get('/v1/repositories?repository=team/web');

    expect(body).toMatchObject({ items: [web, elsewhere] });
  });

  it('answers an empty list for a name that no repository has', async () => {
    const { body } = await createQueryClient({ images }).get('/v1/repositories?repository=team%2Fnone');

    expect(body).toEqual({ items: [], cursor: null });
  });
});
