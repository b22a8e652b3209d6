import { expect, it } from 'vitest';
import { alertId, subjectOf } from '../../src/domain/alert-subject.ts';
import { createQueryClient } from '../support/query-client.ts';
import { consolidationFinding } from '../support/shared-findings.ts';

const group = consolidationFinding();
const elsewhere = { ...group, region: 'us-east-1', groupId: 'base', isBase: true };

it('lists the groups with their ladder, and names the alert about each', async () => {
  const client = createQueryClient({ groups: [group] });

  const { status, body } = await client.get('/v1/consolidations');

  const { kind, severity: _severity, costBytes: _costBytes, ...shown } = group;
  expect(status).toBe(200);
  expect(body).toEqual({
    items: [{ ...shown, alertId: alertId(kind, subjectOf(group)), asOf: null }],
    cursor: null,
  });
});

it('lists those of one registry', async () => {
  const client = createQueryClient({ groups: [group, elsewhere] });

  const { body } = await client.get('/v1/consolidations?region=us-east-1');

  expect(body).toMatchObject({ items: [{ groupId: 'base', region: 'us-east-1' }] });
});

it('refuses what it does not know', async () => {
  const client = createQueryClient({ groups: [group] });

  const { status, body } = await client.get('/v1/consolidations?group=base');

  expect(status).toBe(400);
  expect(body).toMatchObject({ detail: expect.stringContaining('unknown query parameter: group') });
});
