import { describe, expect, it } from 'vitest';
import { type Alert, resolvedAlert } from '../../src/domain/alert.ts';
import { at } from '../support/builders.ts';
import { everyFinding } from '../support/every-finding.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';
import { createQueryClient } from '../support/query-client.ts';
import { IRELAND, layer as layerOf, recordedImage } from '../support/recorded-images.ts';

const MUTE = { reason: 'known, until the next release', until: '2026-12-31T23:59:59.999Z' };

const layer = alertOf(duplicateLayerFinding(), {
  ...{ updatedAt: '2026-11-22T10:00:00Z', state: 'grew', revision: 2 },
  owners: ['team-a', 'team-b'],
});
const series = alertOf(imageGrewFinding({ repository: 'team/jobs' }), {
  updatedAt: '2026-11-21T10:00:00Z',
  owners: ['team-b'],
});
const elsewhere = alertOf(duplicateLayerFinding({ accountId: '222222222222', repositories: ['a', 'b'] }), {
  updatedAt: '2026-11-23T10:00:00Z',
  ...{ state: 'resolved', resolution: 'The layer is in one repository only.' },
});
const scan = alertOf(registryScannedFinding(), { updatedAt: '2026-11-20T10:00:00Z' });
const client = createQueryClient({
  alerts: [layer, series, elsewhere, scan],
  mutes: new Map([[series.id, MUTE]]),
});

/** What of an alert is told. */
function told(
  { seenIn: _seenIn, absentSince: _absentSince, successors: _successors, ...alert }: Alert,
  mute: object | null = null,
) {
  return { ...alert, mute };
}

describe('GET /v1/alerts', () => {
  it('lists the alerts whole, last updated first', async () => {
    const { body } = await client.get('/v1/alerts');

    expect(body).toEqual({
      items: [told(elsewhere), told(layer), told(series, MUTE), told(scan)],
      cursor: null,
    });
  });

  it.each([
    ['accountId=222222222222', [elsewhere]],
    ['region=eu-west-1&accountId=123456789012', [layer, series, scan]],
    ['region=us-east-1', []],
    ['repository=team/jobs', [layer, series]],
    ['repository=team/web', [layer]],
    ['owner=team-b', [layer, series]],
    ['owner=team-a', [layer]],
    ['owner=team', []],
    ['kind=image-grew', [series]],
    ['kind=registry-scanned', [scan]],
    ['severity=high', [series]],
    ['severity=critical', []],
    ['state=open', [series, scan]],
    ['state=active', [layer, series, scan]],
    ['state=active&kind=duplicate-layer', [layer]],
    ['state=grew&kind=duplicate-layer', [layer]],
    ['state=resolved', [elsewhere]],
    ['kind=image-grew&state=resolved', []],
  ])('keeps to %s', async (filter, alerts) => {
    const { body } = await client.get(`/v1/alerts?${filter}`);

    expect(body).toMatchObject({ items: alerts.map(({ id }) => ({ id })) });
    expect(body).toHaveProperty('items.length', alerts.length);
  });

  it.each([
    ['state=closed', 'state must be one of open, grew, resolved, active'],
    ['severity=urgent', 'severity must be one of low, medium, high, critical'],
    ['owner=team%20a', 'owner must be one owner, as in the tag layerwatch:owner'],
    ['owner=', 'owner must be one owner, as in the tag layerwatch:owner'],
  ])('refuses %s', async (filter, detail) => {
    expect(await client.get(`/v1/alerts?${filter}`)).toMatchObject({ status: 400, body: { detail } });
  });
});

describe('GET /v1/alerts/{id}', () => {
  it('answers one alert whole', async () => {
    const { body } = await client.get(`/v1/alerts/${series.id}`);

    expect(body).toEqual(told(series, MUTE));
  });

  it('does not tell of a mute that is over', async () => {
    const over = { reason: 'known', until: '2026-11-23T18:00:00.000Z' };
    const later = createQueryClient({ alerts: [series], mutes: new Map([[series.id, over]]) });

    expect(await later.get(`/v1/alerts/${series.id}`)).toMatchObject({ body: { mute: null } });
  });

  it('answers 404 where there is none', async () => {
    expect(await client.get('/v1/alerts/0123456789abcdef0123')).toMatchObject({
      status: 404,
      body: { detail: 'There is no such alert, and never was.' },
    });
  });

  it.each([
    ['0123456789abcdef012', '19 digits'],
    ['0123456789abcdef01234', '21 digits'],
    ['0123456789ABCDEF0123', 'capitals'],
    ['0123456789abcdef012g', 'no hex digit'],
    ['..%2F..%2Fetc%2Fpasswd', 'something else'],
  ])('refuses the id %s without a read (%s)', async (id) => {
    const reads: string[] = [];
    const alerts = {
      async find(asked: string) {
        reads.push(asked);
        return null;
      },
      mute: async (asked: string) => reads.push(asked) > 0,
    };
    const asked = createQueryClient({}, { alerts });
    const mute = { reason: 'known', until: '2026-12-31' };

    const answers = [
      await asked.get(`/v1/alerts/${id}`),
      await asked.put(`/v1/alerts/${id}/mute`, mute),
      await asked.delete(`/v1/alerts/${id}/mute`),
    ];

    const detail = 'id must be the id of an alert: 20 hex digits in small letters';
    for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: { detail } });
    expect(reads).toEqual([]);
  });
});

describe('every kind of finding', () => {
  const findings = everyFinding();
  const alerts = findings.map((finding, hour) => alertOf(finding, { updatedAt: at(hour) }));
  const image = recordedImage({ ...IRELAND, repository: 'team/web' }, at(), [layerOf('base', 1_000)], {
    findings,
  });
  const everything = createQueryClient({ images: [image], alerts });

  it('is answered by /v1/alerts, as it is and with nothing left out', async () => {
    const { status, body } = await everything.get('/v1/alerts');

    expect(status).toBe(200);
    expect(body).toEqual({ items: alerts.toReversed().map((alert) => told(alert)), cursor: null });
  });

  it('is answered by /v1/images/{digest}, as it is and with nothing left out', async () => {
    const { status, body } = await everything.get(`/v1/images/${image.digest}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ findings });
  });

  it.each(alerts.map((alert) => [alert.kind, alert] as const))(
    'is the only one of kind=%s',
    async (kind, alert) => {
      const { body } = await everything.get(`/v1/alerts?kind=${kind}`);

      expect(body).toEqual({ items: [told(alert)], cursor: null });
    },
  );

  it.each(alerts.map((alert) => [alert.kind, alert] as const))(
    'is told when it is resolved: %s',
    async (_kind, alert) => {
      const resolved = resolvedAlert(alert, 'It is gone.', at(60));

      const { body } = await createQueryClient({ alerts: [resolved] }).get('/v1/alerts?state=resolved');

      expect(body).toEqual({ items: [told(resolved)], cursor: null });
      expect(body).toMatchObject({ items: [{ state: 'resolved', resolution: 'It is gone.' }] });
    },
  );
});
