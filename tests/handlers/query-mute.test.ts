import { describe, expect, it } from 'vitest';
import { alertOf, imageGrewFinding } from '../support/findings.ts';
import { createQueryClient, NOW } from '../support/query-client.ts';

const alert = alertOf(imageGrewFinding());
const PATH = `/v1/alerts/${alert.id}/mute`;
const REASON = 'wanted: the models are part of the image now';

function clientOf() {
  return createQueryClient({ alerts: [alert] });
}

describe('PUT /v1/alerts/{id}/mute', () => {
  it.each([
    ['2026-12-31', '2026-12-31T23:59:59.999Z', 'the last day of the mute'],
    ['2026-11-23', '2026-11-23T23:59:59.999Z', 'today'],
    ['2028-02-29', '2028-02-29T23:59:59.999Z', 'a day of a leap year'],
    ['2026-12-31T08:00:00Z', '2026-12-31T08:00:00.000Z', 'a time'],
    ['2026-12-31T08:00:00+05:30', '2026-12-31T02:30:00.000Z', 'a time with an offset'],
    ['2026-11-23T18:00:00.001Z', '2026-11-23T18:00:00.001Z', 'a moment from now'],
    ['2028-11-23T18:00:00Z', '2028-11-23T18:00:00.000Z', 'two years from now'],
  ])('mutes until %s: %s (%s)', async (until, told) => {
    const client = clientOf();

    const { status, body } = await client.put(PATH, { reason: REASON, until });

    const mute = { reason: REASON, until: told };
    expect({ status, body }).toMatchObject({ status: 200, body: { id: alert.id, state: 'open', mute } });
    expect((await client.get(`/v1/alerts/${alert.id}`)).body).toEqual(body);
    expect((await client.get('/v1/alerts')).body).toEqual({ items: [body], cursor: null });
  });

  it('takes the place of the mute before', async () => {
    const client = clientOf();
    await client.put(PATH, { reason: 'one', until: '2026-12-01' });

    const { body } = await client.put(PATH, { reason: 'two', until: '2026-11-30' });

    expect(body).toMatchObject({ mute: { reason: 'two', until: '2026-11-30T23:59:59.999Z' } });
  });

  it('keeps the reason as one printable line', async () => {
    const reason = ' known\r\n\u202eto\u0000all\t';

    const { body } = await clientOf().put(PATH, { reason, until: '2026-12-31' });

    expect(body).toMatchObject({ mute: { reason: 'known to all' } });
  });

  it.each([
    ['2026-11-22', 'until must be in the future', 'yesterday'],
    [NOW, 'until must be in the future', 'now'],
    ['2026-11-23T19:00:00+02:00', 'until must be in the future', 'an hour ago'],
    ['1970-01-01', 'until must be in the future', 'long ago'],
    ['2028-11-23', 'until must be at most 2 years from now', 'that day ends too late'],
    ['2028-11-23T18:00:00.001Z', 'until must be at most 2 years from now', 'a moment too late'],
    ['9999-12-31', 'until must be at most 2 years from now', 'for ever'],
  ])('refuses until %s: %s (%s)', async (until, detail) => {
    const client = clientOf();

    expect(await client.put(PATH, { reason: REASON, until })).toMatchObject({
      status: 400,
      body: { detail },
    });
    expect((await client.get(`/v1/alerts/${alert.id}`)).body).toMatchObject({ mute: null });
  });

  const RULE = 'until must be a day or an RFC 3339 time such as 2026-11-23 or 2026-11-23T00:00:00Z';
  it.each<[mute: object, detail: string, reason: string]>([
    [{ reason: REASON, until: '2026-02-30' }, RULE, 'no day of the calendar'],
    [{ reason: REASON, until: 'tomorrow' }, RULE, 'no time'],
    [{ reason: REASON, until: '2026-12-31T08:00:00' }, RULE, 'a time of no zone'],
    [{ reason: REASON, until: 1_795_000_000 }, RULE, 'a number'],
    [{ reason: REASON }, RULE, 'no end'],
    [{ until: '2026-12-31' }, 'reason is required', 'no reason'],
    [{ reason: '', until: '2026-12-31' }, 'reason must have 1 to 500 characters', 'an empty reason'],
    [{ reason: ' \u200b ', until: '2026-12-31' }, 'reason must have 1 to 500 characters', 'a blank one'],
    [
      { reason: 'x'.repeat(501), until: '2026-12-31' },
      'reason must have 1 to 500 characters',
      'a long reason',
    ],
    [{ reason: REASON, until: '2026-12-31', by: 'me' }, 'by is not known', 'a field too many'],
  ])('refuses %j: %s (%s)', async (mute, detail) => {
    expect(await clientOf().put(PATH, mute)).toMatchObject({ status: 400, body: { detail } });
  });

  it('answers 404 where there is no such alert', async () => {
    const path = '/v1/alerts/0123456789abcdef0123/mute';

    expect(await clientOf().put(path, { reason: REASON, until: '2026-12-31' })).toMatchObject({
      status: 404,
    });
  });
});

describe('DELETE /v1/alerts/{id}/mute', () => {
  it('ends the mute', async () => {
    const client = clientOf();
    await client.put(PATH, { reason: REASON, until: '2026-12-31' });

    const { status, body } = await client.delete(PATH);

    expect({ status, body }).toMatchObject({ status: 200, body: { id: alert.id, mute: null } });
    expect((await client.get(`/v1/alerts/${alert.id}`)).body).toEqual(body);
  });

  it('may be repeated, and asked where there was no mute', async () => {
    const client = clientOf();

    expect([await client.delete(PATH), await client.delete(PATH)]).toMatchObject([
      { status: 200, body: { mute: null } },
      { status: 200, body: { mute: null } },
    ]);
  });

  it('answers 404 where there is no such alert', async () => {
    expect(await clientOf().delete('/v1/alerts/0123456789abcdef0123/mute')).toMatchObject({ status: 404 });
  });
});

it('a mute is put or ended, and nothing else', async () => {
  expect(await clientOf().get(PATH)).toMatchObject({ status: 405, headers: { allow: 'PUT, DELETE' } });
});
