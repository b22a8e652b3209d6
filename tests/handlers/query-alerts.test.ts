import { describe, expect, it } from 'vitest';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';
import { createQueryClient } from '../support/query-client.ts';

const layer = alertOf(duplicateLayerFinding(), {
  updatedAt: '2026-11-22T10:00:00Z',
  state: 'grew',
  revision: 2,
});
const series = alertOf(imageGrewFinding({ repository: 'team/jobs' }), {
  id: 'jobs',
  updatedAt: '2026-11-21T10:00:00Z',
});
const elsewhere = alertOf(duplicateLayerFinding({ accountId: '222222222222', repositories: ['a', 'b'] }), {
  updatedAt: '2026-11-23T10:00:00Z',
  state: 'resolved',
});
const scan = alertOf(registryScannedFinding(), { updatedAt: '2026-11-20T10:00:00Z' });
const client = createQueryClient({ alerts: [layer, series, elsewhere, scan] });

describe('GET /v1/alerts', () => {
  it('lists the alerts of every kind whole, last updated first', async () => {
    const { body } = await client.get('/v1/alerts');

    const published = [elsewhere, layer, series, scan].map(({ revision: _revision, ...alert }) => alert);
    expect(body).toEqual({ items: published, cursor: null });
  });

  it.each([
    ['accountId=222222222222', [elsewhere]],
    ['region=eu-west-1&accountId=123456789012', [layer, series, scan]],
    ['region=us-east-1', []],
    ['repository=team/jobs', [layer, series]],
    ['repository=team/web', [layer]],
    ['kind=image-grew', [series]],
    ['kind=registry-scanned', [scan]],
    ['state=open', [series, scan]],
    ['state=grew&kind=duplicate-layer', [layer]],
    ['kind=image-grew&state=resolved', []],
  ])('keeps to %s', async (filter, alerts) => {
    const { body } = await client.get(`/v1/alerts?${filter}`);

    expect(body).toMatchObject({ items: alerts.map(({ id }) => ({ id })) });
  });
});
